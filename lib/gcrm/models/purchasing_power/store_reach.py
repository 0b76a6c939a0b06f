"""One row per area and store within its reach: how far, how large the store is, and how often members went there.

Of each partner's stores the nearest `nearest` to an area are within its reach; a partner with one store leaves nothing
to choose, and has no rows. The way is the published time, or the one along the roads, as far as either is known
(gcrm.models.purchasing_power.ways). Stores lie where their site says, or else at the centre of their area. Visits are
comparable from the month after the partner's last store opened, when all could be chosen, and after the member's last
move, when the way was the one of today.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np
from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Rule, Snapshots, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features import nesting
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.features.places import centres
from gcrm.models.purchasing_power.ways import BY_ROAD, DISTANCE, FORETOLD, PUBLISHED, ways
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.roads import ROADS
from gcrm.silver.store_sites import STORE_SITES
from gcrm.silver.stores import STORES
from gcrm.silver.travel_times import TRAVEL_TIMES
from gcrm.stats.checks import FloatArray
from gcrm.stats.neighbours import closest
from gcrm.warehouse.member_history import MEMBER_HISTORY
from gcrm.warehouse.member_stores import MEMBER_STORES

DEGREE = 111.195  # km, of a great circle
AT_HOME = 1.0  # km, at least: nobody lives in a store
Pair = tuple[Row, Row, float, float]

STORE_REACH = Table(
    name="models.store_reach",
    doc=__doc__,
    key=("area_id", "store_id", "as_of"),
    fields=(
        Field("area_id", "string", "Area of the modelled level"),
        Field("store_id", "string", "Store within its reach"),
        Field("as_of", "date", "Day for which it holds"),
        Field("partner_id", "string", "Partner that runs the store", required=True),
        Field("longitude", "double", "Of the area's centre", required=True, unit="degree"),
        Field("latitude", "double", "Of the area's centre", required=True, unit="degree"),
        Field("km", "double", "Straight way from there to the store", required=True, unit="km"),
        Field("way", "double", "Minutes, or km where no time of any way is known", required=True),
        Field("way_source", "string", f"{PUBLISHED}, {BY_ROAD}, {FORETOLD} or {DISTANCE}", required=True),
        Field("size", "double", "Sales floor; the partner's median where it is not told", required=True, unit="m2"),
        Field("n_visits", "bigint", "Days on which members of the area bought there", required=True, home=True),
        Field(
            "n_comparable_visits",
            "bigint",
            "Those that tell which of today's stores is chosen",
            required=True,
            home=True,
        ),
        Field("amount", "double", "What they spent there", required=True, unit="currency", home=True),
    ),
    rules=(Rule("way_is_positive", "way > 0"), Rule("size_is_positive", "size > 0")),
    checks=(Unique(("area_id", "store_id", "as_of")), References("area_id", AREA_FEATURES)),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Settings:
    """`nearest`: stores of a partner within the reach of an area, at most."""

    nearest: int = 50

    def __post_init__(self) -> None:
        if self.nearest < 2:
            raise ValueError(f"nearest is {self.nearest}; 2 or more works.")


def build(
    visits: DataFrame,
    members: DataFrame,
    history: DataFrame,
    areas: DataFrame,
    places: DataFrame,
    stores: DataFrame,
    sites: DataFrame,
    times: DataFrame,
    roads: DataFrame,
    settings: Settings,
    as_of: date,
) -> DataFrame:
    """Areas, stores and roads come to the driver; visits as sums of area and store."""
    at = centres(places)
    homes = areas.select("area_id").join(at, "area_id").filter("longitude IS NOT NULL").orderBy("area_id").collect()
    shops = _shops(stores, sites, nesting.up_to(areas, places), at, as_of).orderBy("store_id").collect()
    choosable = _choosable(shops)
    if not homes or not choosable:
        return small(visits.sparkSession, schema(STORE_REACH))
    minutes = {(row["area_id"], row["to_area_id"]): row["minutes"] for row in times.collect()}
    stretches = [tuple(row) for row in roads.select("area_id", "to_area_id", "minutes").collect()]
    pairs = _pairs(homes, choosable, settings.nearest)
    ends = [(home["area_id"], shop["modelled_area_id"]) for home, shop, *_ in pairs]
    found = ways(ends, np.array([km for *_, km, _ in pairs]), minutes, stretches)
    made = _visited(visits, _homes(members, history), nesting.up_to(areas, places), choosable, as_of)
    seen = {(row["area_id"], row["store_id"]): row for row in made.collect()}
    rows = [
        (
            *(home["area_id"], shop["store_id"], as_of, shop["partner_id"], home["longitude"], home["latitude"], km),
            *(way, source, size),
            *_counts(seen.get((home["area_id"], shop["store_id"]))),
        )
        for (home, shop, km, size), (way, source) in zip(pairs, found, strict=True)
    ]
    return small(visits.sparkSession, schema(STORE_REACH), rows)


def _shops(stores: DataFrame, sites: DataFrame, within: DataFrame, at: DataFrame, as_of: date) -> DataFrame:
    """Stores that are open on the day, and where they lie."""
    known = stores.select("store_id", "partner_id", "area_id").join(
        sites.select(
            "store_id", "size", "opened_on", "closed_on", *(F.col(c).alias(f"_{c}") for c in ("longitude", "latitude"))
        ),
        "store_id",
        "left",
    )
    here = known.join(within, "area_id", "left").join(at, "area_id", "left")
    closed = F.coalesce(F.col("closed_on") < F.lit(as_of), F.lit(False)) | F.coalesce(
        F.col("opened_on") > F.lit(as_of), F.lit(False)
    )
    lies = {name: F.coalesce(f"_{name}", name) for name in ("longitude", "latitude")}
    return (
        here.filter(~closed)
        .withColumns(lies)
        .filter("longitude IS NOT NULL")
        .select("store_id", "partner_id", "modelled_area_id", "size", "opened_on", "longitude", "latitude")
    )


def _choosable(shops: list[Row]) -> list[Row]:
    """Stores of partners that have two or more."""
    n_stores = Counter(shop["partner_id"] for shop in shops)
    return [shop for shop in shops if n_stores[shop["partner_id"]] > 1]


def _homes(members: DataFrame, history: DataFrame) -> DataFrame:
    """member_id, area_id; moved_on: the last day on which the member lived elsewhere, null for who never did."""
    now = members.select("member_id", F.col("area_id").alias("_now"))
    elsewhere = history.filter("valid_to IS NOT NULL").join(now, "member_id").filter("area_id <> _now")
    moved = elsewhere.groupBy("member_id").agg(F.max("valid_to").alias("moved_on"))
    return members.select("member_id", "area_id").join(moved, "member_id", "left")


def _visited(visits: DataFrame, homes: DataFrame, within: DataFrame, shops: list[Row], as_of: date) -> DataFrame:
    """area_id, store_id, n_visits, n_comparable_visits, amount."""
    opened: dict[str, date] = {}
    for shop in shops:
        if shop["opened_on"]:
            opened[shop["partner_id"]] = max(shop["opened_on"], opened.get(shop["partner_id"], shop["opened_on"]))
    since = [(shop["store_id"], opened.get(shop["partner_id"])) for shop in shops]
    named = small(visits.sparkSession, "store_id string, since date", since)
    counted = visits.filter(F.col("month") <= F.lit(as_of)).join(F.broadcast(named), "store_id")
    comparable = (F.col("since").isNull() | (F.col("month") >= F.col("since"))) & (
        F.col("moved_on").isNull() | (F.col("month") > F.col("moved_on"))
    )
    living = homes.join(F.broadcast(within), "area_id")
    at = living.select("member_id", "moved_on", F.col("modelled_area_id").alias("area_id"))
    placed = counted.join(at, "member_id")
    return placed.groupBy("area_id", "store_id").agg(
        F.sum(F.bit_count("days")).alias("n_visits"),
        F.sum(F.when(comparable, F.bit_count("days")).otherwise(0)).alias("n_comparable_visits"),
        F.sum("amount").cast("double").alias("amount"),
    )


def _counts(row: Row | None) -> tuple[int, int, float]:
    return (row["n_visits"], row["n_comparable_visits"], row["amount"]) if row else (0, 0, 0.0)


def _pairs(homes: list[Row], shops: list[Row], nearest: int) -> list[Pair]:
    """Area, store, km and size: of each partner the nearest stores of each area."""
    made: list[Pair] = []
    origin = _plane(homes, homes)
    for partner in sorted({shop["partner_id"] for shop in shops}):
        mine = [shop for shop in shops if shop["partner_id"] == partner]
        sizes = [shop["size"] for shop in mine if shop["size"]]
        usual = float(np.median(sizes)) if sizes else 1.0
        chosen, km = closest(origin, _plane(mine, homes), nearest)
        made += [
            (home, mine[j], max(AT_HOME, d), mine[j]["size"] or usual)
            for home, places, ways in zip(homes, chosen.tolist(), km.tolist(), strict=True)
            for j, d in sorted(zip(places, ways, strict=True))
        ]
    return made


def _plane(rows: list[Row], homes: list[Row]) -> FloatArray:
    """Points in km; east-west ways are shortened by the latitude of the country."""
    middle = np.mean([home["latitude"] for home in homes])
    lon, lat = (np.array([row[name] for row in rows], dtype=float) for name in ("longitude", "latitude"))
    points: FloatArray = np.column_stack([lon * np.cos(np.radians(middle)), lat]) * DEGREE
    return points


STEP = Step(
    output=STORE_REACH,
    inputs={
        "visits": MEMBER_STORES,
        "members": MEMBER_FEATURES,
        "history": MEMBER_HISTORY,
        "areas": AREA_FEATURES,
        "places": SILVER_AREAS,
        "stores": STORES,
        "sites": STORE_SITES,
        "times": TRAVEL_TIMES,
        "roads": ROADS,
    },
    build=build,
    settings=Settings,
)
