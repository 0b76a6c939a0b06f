"""One row per trend and the category that its posts name: whether sales of the category follow it, and after how long.

The category is the one that most of a trend's posts name. Its share of all lines bought is set beside the trend's share
of posts, week by week, at lags of 0 to `most_lag` weeks; every other category is a placebo for which the same is tried
(Abadie, Diamond and Hainmueller 2010). So neither a season of all trade nor a drift that many categories share counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Replace, Rule, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.core.weeks import monday
from gcrm.marts.rising_terms import terms
from gcrm.marts.trends import ALL, TRENDS
from gcrm.silver.texts import JOB
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.stats.follows import Floats, followed
from gcrm.warehouse.category_days import CATEGORY_DAYS, UNKNOWN

TREND_SALES = Table(
    name="marts.trend_sales",
    doc=__doc__,
    key=("term",),
    fields=(
        Field("term", "string", "Term of marts.trends"),
        Field("category", "string", "Category that most of its posts name", required=True),
        Field("named_share", "double", "Posts with the term that name the category", required=True),
        Field("lag_weeks", "int", "Weeks after the posts at which sales fit them best; null without enough weeks"),
        Field("sales_rise", "double", "Of the category's share of lines, from fewest posts to most, at that lag"),
        Field("chance", "double", "Categories whose sales follow the posts as well or better, itself included"),
        Field("follows", "boolean", "Sales rise, and chance is 5% at most; null where chance cannot be told"),
        Field("n_categories", "int", "Categories that were compared, itself included", required=True),
    ),
    rules=(Rule("shares_are_shares", "named_share BETWEEN 0 AND 1 AND (chance IS NULL OR chance BETWEEN 0 AND 1)"),),
    checks=(Unique(("term",)),),
    load=Replace(),
)
_SURE = 0.05


@dataclass(frozen=True)
class Settings:
    """`weeks`: that are looked at. `most_lag`: weeks that sales may come after posts. `named`: share of a trend's posts
    that must name a category. `fewest_lines`: of a category that is compared, a week on average."""

    weeks: int = 60
    most_lag: int = 12
    named: float = 0.5
    fewest_lines: float = 20.0

    def __post_init__(self) -> None:
        if self.weeks < 1 or self.most_lag < 0 or not 0 < self.named <= 1 or self.fewest_lines <= 0:
            raise ValueError("weeks and fewest_lines must be above 0, most_lag 0 or more, named a share above 0.")


def build(trends: DataFrame, texts: DataFrame, sales: DataFrame, settings: Settings) -> DataFrame:
    """The trends' posts by week; then, where a trend names a category, weeks of categories, which are few."""
    spark = trends.sparkSession
    items = trends.filter(F.col("area_id") == ALL).select("term").distinct()
    if items.isEmpty():
        return small(spark, schema(TREND_SALES))
    week = monday("posted_at").alias("week")
    said = texts.select(week, "categories", terms(F.col("text"), F.col("hashtags")).alias("terms"))
    each = said.select("week", "categories", F.explode("terms").alias("term")).join(F.broadcast(items), "term")
    named = _named(each, settings).collect()
    if not named:
        return small(spark, schema(TREND_SALES))
    wanted = [row["term"] for row in named]
    counts = each.filter(F.col("term").isin(wanted)).groupBy("term", "week").agg(F.count(F.lit(1)).alias("k"))
    # All posts stand under no term.
    totals = said.groupBy(F.lit(None).cast("string").alias("term"), "week").agg(F.count(F.lit(1)).alias("k"))
    posts = {(row["term"], row["week"]): row["k"] for row in counts.unionByName(totals).collect()}
    sold = sales.filter(F.col("category") != UNKNOWN).groupBy("category", monday("business_date").alias("week"))
    weekly = sold.agg(F.sum("n_bought").alias("n")).collect()
    weeks, categories, shares = _shares(weekly, settings)
    made = [_row(row, posts, weeks, categories, shares, settings) for row in named]
    return small(spark, schema(TREND_SALES), [[one[name] for name in TREND_SALES.columns] for one in made])


def _named(each: DataFrame, settings: Settings) -> DataFrame:
    """term, category, named_share: the category that most posts of a term name, where enough do."""
    n = each.groupBy("term").agg(F.count(F.lit(1)).alias("n"))
    by_category = each.withColumn("category", F.explode("categories")).groupBy("term", "category")
    beside = by_category.agg(F.count(F.lit(1)).alias("k")).join(n, "term")
    first = F.row_number().over(Window.partitionBy("term").orderBy(F.desc("k"), "category"))
    ranked = beside.select("term", "category", (F.col("k") / F.col("n")).alias("named_share"), first.alias("place"))
    return ranked.filter((F.col("place") == 1) & (F.col("named_share") >= settings.named))


def _shares(weekly: Sequence[Any], settings: Settings) -> tuple[list[date], list[str], Floats]:
    """Weeks on end, categories that are sold enough, and logs of their shares: a row a week, a column a category."""
    if not weekly:
        return [], [], np.zeros((0, 0))
    first, last = min(row["week"] for row in weekly), max(row["week"] for row in weekly)
    first = max(first, last - timedelta(weeks=settings.weeks - 1))
    weeks = [first + timedelta(weeks=i) for i in range((last - first).days // 7 + 1)]
    weekly = [row for row in weekly if row["week"] >= first]
    names = sorted({row["category"] for row in weekly})
    counts = np.zeros((len(weeks), len(names)))
    for row in weekly:
        counts[(row["week"] - first).days // 7, names.index(row["category"])] = row["n"]
    enough = counts.mean(axis=0) >= settings.fewest_lines
    logs: Floats = np.log((counts + 0.5) / np.maximum(counts.sum(axis=1, keepdims=True), 1.0))
    return weeks, [name for name, kept in zip(names, enough, strict=True) if kept], logs[:, enough]


def _row(
    row: Any,
    posts: dict[tuple[str | None, date], int],
    weeks: list[date],
    categories: list[str],
    shares: Floats,
    settings: Settings,
) -> dict[str, Any]:
    """A trend's row.

    `row`: term, category, named_share. `posts`: by term and week, and of all. The others are those of sales.
    """
    told: dict[str, Any] = {**row.asDict(), "lag_weeks": None, "sales_rise": None, "chance": None, "follows": None}
    told["n_categories"] = len(categories)
    if row["category"] not in categories:
        return told
    leader = np.array([posts.get((row["term"], week), 0) / max(posts.get((None, week), 0), 1) for week in weeks])
    found = followed(leader, shares, categories.index(row["category"]), settings.most_lag)
    if found is None:
        return told
    told |= {"lag_weeks": found.lag, "sales_rise": found.rise, "chance": found.chance}
    # With fewer placebos not even the best fit of all would be sure.
    return told | {"follows": found.rise > 0 and found.chance <= _SURE if len(categories) >= 1 / _SURE else None}


STEP = Step(
    output=TREND_SALES,
    inputs={"trends": TRENDS, "texts": POST_TEXTS, "sales": CATEGORY_DAYS},
    build=build,
    settings=Settings,
    job=JOB,
)
