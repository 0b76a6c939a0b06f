"""Sums that are the same in whatever order rows come: adding doubles is not associative, adding decimals is."""

from pyspark.sql import Column


def exact(value: Column) -> Column:
    """Doubles of less than 10^20 as decimals with 18 digits after the point, to be summed and cast back."""
    return value.cast("decimal(38,18)")
