"""Days of a month as a 31-bit map, bit 0 the first: days of visit unite by OR and are counted without a distinct."""

from datetime import date
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Days 1, 8, 15, 22 and 29 of a month.
_EVERY_SEVENTH = sum(1 << day for day in range(0, 31, 7))
_31_BITS = (1 << 31) - 1


def day_bit(day: Column) -> Column:
    """The bit of a date in its month's map.

    >>> spark.sql("SELECT date'2018-01-03' AS day").select(day_bit(F.col("day")).alias("bit")).first().bit
    4
    """
    return F.call_function("shiftleft", F.lit(1), F.dayofmonth(day) - 1)


def first_day(days: Column, month: Column) -> Column:
    """The first day in a map; null for an empty map.

    >>> frame = spark.sql("SELECT 20 AS days, date'2018-01-01' AS m")
    >>> frame.select(first_day(F.col("days"), F.col("m")).alias("d")).first().d
    datetime.date(2018, 1, 3)
    """
    lowest = F.bit_count(F.bitwise_not(days).bitwiseAND(days - 1))
    return F.when(days != 0, F.date_add(month, lowest))


def last_day(days: Column, month: Column) -> Column:
    """The last day in a map; null for an empty map.

    >>> frame = spark.sql("SELECT 20 AS days, date'2018-01-01' AS m")
    >>> frame.select(last_day(F.col("days"), F.col("m")).alias("d")).first().d
    datetime.date(2018, 1, 5)
    """
    return F.when(days != 0, F.date_add(month, F.length(F.bin(days)) - 1))


def on_weekday(days: Column, month: Column, weekday: int) -> Column:
    """Number of days in a map that fall on a weekday, 0 for Monday to 6 for Sunday; `month` is the first of its month.

    >>> frame = spark.sql("SELECT 20 AS days, date'2018-01-01' AS m")  # 3 and 5 January 2018: Wednesday and Friday
    >>> [frame.select(on_weekday(F.col("days"), F.col("m"), d).alias("n")).first().n for d in range(7)]
    [0, 0, 1, 0, 1, 0, 0]
    """
    offset = F.pmod(F.lit(weekday) - F.weekday(month), F.lit(7))
    mask = F.call_function("shiftleft", F.lit(_EVERY_SEVENTH).cast("long"), offset).bitwiseAND(F.lit(_31_BITS))
    return F.bit_count(days.cast("long").bitwiseAND(mask))


def total(columns: list[Column]) -> Column:
    """The sum of columns in one row."""
    return reduce(Column.__add__, columns)


def months_ago(month: Column, as_of: date) -> Column:
    """How many months before that of a day a month is, by its first day.

    >>> frame = spark.sql("SELECT date'2017-11-01' AS m")
    >>> frame.select(months_ago(F.col("m"), date(2018, 1, 31)).alias("n")).first().n
    2
    """
    return F.lit(12 * as_of.year + as_of.month) - 12 * F.year(month) - F.month(month)
