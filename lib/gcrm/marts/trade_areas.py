"""One row per store of a partner with several: where its customers come from, what they could spend, and what is won.

The trade area is every area by the chance that a visit to the partner goes to this store (Huff 1964). Power in it is
the purchasing power of those areas by that chance; won is what members spend in the store beside it, the rest is open:
it goes to other partners and other groups too, so not all of it can be won. Overlap is the chance that who would come
here goes to another store of the partner, and the rival is the one that most of them go to. What opening or closing a
store would move, `gcrm what-if` tells.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Rule, Snapshots, Table, Unique
from gcrm.features.category_groups import ALL
from gcrm.marts.area_power import AREA_POWER
from gcrm.models.purchasing_power import JOB
from gcrm.models.purchasing_power.huff_parameters import ATTRACTION, FRICTION, HUFF_PARAMETERS
from gcrm.models.purchasing_power.store_reach import STORE_REACH
from gcrm.silver.stores import STORES

TRADE_AREAS = Table(
    name="marts.trade_areas",
    doc=__doc__,
    key=("store_id", "as_of"),
    fields=(
        Field("store_id", "string", "Store"),
        Field("as_of", "date", "Day for which it holds"),
        Field("partner_id", "string", "Partner that runs it", required=True),
        Field("n_areas", "bigint", "Areas that make up nine tenths of its trade area", required=True),
        Field("n_visits", "bigint", "Visits of members there", required=True),
        Field("expected_visits", "double", "Visits that the model expects of them", required=True),
        Field("amount", "double", "What members spent there", required=True, unit="currency"),
        Field("power", "double", "Purchasing power in the trade area, all groups", required=True, unit="currency"),
        Field("groups", "map<string,double>", "The same by category group", required=True, unit="currency"),
        Field("won_share", "double", "Spent there, of the power in the trade area", required=True),
        Field("open_amount", "double", "What is not", required=True, unit="currency"),
        Field("mean_way", "double", "Mean way of a visit, in the unit of models.store_reach", required=True),
        Field(
            "overlap_share", "double", "Chance that a visit out of its trade area goes to another store", required=True
        ),
        Field("rival_store_id", "string", "Store of the same partner that most of these go to"),
        Field("rival_share", "double", "Share of them that do"),
    ),
    rules=(
        Rule("shares_are_shares", "won_share >= 0 AND overlap_share BETWEEN 0 AND 1"),
        Rule("power_is_not_negative", "power >= 0"),
    ),
    checks=(Unique(("store_id", "as_of")), References("store_id", STORES)),
    load=Snapshots(),
)


def chances(reach: DataFrame, parameters: DataFrame) -> DataFrame:
    """`reach` with `chance`: of a visit from the area to the partner that it goes to the store."""
    given = {
        name: F.max(F.when(F.col("name") == name, F.col("value"))).alias(f"_{name}") for name in (ATTRACTION, FRICTION)
    }
    weighed = reach.crossJoin(F.broadcast(parameters.agg(*given.values())))
    weight = F.pow("size", F.col(f"_{ATTRACTION}")) * F.pow("way", -F.col(f"_{FRICTION}"))
    together = Window.partitionBy("partner_id", "area_id")
    return weighed.withColumn("_weight", weight).withColumn(
        "chance", F.col("_weight") / F.sum("_weight").over(together)
    )


def build(reach: DataFrame, parameters: DataFrame, power: DataFrame) -> DataFrame:
    """Sums over areas and stores; nothing here grows with members."""
    near = chances(reach, parameters)
    mine = Window.partitionBy("partner_id", "area_id")
    made = near.withColumn("_from_area", F.sum("n_visits").over(mine))
    worth = power.select(
        "area_id",
        "category_group",
        F.coalesce("total", F.col("per_head") * F.col("n_members"), F.lit(0.0)).alias("total"),
    )
    every = made.join(worth.filter(F.col("category_group") == ALL).drop("category_group"), "area_id", "left")
    pulled = every.withColumn("pull", F.col("chance") * F.coalesce("total", F.lit(0.0)))
    summed = pulled.groupBy("store_id", "as_of", "partner_id").agg(
        F.sum("n_visits").alias("n_visits"),
        F.sum(F.col("chance") * F.col("_from_area")).alias("expected_visits"),
        F.sum("amount").alias("amount"),
        F.sum("pull").alias("power"),
        F.try_divide(F.sum(F.col("pull") * F.col("way")), F.sum("pull")).alias("mean_way"),
        F.try_divide(F.sum(F.col("pull") * (1 - F.col("chance"))), F.sum("pull")).alias("overlap_share"),
    )
    by_group = near.join(worth.filter(F.col("category_group") != ALL), "area_id")
    groups = by_group.groupBy("store_id", "category_group").agg(F.sum(F.col("chance") * F.col("total")).alias("power"))
    told = groups.groupBy("store_id").agg(
        F.map_from_entries(F.array_sort(F.collect_list(F.struct("category_group", "power")))).alias("groups")
    )
    joined = (
        summed.join(_core(pulled), "store_id").join(told, "store_id", "left").join(_rivals(pulled), "store_id", "left")
    )
    none = F.create_map().cast("map<string,double>")
    figures = {
        "groups": F.coalesce("groups", none),
        "won_share": F.coalesce(F.try_divide(F.greatest("amount", F.lit(0.0)), F.col("power")), F.lit(0.0)),
        "open_amount": F.greatest(F.col("power") - F.col("amount"), F.lit(0.0)),
        "mean_way": F.coalesce("mean_way", F.lit(0.0)),
        "overlap_share": F.least(F.lit(1.0), F.greatest(F.lit(0.0), F.coalesce("overlap_share", F.lit(0.0)))),
    }
    return joined.withColumns(figures).select(*TRADE_AREAS.columns)


def _core(pulled: DataFrame) -> DataFrame:
    """`n_areas` of each store: the fewest areas that hold nine tenths of its trade area."""
    strongest = Window.partitionBy("store_id").orderBy(F.desc("pull"), "area_id")
    before = F.sum("pull").over(strongest.rowsBetween(Window.unboundedPreceding, -1))
    whole = F.sum("pull").over(Window.partitionBy("store_id"))
    inside = pulled.select("store_id", (F.coalesce(before, F.lit(0.0)) < 0.9 * whole).alias("inside"))
    return inside.groupBy("store_id").agg(F.count_if("inside").alias("n_areas"))


def _rivals(pulled: DataFrame) -> DataFrame:
    """The other store of the partner that takes most out of a store's trade area."""
    ours = pulled.select("partner_id", "area_id", "store_id", "pull")
    theirs = pulled.select("partner_id", "area_id", F.col("store_id").alias("other"), F.col("chance").alias("taken"))
    both = ours.join(theirs, ["partner_id", "area_id"]).filter("store_id <> other")
    each = both.groupBy("store_id", "other").agg(F.sum(F.col("pull") * F.col("taken")).alias("taken"))
    best = each.groupBy("store_id").agg(
        F.max(F.struct("taken", "other")).alias("best"), F.sum("taken").alias("all_taken")
    )
    return best.select(
        "store_id",
        F.col("best")["other"].alias("rival_store_id"),
        F.try_divide(F.col("best")["taken"], F.col("all_taken")).alias("rival_share"),
    )


STEP = Step(
    output=TRADE_AREAS,
    inputs={"reach": STORE_REACH, "parameters": HUFF_PARAMETERS, "power": AREA_POWER},
    build=build,
    job=JOB,
)
