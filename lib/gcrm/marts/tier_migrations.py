"""One row per pair of tiers: how many members went from the one to the other between two days, and how sure that is.

A tier is a fifth of the members by what they lately spent a month, by the limits of the earlier day: so a tier grows
where members spend more than its members did. Movements are judged as those between segments are.
"""

from collections.abc import Sequence
from datetime import date
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Every, Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.recent import RECENT_FEATURES
from gcrm.marts.segment_migrations import FLOW, NOBODY, Settings, earlier, moved
from gcrm.models.segments import JOB
from gcrm.models.segments.sample import smallest

NAMES = {1: "top fifth", 2: "second fifth", 3: "middle fifth", 4: "fourth fifth", 5: "last fifth"}
_SAMPLE = 20_000  # members by whom limits are known to a hundredth of a fifth

TIER_MIGRATIONS = Table(
    name="marts.tier_migrations",
    doc=__doc__,
    key=("from_tier", "to_tier", "as_of"),
    fields=(
        Field("rank", "int", "1 is the biggest movement; null where members stay", unit="place"),
        Field("from_tier", "int", "Tier on `since`, 1 the highest; 0: bought nothing in the year before"),
        Field("to_tier", "int", "Tier on `as_of`, by the limits of `since`; 0: bought nothing in the year before"),
        Field("as_of", "date", "The later day"),
        *FLOW,
    ),
    rules=(Rule("share_is_a_share", "share BETWEEN 0 AND 1"), Rule("days_are_in_order", "since < as_of")),
    checks=(Unique(("from_tier", "to_tier", "as_of")),),
    load=Snapshots(),
)


def build(features: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """Limits of the earlier day from a bounded sample, then one join of the two days by member."""
    spark = features.sparkSession
    days = [row["as_of"] for row in features.select("as_of").distinct().collect()]
    since = earlier(days, as_of, settings.days)
    if since is None or as_of not in days:
        return small(spark, schema(TIER_MIGRATIONS))
    spent = F.col("recent_visits") * F.col("recent_amount_per_visit")
    then, now = (
        features.filter(F.col("as_of") == F.lit(day)).select("member_id", spent.alias("spent"))
        for day in (since, as_of)
    )
    at = F.array(*(F.lit(share) for share in (0.8, 0.6, 0.4, 0.2)))
    limits = smallest(then, _SAMPLE).agg(F.percentile("spent", at).alias("limits")).collect()[0]["limits"]
    if limits is None:
        return small(spark, schema(TIER_MIGRATIONS))
    both = then.select("member_id", tier(limits).alias("from")).join(
        now.select("member_id", tier(limits).alias("to")), "member_id", "full"
    )
    pairs = [F.coalesce(name, F.lit(NOBODY)).alias(name) for name in ("from", "to")]
    counted = both.groupBy(*pairs).agg(F.count(F.lit(1)).alias("n")).collect()
    nobody = ("nothing bought in a year", "nothing bought in a year")
    made = moved({(row["from"], row["to"]): row["n"] for row in counted}, NAMES, nobody)
    told = [{**row, "from_tier": row["from"], "to_tier": row["to"], "as_of": as_of, "since": since} for row in made]
    return small(spark, schema(TIER_MIGRATIONS), [[row[name] for name in TIER_MIGRATIONS.columns] for row in told])


def tier(limits: Sequence[float]) -> Column:
    """The tier of `spent`, 1 the highest, by falling limits."""
    return reduce(Column.__add__, [(F.col("spent") < limit).cast("int") for limit in limits], F.lit(1))


STEP = Step(
    output=TIER_MIGRATIONS, inputs={"features": Every(RECENT_FEATURES)}, build=build, settings=Settings, job=JOB
)
