"""Weeks, told by their Mondays (ISO 8601)."""

from pyspark.sql import Column
from pyspark.sql import functions as F


def monday(when: str) -> Column:
    """The Monday of the week that the column's day or time is in.

    >>> str(spark.sql("SELECT DATE '2018-01-07' AS day").select(monday("day")).first()[0])
    '2018-01-01'
    """
    return F.to_date(F.date_trunc("week", when))
