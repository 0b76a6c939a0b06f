"""Which times can be true."""

from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.silver.calendar import plausible_day, plausible_time

GIVEN = ["1899-12-31", "1900-01-01", "1999-12-31", "2000-01-01", "2099-12-31", "2100-01-01", "2567-03-01", None]


def passing(spark, rule, kind):
    frame = small(spark, "day string", [(day,) for day in GIVEN]).withColumn("seen", F.col("day").cast(kind))
    return [row.day for row in frame.filter(rule.sql).collect()]


def test_times_of_other_calendars_and_of_clocks_that_were_never_set_are_refused(spark):
    assert passing(spark, plausible_time("seen"), "timestamp") == ["2000-01-01", "2099-12-31", None]


def test_days_of_a_life_may_lie_further_back(spark):
    assert passing(spark, plausible_day("seen"), "date") == [
        "1900-01-01", "1999-12-31", "2000-01-01", "2099-12-31", None,
    ]  # fmt: skip


def test_a_rule_is_named_for_its_column():
    assert (plausible_time("sold_at").name, plausible_day("born").name) == ("sold_at_is_plausible", "born_is_plausible")
