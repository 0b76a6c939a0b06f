"""One row per way to group members: how much of what they spent and bought afterwards it would have told.

Segments of an earlier day are held against recency, frequency and money in quintiles of the same day, the simplest
grouping there is. What is told of the outcome is the share of its variance that lies between groups, less what as many
groups of no meaning would have (omega squared, Hays 1963). Segments that are stable and tell nothing are of no use.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Every, Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.core.exact import exact
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.purchases import PURCHASE_FEATURES
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.models.segments.sample import smallest
from gcrm.stats.variance_told import omega_squared
from gcrm.warehouse.member_months import MEMBER_MONTHS

_SAMPLE = 20_000  # members by whom quintiles are known to a hundredth

LIFT = Table(
    name="models.segment_lift",
    doc=__doc__,
    key=("grouping", "as_of"),
    fields=(
        Field("grouping", "string", "segments, or rfm: the sum of three quintiles"),
        Field("as_of", "date", "Day up to which the outcome is known"),
        Field("since", "date", "Day of the groups; what was bought in later months is the outcome", required=True),
        Field("n_groups", "int", "Groups", required=True),
        Field("n_members", "bigint", "Members in groups on `since`", required=True, unit="members"),
        Field(
            "spend_told", "double", "Share of the variance of log spend afterwards that the groups tell", required=True
        ),
        Field("category_told", "double", "Mean of the same over the commonest categories: bought, or not"),
        Field(
            "stability",
            "double",
            "Mean adjusted Rand index of bootstrap fits of the segments; null for rfm and for one",
        ),
        Field(
            "best_lift", "double", "Mean spend afterwards in the best group, of all members'; null where nobody spent"
        ),
    ),
    rules=(Rule("days_are_in_order", "since < as_of"),),
    checks=(Unique(("grouping", "as_of")),),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Settings:
    """`days`: the groups are of the newest day so long before, or longer. `categories`: commonest ones looked at."""

    days: int = 28
    categories: int = 10

    def __post_init__(self) -> None:
        if min(self.days, self.categories) < 1:
            raise ValueError("days and categories must be 1 or more.")


def build(
    segments: DataFrame, features: DataFrame, months: DataFrame, choices: DataFrame, settings: Settings, as_of: date
) -> DataFrame:
    """One aggregate by segment and quintiles, by which both groupings are judged; no row without an earlier day."""
    spark = segments.sparkSession
    there = segments.select("as_of").distinct().collect()
    before = [row["as_of"] for row in there if row["as_of"] <= as_of - timedelta(days=settings.days)]
    if not before:
        return small(spark, schema(LIFT))
    since = max(before)
    then = segments.filter(F.col("as_of") == F.lit(since)).select("member_id", "segment")
    rfm = _rfm(features.filter(F.col("as_of") == F.lit(since)))
    later = months.filter(F.col("month") > F.lit(since)).persist()
    common = later.groupBy("category").agg(F.count(F.lit(1)).alias("n")).orderBy(F.desc("n"), "category")
    names = [row["category"] for row in common.limit(settings.categories).collect()]
    bought = [F.max((F.col("category") == name).cast("int")).alias(f"c{i}") for i, name in enumerate(names)]
    spent = later.groupBy("member_id").agg(F.sum("amount").cast("double").alias("amount"), *bought)
    every = then.join(rfm, "member_id").join(spent, "member_id", "left").fillna(0.0, ["amount"])
    flags = [F.sum(F.coalesce(F.col(f"c{i}"), F.lit(0))).cast("double").alias(f"c{i}") for i in range(len(names))]
    y = F.log1p(F.greatest(F.col("amount"), F.lit(0.0)))
    sums = [exact(y), exact(y * y), exact(F.col("amount"))]
    cells = every.groupBy("segment", "rfm").agg(
        F.count(F.lit(1)).alias("n"),
        *(F.sum(one).cast("double").alias(name) for one, name in zip(sums, ("y", "yy", "amount"), strict=True)),
        *flags,
    )
    rows = cells.collect()
    later.unpersist()
    made = [told(by, rows, len(names)) for by in ("segment", "rfm")] if rows else []
    fits = choices.filter((F.col("as_of") == F.lit(since)) & F.col("is_chosen")).select("stability").collect()
    called = {"segment": ("segments", fits[0]["stability"] if fits else None), "rfm": ("rfm", None)}
    told_of = [(called[by][0], as_of, since, *rest, called[by][1], best) for by, *rest, best in made]
    return small(spark, schema(LIFT), told_of)


def _rfm(features: DataFrame) -> DataFrame:
    """member_id and `rfm`: the sum of the quintiles of recency (the latest is 5), frequency and money; 3 to 15."""
    names = {"recency_days": -1, "n_visits": 1, "amount": 1}
    fifths = F.array(*(F.lit(i / 5) for i in range(1, 5)))
    wanted = [F.percentile(F.col(name).cast("double"), fifths).alias(name) for name in names]
    limits = smallest(features, _SAMPLE).agg(*wanted).collect()[0]

    def quintile(name: str, sign: int) -> Column:
        above = [(F.col(name) > cut).cast("int") for cut in limits[name] or []]
        n = reduce(Column.__add__, above, F.lit(0))
        return 1 + n if sign > 0 else 5 - n

    parts = [quintile(name, sign) for name, sign in names.items()]
    return features.select("member_id", reduce(Column.__add__, parts).alias("rfm"))


def told(by: str, cells: Sequence[Any], categories: int) -> tuple[Any, ...]:
    """`by`, groups, members, and what they tell; `cells`: counts and sums by segment and quintiles."""
    groups: dict[Any, dict[str, float]] = {}
    names = ("n", "y", "yy", "amount", *(f"c{i}" for i in range(categories)))
    for cell in cells:
        mine = groups.setdefault(cell[by], dict.fromkeys(names, 0.0))
        for name in names:
            mine[name] += cell[name]
    every = [*groups.values()]
    n, amount = sum(one["n"] for one in every), sum(one["amount"] for one in every)
    spend = omega_squared([(one["n"], one["y"], one["yy"]) for one in every])
    each = [omega_squared([(one["n"], one[f"c{i}"], one[f"c{i}"]) for one in every]) for i in range(categories)]
    best = max(one["amount"] / one["n"] for one in every) / (amount / n) if amount > 0 else None
    return by, len(every), int(n), spend, sum(each) / categories if categories else None, best


STEP = Step(
    output=LIFT,
    inputs={
        "segments": Every(SEGMENT_MEMBERS),
        "features": Every(PURCHASE_FEATURES),
        "months": MEMBER_MONTHS,
        "choices": Every(CHOICES),
    },
    build=build,
    settings=Settings,
)
