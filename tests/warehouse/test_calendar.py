"""Days of a month as bits, against the calendar of the standard library."""

import random
from datetime import date, timedelta

from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.core.testing import plain, same
from gcrm.warehouse.calendar import WEEKDAYS, day_bit, first_day, last_day, on_weekday, total


def months(seed, n=40):
    """Random months, each with random days of it."""
    rng = random.Random(seed)
    for _ in range(n):
        first = date(2000 + rng.randrange(40), 1 + rng.randrange(12), 1)
        length = ((first + timedelta(days=32)).replace(day=1) - first).days
        yield first, sorted(first + timedelta(days=day) for day in rng.sample(range(length), 1 + rng.randrange(length)))


def test_days_unite_to_a_map_whose_ends_and_weekdays_are_those_of_the_days(spark):
    given = dict(months(3))
    frame = small(spark, "month date, day date", [(month, day) for month, days in given.items() for day in days])
    maps = frame.groupBy("month").agg(F.bit_or(day_bit(F.col("day"))).alias("days"))
    days, month = F.col("days"), F.col("month")
    weekdays = [on_weekday(days, month, i) for i in range(len(WEEKDAYS))]
    found = maps.select("month", first_day(days, month), last_day(days, month), *weekdays)
    assert plain(found) == sorted(
        (
            (month, days[0], days[-1], *(sum(day.weekday() == i for day in days) for i in range(7)))
            for month, days in given.items()
        ),
        key=repr,
    )


def test_the_last_day_of_a_long_month_is_a_day_like_any_other(spark):
    frame = small(spark, "m date, days int", [(date(2018, 1, 1), 1 << 30)])
    days, month = F.col("days"), F.col("m")
    every = total([on_weekday(days, month, i) for i in range(7)])
    same(
        frame.select(first_day(days, month), last_day(days, month), every), [(date(2018, 1, 31), date(2018, 1, 31), 1)]
    )


def test_an_empty_map_has_no_days(spark):
    frame = small(spark, "m date, days int", [(date(2018, 1, 1), 0)])
    days, month = F.col("days"), F.col("m")
    same(frame.select(first_day(days, month), last_day(days, month), on_weekday(days, month, 0)), [(None, None, 0)])
