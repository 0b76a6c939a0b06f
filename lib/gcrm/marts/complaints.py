"""One row per complaint that rises: about whom and what, where and when, in which terms, and which stores it is about.

A complaint is a cell of `marts.brand_sentiment` in which accounts enough are displeased, and whose share of pleased
ones is well below that of the four weeks before. Its stores are those that the partner runs in the area. `sales_after`
tells whether their sales fell in the four weeks after it, beside those of all stores.
"""

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Replace, Rule, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.core.weeks import monday
from gcrm.features import nesting
from gcrm.marts.brand_sentiment import ALL, BRAND_SENTIMENT, KEY, LEAN, tones
from gcrm.marts.rising_terms import terms
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.stores import STORES
from gcrm.silver.texts import JOB
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.post_flags import POST_FLAGS
from gcrm.warehouse.sentiment.opinions import POST_OPINIONS
from gcrm.warehouse.store_days import STORE_DAYS

WEEKS = 4  # before a complaint, its own the last of them, and after it, whose sales are compared
_MOST_TERMS = 3

COMPLAINTS = Table(
    name="marts.complaints",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("partner_id", "string", "Partner that is written about"),
        Field("area_id", "string", "Area of the highest level, or all"),
        Field("week", "date", "Monday of the week"),
        Field("aspect", "string", "price, quality, service, place, delivery, assortment, or all"),
        Field("n_displeased", "bigint", "Accounts whose posts are negative on the whole", required=True),
        Field("change", "double", "Of the share of pleased ones against the four weeks before", required=True),
        Field("change_z", "double", "change by its standard error", required=True),
        Field("terms", "array<string>", "Terms that stand oftener in what the displeased wrote than in other posts of "
              "the week, the most telling first; only those of accounts enough", required=True),
        Field("stores", "array<string>", "Stores of the partner in the area", required=True),
        Field("sales_after", "double", "Their sales in the four weeks after it by those in the four weeks up to it, "
              "beside the same of all stores, less 1; null until the weeks have passed"),
    ),
    rules=(Rule("it_is_a_fall", "change_z < 0 AND n_displeased > 0"),),
    checks=(Unique(KEY),),
    load=Replace(),
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """`fewest`: displeased accounts of a complaint. `least_z`: standard errors by which the share of pleased ones fell.

    `accounts`: displeased ones who wrote a term that is told; of fewer it may be about one of them.
    """

    fewest: int = 5
    least_z: float = 2.0
    accounts: int = 10

    def __post_init__(self) -> None:
        if self.fewest < 1 or self.least_z <= 0:
            raise ValueError("fewest must be 1 or more, and least_z above 0.")
        if self.accounts < 10:
            raise ValueError("accounts must be 10 or more: a term of fewer may be about one of them.")


def build(
    sentiment: DataFrame,
    opinions: DataFrame,
    flags: DataFrame,
    areas: DataFrame,
    texts: DataFrame,
    stores: DataFrame,
    sales: DataFrame,
    settings: Settings,
) -> DataFrame:
    """The cells that fell, which are few; then posts of their weeks, and sales of their stores."""
    fell = (F.col("change_z") <= -settings.least_z) & (F.col("n_displeased") >= settings.fewest)
    found = sentiment.filter(fell).select(*KEY, "n_displeased", "change", "change_z")
    if found.isEmpty():
        return small(sentiment.sparkSession, schema(COMPLAINTS))
    there = stores_of(found, stores, areas)
    listed = there.groupBy(*KEY).agg(F.sort_array(F.collect_set("store_id")).alias("stores"))
    after = _after(there, sales)
    told = _terms(found, tones(opinions, flags, areas), texts, settings)
    every = found.join(listed, list(KEY), "left").join(after, list(KEY), "left").join(told, list(KEY), "left")
    none = F.array().cast("array<string>")
    filled = {name: F.coalesce(name, none).alias(name) for name in ("terms", "stores")}
    return every.select(*(filled.get(name, F.col(name)) for name in COMPLAINTS.columns))


def stores_of(found: DataFrame, stores: DataFrame, areas: DataFrame) -> DataFrame:
    """Key of each complaint and `store_id` of what its partner runs in its area."""
    placed = stores.select("partner_id", "store_id", "area_id").join(
        F.broadcast(nesting.tops(areas)), "area_id", "left"
    )
    within = F.explode(F.array_compact(F.array("top_area_id", F.lit(ALL)))).alias("area_id")
    return placed.select("partner_id", "store_id", within).join(
        F.broadcast(found.select(*KEY)), ["partner_id", "area_id"]
    )


def _after(there: DataFrame, sales: DataFrame) -> DataFrame:
    """`sales_after` of each complaint, from weekly sums of stores."""
    weekly = sales.groupBy("store_id", monday("business_date").alias("sold")).agg(
        F.sum("amount").cast("double").alias("amount")
    )
    mine = weekly.join(F.broadcast(there), "store_id").groupBy(*KEY).agg(*_sides("own"))
    weeks = there.select("week").distinct()
    whole = weekly.groupBy("sold").agg(F.sum("amount").alias("amount")).crossJoin(F.broadcast(weeks))
    beside = whole.groupBy("week").agg(*_sides("all"), F.max("sold").alias("last"))
    ratio = F.try_divide(F.try_divide("own_after", "own_before"), F.try_divide("all_after", "all_before"))
    passed = F.date_diff("last", "week") > 7 * WEEKS  # the last week of sales may be a part of one
    return mine.join(F.broadcast(beside), "week").select(*KEY, F.when(passed, ratio - 1).alias("sales_after"))


def _sides(of: str) -> list[Column]:
    since = F.date_diff("sold", "week")
    before, after = since.between(-7 * (WEEKS - 1), 0), since.between(7, 7 * WEEKS)
    pairs = (("before", before), ("after", after))
    return [F.sum(F.when(when, F.col("amount"))).alias(f"{of}_{name}") for name, when in pairs]


def _terms(found: DataFrame, said: DataFrame, texts: DataFrame, settings: Settings) -> DataFrame:
    """`terms` of each complaint, where accounts enough share one."""
    many = found.filter(F.col("n_displeased") >= settings.accounts).select(*KEY)
    displeased = said.filter(F.col("tone.p_positive") - F.col("tone.p_negative") < -LEAN)
    mine = displeased.withColumn("aspect", F.col("tone.about")).join(F.broadcast(many), list(KEY), "left_semi")
    weeks = F.broadcast(many.select("week").distinct())
    posts = texts.withColumn("week", monday("posted_at")).join(weeks, "week", "left_semi")
    each = posts.select("post_id", "week", F.explode(terms(F.col("text"), F.col("hashtags"))).alias("term"))
    n = posts.groupBy("week").agg(F.count(F.lit(1)).alias("n_all"))
    often = each.groupBy("week", "term").agg(F.count(F.lit(1)).alias("k_all")).join(F.broadcast(n), "week")
    by_term = (
        mine.join(each.drop("week"), "post_id")
        .groupBy(*KEY, "term")
        .agg(F.count_distinct("author").alias("accounts"), F.count_distinct("post_id").alias("k"))
        .filter(F.col("accounts") >= settings.accounts)
    )
    size = mine.groupBy(*KEY).agg(F.count_distinct("post_id").alias("n"))
    beside = by_term.join(size, list(KEY)).join(often, ["week", "term"])
    k, k0 = F.col("k") + 0.5, F.col("k_all") - F.col("k") + 0.5
    n1, n0 = F.col("n") + 1, F.col("n_all") - F.col("n") + 1
    low = F.log(k / n1) - F.log(k0 / n0) - 2 * F.sqrt(1 / k + 1 / k0)
    first = Window.partitionBy(*KEY).orderBy(F.desc("low"), F.desc(F.length("term")), "term")
    ranked = beside.withColumn("low", low).filter("low > 0").withColumn("place", F.row_number().over(first))
    kept = ranked.filter(F.col("place") <= _MOST_TERMS)
    in_order = F.sort_array(F.collect_list(F.struct("place", "term")))["term"]
    return kept.groupBy(*KEY).agg(in_order.alias("terms"))


STEP = Step(
    output=COMPLAINTS,
    inputs={
        "sentiment": BRAND_SENTIMENT,
        "opinions": POST_OPINIONS,
        "flags": POST_FLAGS,
        "areas": SILVER_AREAS,
        "texts": POST_TEXTS,
        "stores": STORES,
        "sales": STORE_DAYS,
    },
    build=build,
    settings=Settings,
    job=JOB,
)
