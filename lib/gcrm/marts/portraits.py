"""One row per segment and trait: the segment beside all members, as an index that is 100 where they are equal.

A portrait has seven parts: who members are, where they live, what, when and how they buy, why, and what they are worth.
A trait is a figure, whose mean is compared, or a kind such as an age band or a category, whose share is. What is the
same for all members is left out. A segment is named by where its centre lies: the name describes behaviour with us,
never what a person is, and stays as long as the fit does.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.core.exact import exact
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.members import MEMBER_FEATURES
from gcrm.marts import portrait_rows
from gcrm.marts.member_power import MEMBER_POWER
from gcrm.marts.portrait_rows import POWER, STATED, Settings
from gcrm.models.segments import JOB
from gcrm.models.segments.centroids import CENTROIDS, centres_of
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.models.segments.naming import named
from gcrm.silver.areas import SILVER_AREAS
from gcrm.warehouse.member_months import MEMBER_MONTHS

PORTRAITS = Table(
    name="marts.portraits",
    doc=__doc__,
    key=("segment", "feature", "as_of"),
    fields=(
        Field("segment", "int", "Number of the segment"),
        Field("segment_name", "string", "What sets it apart, in words; no two segments share one", required=True),
        Field("n_members", "bigint", "Members in the segment", required=True, unit="members"),
        Field("share", "double", "Of all members in segments", required=True),
        Field("part", "string", "who, where, what, when, how, why or worth"),
        Field("feature", "string", "Column of features.members, or a kind and its value, such as category: tea"),
        Field("kind", "string", "Kind of a trait that is a share: age_band, region, category, ...; null for a figure"),
        Field("value", "double", "Mean, or share, of the segment's members of whom it is known; null where of none"),
        Field("base", "double", "The same of all members", required=True),
        Field("index", "double", "100 * value / base; null where base is 0"),
        Field("index_low", "double", "Lower end of the index's 95% interval"),
        Field("index_high", "double", "Upper end of it"),
        Field("n_known", "bigint", "Members of the segment of whom it is known", unit="members"),
        Field(
            "separation", "double", "How well the trait tells the segment from all members, in nats; 0 is not at all"
        ),
        Field("says", "string", "What the index means; null where it is hardly above or below all members'"),
        Field("as_of", "date", "Day for which the portrait holds"),
    ),
    rules=(Rule("share_is_a_share", "share BETWEEN 0 AND 1"),),
    checks=(Unique(("segment", "feature", "as_of")),),
    load=Snapshots(),
)
ALL = "all members"  # the name where they are one segment


def build(
    members: DataFrame,
    segments: DataFrame,
    centroids: DataFrame,
    months: DataFrame,
    areas: DataFrame,
    power: DataFrame,
    settings: Settings,
    as_of: date,
) -> DataFrame:
    """Sums of figures per segment in one pass, counts of traits in another; both are then compared on the driver."""
    own = segments.select("member_id", "segment")
    joined = members.join(own, "member_id").join(power.select("member_id", POWER), "member_id", "left")
    sums = joined.groupBy("segment").agg(F.count(F.lit(1)).alias("n_members"), *_sums()).orderBy("segment").collect()
    counts = _traits(joined, months.join(own, "member_id"), areas).collect() if sums else []
    centres = centres_of(centroids.orderBy("segment", "position").collect())
    names = named(centres, settings.words, settings.most, settings.named_from) if len(centres) > 1 else {}
    found = [
        *portrait_rows.compared(sums, settings),
        *portrait_rows.traits([(r["kind"], r["value"], r["segment"], r["n"]) for r in counts], sums, settings),
    ]
    common = {
        row["segment"]: {"segment_name": names.get(row["segment"], ALL), "n_members": row["n_members"], "share": share}
        for row, share in zip(sums, _shares(sums), strict=True)
    }
    rows = [{**one, **common[one["segment"]], "as_of": as_of} for one in found]
    return small(members.sparkSession, schema(PORTRAITS), [[row[name] for name in PORTRAITS.columns] for row in rows])


def _sums() -> list[Column]:
    made = []
    for name in portrait_rows.FIGURES:
        value = F.col(name).cast("double")
        told = F.when(F.abs(value) < float("inf"), value)
        made += [F.count(told).alias(f"n_{name}"), F.sum(exact(told)).cast("double").alias(f"sum_{name}")]
        made += [F.stddev_samp(told).alias(f"sd_{name}")]
    return made


def _traits(joined: DataFrame, bought: DataFrame, areas: DataFrame) -> DataFrame:
    """kind, value, segment, n: members by what is stated of them, where they live, and what they bought when."""
    region = areas.select("area_id", F.col("region_code").alias("region"))
    placed = joined.join(F.broadcast(region), "area_id", "left")
    stated = placed.select(
        "member_id", "segment", F.explode(_pairs({name: F.col(name) for name in (*STATED, "region", "buying_stage")}))
    )
    season = F.concat(F.lit("Q"), F.quarter("month"))
    cells = {"category": F.col("category"), "partner": F.col("partner_id"), "season": season}
    lines = bought.filter("days <> 0").select("member_id", "segment", F.explode(_pairs(cells))).distinct()
    every = stated.unionByName(lines).filter("col.value IS NOT NULL AND col.value <> 'unknown'")
    return every.groupBy("col.kind", "col.value", "segment").agg(F.count(F.lit(1)).alias("n"))


def _pairs(values: Mapping[str, Column]) -> Column:
    return F.array(*(F.struct(F.lit(k).alias("kind"), v.cast("string").alias("value")) for k, v in values.items()))


def _shares(sums: Sequence[Any]) -> list[float]:
    total = sum(row["n_members"] for row in sums)
    return [row["n_members"] / total for row in sums]


STEP = Step(
    output=PORTRAITS,
    inputs={
        "members": MEMBER_FEATURES,
        "segments": SEGMENT_MEMBERS,
        "centroids": CENTROIDS,
        "months": MEMBER_MONTHS,
        "areas": SILVER_AREAS,
        "power": MEMBER_POWER,
    },
    build=build,
    settings=Settings,
    job=JOB,
)
