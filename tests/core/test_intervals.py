"""Wilson's interval against published values."""

from pyspark.sql import functions as F

from gcrm.core.intervals import wilson
from gcrm.core.testing import same


def test_published_intervals_are_reproduced(spark):
    """81 of 263 and 15 of 148: Newcombe (1998), Statistics in Medicine 17, table I, method 3."""
    frame = spark.createDataFrame([(81, 263), (15, 148), (0, 20), (0, 0)], "k int, n int")
    low, high = wilson(F.col("k"), F.col("n"))
    ends = frame.select(F.round(low, 4).alias("low"), F.round(high, 4).alias("high"))
    same(ends, [(0.2553, 0.3662), (0.0624, 0.1605), (0.0, 0.1611), (None, None)])
