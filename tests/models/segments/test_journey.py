"""Real households: segments that halves of them, and two half-years, find again; and that go with what they spend."""

from datetime import date

import pytest
from pyspark.sql import functions as F
from tests.conftest import SHARED_DATA

from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments import choices
from gcrm.models.segments import members as scores
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.settings import Settings
from gcrm.stats.clustering import adjusted_rand_index

JOURNEY = SHARED_DATA / "completejourney" / "transactions.parquet"
SETTINGS = Settings(log1p=("n_visits",), asinh=("amount",), linear=(), order_by="amount")
AS_OF, MIDDLE = date(2017, 12, 31), "2017-07-01"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not JOURNEY.exists(), reason="Complete Journey does not lie beside the checkout"),
]


@pytest.fixture(scope="module")
def lines(spark):
    return spark.read.parquet(str(JOURNEY)).withColumn("day", F.to_date("transaction_timestamp"))


def features(lines):
    sums = lines.groupBy(F.col("household_id").cast("string").alias("member_id")).agg(
        F.count_distinct("day").alias("n_visits"),
        F.sum("sales_value").cast("decimal(18,2)").alias("amount"),
        F.lit(AS_OF).alias("as_of"),
    )
    empty = small(lines.sparkSession, schema(MEMBER_FEATURES))
    return empty.unionByName(sums, allowMissingColumns=True).cache()


@pytest.fixture(scope="module")
def year(lines):
    return features(lines)


def fitted(members):
    return choices.build(members, small(members.sparkSession, schema(CHOICES)), SETTINGS, AS_OF).cache()


def agreement(members, one, other):
    """Of the segments that two fits put the same members into."""
    a, b = (scores.build(members, fit).select("member_id", "segment") for fit in (one, other))
    both = a.join(b.withColumnRenamed("segment", "other"), "member_id")
    cells = {(r.segment, r.other): r["count"] for r in both.groupBy("segment", "other").count().collect()}
    rows, columns = (sorted({key[i] for key in cells}) for i in (0, 1))
    return adjusted_rand_index([[cells.get((r, c), 0) for c in columns] for r in rows])


def test_halves_of_the_households_find_the_same_segments(year):
    half = F.pmod(F.xxhash64("member_id"), F.lit(2)) == 0
    one, other = fitted(year.filter(half)), fitted(year.filter(~half))
    assert one.filter("is_chosen").first().stability >= 0.8
    assert agreement(year, one, other) >= 0.8


def test_two_half_years_find_the_same_segments(lines):
    first, second = (features(lines.filter(f"day {sign} '{MIDDLE}'")) for sign in ("<", ">="))
    assert agreement(second, fitted(first), fitted(second)) >= 0.8


def test_segments_go_with_deciles_of_spend(year):
    own = scores.build(year, fitted(year)).join(year.select("member_id", "amount"), "member_id")
    tenths = own.selectExpr("segment", "ntile(10) OVER (ORDER BY amount) AS tenth")
    mean = {row.segment: row.mean for row in tenths.groupBy("segment").agg(F.avg("tenth").alias("mean")).collect()}
    in_order = [mean[segment] for segment in sorted(mean)]
    assert len(in_order) > 1
    assert in_order == sorted(in_order, reverse=True), "segment 1 spends most"
    assert in_order[0] - in_order[-1] > 3
