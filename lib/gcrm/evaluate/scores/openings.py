"""Visits that `gcrm what-if --open` would have foretold of stores that opened, against those that came.

Each partner with openings is foretold by powers that the visits of all others gave; ways are foretold from the
distance, as those of a store that is not there yet. Compared are visits after the partner's last opening. The naive
answer is that a new store gets what the partner's others get on average.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score
from gcrm.models.purchasing_power.store_reach import STORE_REACH
from gcrm.models.purchasing_power.ways import foretold
from gcrm.silver.store_sites import STORE_SITES
from gcrm.stats import huff
from gcrm.stats.checks import InvalidInputError
from gcrm.stats.what_if import moved

NAME, ENOUGH = "visits of new stores", 5
_FEW = 30  # visits of a partner's store on average, below which chance says more than the model
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Opened:
    """A store that opened: visits that came, that were foretold, and that its partner's other stores had on average."""

    store: str
    came: float
    foretold: float
    usual: float


def measure(given: Given) -> list[Measure]:
    """Ways, sizes and comparable visits of areas and stores, which are no more than those of Huff's model."""
    names = ("partner_id", "area_id", "store_id", "size", "km", "way", "n_comparable_visits")
    reach = given.read(STORE_REACH).select(*names).orderBy("partner_id", "area_id", "store_id").collect()
    sites = given.read(STORE_SITES).filter(F.col("opened_on").isNotNull()).select("store_id", "opened_on").collect()
    return compared([*openings([row.asDict() for row in reach], {row["store_id"]: row["opened_on"] for row in sites})])


def openings(reach: Rows, opened: Mapping[str, date]) -> Iterable[Opened]:
    """The last store that each partner opened, where its stores have visits enough."""
    partners: dict[str, list[Mapping[str, Any]]] = {}
    for row in reach:
        partners.setdefault(row["partner_id"], []).append(row)
    for partner, mine in partners.items():
        stores = {row["store_id"] for row in mine}
        new = sorted((stores & opened.keys()), key=lambda store: (opened[store], store))
        visits = float(sum(row["n_comparable_visits"] for row in mine))
        if not new or len(stores) < 3 or visits < _FEW * len(stores):
            continue
        powers = _powers([row for other, rows in partners.items() if other != partner for row in rows])
        if powers:
            yield _foretold(mine, new[-1], powers)


def _powers(rows: Rows) -> tuple[float, float] | None:
    columns = (np.array([row[name] for row in rows], dtype=float) for name in ("n_comparable_visits", "size", "way"))
    n, size, way = columns
    try:
        found = huff.fit(n, np.array([f"{row['partner_id']}|{row['area_id']}" for row in rows]), size, way)
    except InvalidInputError:
        return None
    return found.attraction, found.friction


def _foretold(mine: Rows, store: str, powers: tuple[float, float]) -> Opened:
    """As if the store were not there yet: the visits of its areas go to the others, and it opens."""
    others = [row for row in mine if row["store_id"] != store]
    areas = {row["area_id"] for row in others}
    new = [row for row in mine if row["store_id"] == store and row["area_id"] in areas]
    came = {row["area_id"]: float(row["n_comparable_visits"]) for row in new}
    # What counts is how many visits an area makes, and not to which of the others they go.
    more = dict(came)
    visits = [row["n_comparable_visits"] + more.pop(row["area_id"], 0.0) for row in others]
    km, known, way_of_known = (np.array([row[name] for row in rows], dtype=float)
                               for rows, name in ((new, "km"), (others, "km"), (others, "way")))  # fmt: skip
    opens = (store, float(new[0]["size"]), [*came], foretold(known, way_of_known, km))
    origin, shop, size, way = ([row[name] for row in others] for name in ("area_id", "store_id", "size", "way"))
    after = moved((origin, shop, size, way), visits, powers, opened=opens).after
    usual = sum(row["n_comparable_visits"] for row in others) / len(set(shop))
    return Opened(store, sum(came.values()), after.get(store, 0.0), usual)


def compared(stores: Sequence[Opened]) -> list[Measure]:
    """Mean absolute error as a share of the visits that came, beside that of the naive answer.

    >>> compared([Opened("a", 100.0, 90.0, 50.0), Opened("b", 40.0, 50.0, 50.0)])[0].says
    '14% off in 2 stores that opened; by the mean of other stores 43%'
    """
    came = sum(one.came for one in stores)
    if not came:
        return [Measure(NAME, "no store opened among stores with visits enough", unit="share", ideal=0.0, at_most=1.0)]
    ours, naive = (sum(abs(error) for error in errors) / came for errors in (
        [one.foretold - one.came for one in stores], [one.usual - one.came for one in stores]
    ))  # fmt: skip
    says = f"{ours:.0%} off in {len(stores):,} stores that opened; by the mean of other stores {naive:.0%}"
    return [Measure(NAME, says, ours, "share", 0.0, at_most=naive, n=len(stores), enough=ENOUGH)]


SCORE = Score("openings", "what what-if foretells of stores that opened", (STORE_REACH, STORE_SITES), measure)
