"""One row per segment and trait: the segment beside all members, as an index that is 100 where they are equal.

A portrait has seven parts: who members are, where they live, what, when and how they buy, why, and what they are worth.
A trait is a figure, whose mean is compared, or a kind such as an age band or a category, whose share is. What is the
same for all members is left out. Traits roll up: a category into its group, a partner into its line of business, an
area into its region, an age band into a wider one; `within` names the wider trait. A segment is named by where its
centre lies: the name describes behaviour with us, never what a person is, and stays as long as the fit does.
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
from gcrm.features.category_groups import CATEGORY_GROUPS
from gcrm.features.members import MEMBER_FEATURES
from gcrm.marts import portrait_rows
from gcrm.marts.member_power import MEMBER_POWER
from gcrm.marts.portrait_rows import POWER, STATED, WITHIN, Count, Settings
from gcrm.models.segments import JOB
from gcrm.models.segments.centroids import CENTROIDS, centres_of
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.models.segments.naming import named
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS
from gcrm.warehouse.member_months import MEMBER_MONTHS
from gcrm.warehouse.topics.models import TOPIC_MODELS, newest

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
        Field("within", "string", "The wider trait that it is a part of, such as region: North; null for the widest"),
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
    groups: DataFrame,
    partners: DataFrame,
    topics: DataFrame,
    settings: Settings,
    as_of: date,
) -> DataFrame:
    """Sums of figures per segment in one pass, counts of traits in another; both are then compared on the driver."""
    own = segments.select("member_id", "segment")
    joined = members.join(own, "member_id").join(power.select("member_id", POWER), "member_id", "left")
    sums = joined.groupBy("segment").agg(F.count(F.lit(1)).alias("n_members"), *_sums()).orderBy("segment").collect()
    bought = _wider(months.join(own, "member_id"), groups, partners)
    counts = _traits(joined, bought, areas, topics).collect() if sums else []
    centres = centres_of(centroids.orderBy("segment", "position").collect())
    names = named(centres, settings.words, settings.most, settings.named_from) if len(centres) > 1 else {}
    found = [
        *portrait_rows.compared(sums, settings),
        *portrait_rows.traits([Count(*row) for row in counts], sums, settings),
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


def _wider(bought: DataFrame, groups: DataFrame, partners: DataFrame) -> DataFrame:
    """Cells with the group of their category and their partner's line of business."""
    lines = partners.select("partner_id", F.col("segment").alias("line"))
    grouped = bought.join(F.broadcast(groups.select("category", "category_group")), "category", "left")
    return grouped.join(F.broadcast(lines), "partner_id", "left")


def _traits(joined: DataFrame, bought: DataFrame, areas: DataFrame, topics: DataFrame) -> DataFrame:
    """kind, value, within, segment, n: members by what they state, where they live, what they write about, what they
    bought, and when."""
    place = areas.select(
        "area_id",
        F.col("region_code").alias("region"),
        F.format_string("%s (%s)", "name", "area_id").alias("area"),
    )
    placed = joined.join(F.broadcast(place), "area_id", "left").withColumn("age", _age())
    of_member = ("age", *STATED, "region", "area", "buying_stage")
    stated = placed.select("member_id", "segment", F.explode(_told({name: F.col(name) for name in of_member})))
    cells = {name: F.col(name) for name in ("category_group", "category", "line")}
    cells |= {"partner": F.col("partner_id"), "season": F.concat(F.lit("Q"), F.quarter("month"))}
    written = _written(joined, "interests", "interest").unionByName(_named(_written(joined, "topics", "topic"), topics))
    lines = bought.filter("days <> 0").select("member_id", "segment", F.explode(_told(cells))).distinct()
    every = stated.unionByName(written).unionByName(lines).filter("col.value IS NOT NULL AND col.value <> 'unknown'")
    return every.groupBy("col.kind", "col.value", "col.within", "segment").agg(F.count(F.lit(1)).alias("n"))


def _written(joined: DataFrame, column: str, kind: str) -> DataFrame:
    """What members write about, of which `column` counts their posts, as traits of a kind."""
    each = joined.select("member_id", "segment", F.explode(F.map_keys(column)).alias("value"))
    return each.select("member_id", "segment", F.explode(_told({kind: F.col("value")})))


def _named(written: DataFrame, topics: DataFrame) -> DataFrame:
    """Topics by their names, with language and number, instead of these alone."""
    number = F.concat_ws("-", "language", "topic").alias("number")
    names = newest(topics).select(number, F.col("name").alias("called"))
    called = F.format_string("%s (%s)", F.coalesce("called", F.lit("topic")), "col.value")
    named = written.join(F.broadcast(names), F.col("col.value") == F.col("number"), "left")
    return named.select("member_id", "segment", F.col("col").withField("value", called).alias("col"))


def _age() -> Column:
    """The wider band of an age band, by the number that it begins with."""
    years = F.regexp_extract("age_band", "[0-9]+", 0).try_cast("int")
    return F.when(years < 35, "under 35").when(years < 55, "35 to 54").when(years >= 55, "55 and above")


def _told(values: Mapping[str, Column]) -> Column:
    """An array of structs of kind, value, and the wider trait."""
    found = []
    for kind, value in values.items():
        wider = WITHIN.get(kind)
        within = F.concat(F.lit(f"{wider}: "), values[wider]) if wider else F.lit(None).cast("string")
        found.append(F.struct(F.lit(kind).alias("kind"), value.cast("string").alias("value"), within.alias("within")))
    return F.array(*found)


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
        "groups": CATEGORY_GROUPS,
        "partners": PARTNERS,
        "topics": TOPIC_MODELS,
    },
    build=build,
    settings=Settings,
    job=JOB,
)
