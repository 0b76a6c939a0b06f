"""Sums that are the same in whatever order rows come: adding doubles is not associative, adding decimals is."""

from pyspark.sql import Column
from pyspark.sql import functions as F


def exact(value: Column) -> Column:
    """Doubles of less than 10^20 as decimals with 18 digits after the point, to be summed and cast back."""
    return value.cast("decimal(38,18)")


def summed(value: Column) -> Column:
    """The sum of doubles up to 10^32, as money in any currency and its squares are, to six digits after the point."""
    return F.sum(value.cast("decimal(38,6)")).cast("double")
