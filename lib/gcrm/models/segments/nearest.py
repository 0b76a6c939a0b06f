"""Which centre is nearest, as a plain Spark expression: members are scored in one pass, wherever they lie."""

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

Centres = Sequence[Sequence[float]]


def nearest(centres: Centres, columns: Sequence[Column]) -> Column:
    """A struct of squared Euclidean distance `d2` and index `i` of the nearest centre; of equals the first.

    >>> frame = spark.sql("SELECT 1.0D AS x")
    >>> frame.select(nearest(((5.0,), (0.0,)), [F.col("x")]).alias("n")).first().n
    Row(d2=1.0, i=1)
    """
    distances = [_squared(columns, centre) for centre in centres]
    return F.array_min(F.array(*(F.struct(d2.alias("d2"), F.lit(i).alias("i")) for i, d2 in enumerate(distances))))


def _squared(columns: Sequence[Column], centre: Sequence[float]) -> Column:
    return reduce(Column.__add__, [(x - c) * (x - c) for x, c in zip(columns, centre, strict=True)])
