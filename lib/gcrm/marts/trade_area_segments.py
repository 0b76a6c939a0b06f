"""One row per store of a partner with several, and segment: how many members it could serve, what they leave, and where
to begin.

A member counts for each store by the chance that a visit to the partner from the member's area goes there (Huff 1964),
so that the members of an area are shared out among the partner's stores, and none is counted twice. Headroom is what
these members could spend with the coalition and do not: other stores of the coalition may win it, too. The first
category is the group in which most of it lies. The index tells which segments a store is the place for: 100 where
headroom a member is that of all members within the reach of the partner.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Rule, Snapshots, Table, Unique
from gcrm.features import nesting
from gcrm.features.areas import AREA_FEATURES
from gcrm.marts.member_power import MEMBER_POWER
from gcrm.marts.portraits import PORTRAITS
from gcrm.marts.trade_areas import chances
from gcrm.models.purchasing_power.huff_parameters import HUFF_PARAMETERS
from gcrm.models.purchasing_power.store_reach import STORE_REACH
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.stores import STORES

KEY = ("store_id", "segment", "as_of")

TRADE_AREA_SEGMENTS = Table(
    name="marts.trade_area_segments",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("store_id", "string", "Store"),
        Field("segment", "int", "Number of the segment"),
        Field("as_of", "date", "Day for which it holds"),
        Field("partner_id", "string", "Partner that runs the store", required=True),
        Field("segment_name", "string", "What sets the segment apart, in words; null for one without members today"),
        Field("n_members", "double", "Members whom the store could serve", required=True, unit="members", home=True),
        Field("segment_share", "double", "Of all members whom the store could serve", required=True, home=True),
        Field("headroom", "double", "Left to win of them, over all groups", required=True, unit="currency", home=True),
        Field("headroom_per_member", "double", "The same of one", required=True, unit="currency", home=True),
        Field(
            "index",
            "double",
            "100 where that is what all members of the partner's stores leave; null where nothing is",
            home=True,
        ),
        Field("first_group", "string", "Category group in which most is left to win; null where nothing is", home=True),
        Field("first_headroom", "double", "What is left to win there", required=True, unit="currency", home=True),
        Field("groups", "map<string,double>", "Headroom by category group", required=True, unit="currency", home=True),
    ),
    rules=(
        Rule("share_is_a_share", "segment_share BETWEEN 0 AND 1"),
        Rule("headroom_is_not_negative", "headroom >= 0 AND first_headroom >= 0"),
        Rule("members_are_some", "n_members > 0"),
    ),
    checks=(Unique(KEY), References("store_id", STORES)),
    load=Snapshots(),
)


def build(
    power: DataFrame,
    segments: DataFrame,
    portraits: DataFrame,
    areas: DataFrame,
    places: DataFrame,
    reach: DataFrame,
    parameters: DataFrame,
) -> DataFrame:
    """One pass over members, into sums by area, segment and category group; the rest is of areas and stores."""
    cells = _cells(power, segments, nesting.up_to(areas, places))
    near = chances(reach, parameters).select("store_id", "partner_id", "area_id", "as_of", "chance")
    here = near.join(cells, "area_id").groupBy("store_id", "partner_id", "as_of", "segment", "category_group")
    summed = here.agg(
        F.sum(F.col("chance") * F.col("n")).alias("n"), F.sum(F.col("chance") * F.col("left")).alias("left")
    )
    is_whole = F.col("category_group").isNull()
    group = F.struct(F.col("left").alias("headroom"), "category_group")
    made = summed.groupBy("store_id", "partner_id", "as_of", "segment").agg(
        F.sum(F.when(is_whole, F.col("n"))).alias("n_members"),
        F.sum(F.when(is_whole, F.col("left"))).alias("headroom"),
        F.max(F.when(~is_whole & (F.col("left") > 0), group)).alias("_first"),
        F.map_from_entries(F.array_sort(F.collect_list(F.when(~is_whole, F.struct("category_group", "left"))))).alias(
            "groups"
        ),
    )
    store, partner = Window.partitionBy("store_id"), Window.partitionBy("partner_id")
    usual = F.try_divide(F.sum("headroom").over(partner), F.sum("n_members").over(partner))
    each = F.col("headroom") / F.col("n_members")
    figures = {
        "segment_share": F.least(F.lit(1.0), F.col("n_members") / F.sum("n_members").over(store)),
        "headroom_per_member": each,
        "index": F.try_divide(100 * each, usual),
        "first_group": F.col("_first")["category_group"],
        "first_headroom": F.coalesce(F.col("_first")["headroom"], F.lit(0.0)),
    }
    names = portraits.select("segment", "segment_name").distinct()
    named = made.filter("n_members > 0").withColumns(figures).join(F.broadcast(names), "segment", "left")
    return named.select(*TRADE_AREA_SEGMENTS.columns)


def _cells(power: DataFrame, segments: DataFrame, within: DataFrame) -> DataFrame:
    """area_id (of the modelled level), segment, category_group, n (members), left (headroom): of each group, and of all
    groups, where it is null."""
    own = power.select("member_id", "area_id", "headroom", "groups").join(
        segments.select("member_id", "segment"), "member_id"
    )
    placed = own.join(F.broadcast(within), "area_id")
    whole = F.array(F.struct(F.lit(None).cast("string").alias("category_group"), F.col("headroom").alias("left")))
    groups = F.transform(
        "groups", lambda one: F.struct(one["category_group"].alias("category_group"), one["headroom"].alias("left"))
    )
    every = placed.select("modelled_area_id", "segment", F.explode(F.concat(whole, groups)).alias("one"))
    keys = (
        F.col("modelled_area_id").alias("area_id"),
        "segment",
        F.col("one")["category_group"].alias("category_group"),
    )
    return every.groupBy(*keys).agg(F.count(F.lit(1)).alias("n"), F.sum(F.col("one")["left"]).alias("left"))


STEP = Step(
    output=TRADE_AREA_SEGMENTS,
    inputs={
        "power": MEMBER_POWER,
        "segments": SEGMENT_MEMBERS,
        "portraits": PORTRAITS,
        "areas": AREA_FEATURES,
        "places": SILVER_AREAS,
        "reach": STORE_REACH,
        "parameters": HUFF_PARAMETERS,
    },
    build=build,
)
