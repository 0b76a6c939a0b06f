"""Intervals of shares, as Spark expressions."""

from pyspark.sql import Column
from pyspark.sql import functions as F

Z = 1.959963984540054  # of 95%


def wilson(k: Column, n: Column) -> tuple[Column, Column]:
    """The 95% interval of the share k of n (Wilson 1927); null where n is 0.

    >>> low, high = wilson(F.lit(8), F.lit(10))
    >>> spark.range(1).select(F.round(low, 3), F.round(high, 3)).first()[:]
    (0.49, 0.943)
    """
    count = F.nullif(n.cast("double"), F.lit(0.0))
    share = k.cast("double") / count
    middle = share + Z**2 / (2 * count)
    half = Z * F.sqrt(share * (1 - share) / count + Z**2 / (4 * count**2))
    scale = 1 + Z**2 / count
    ends = F.greatest((middle - half) / scale, F.lit(0.0)), F.least((middle + half) / scale, F.lit(1.0))
    # Asked for by name, because greatest and least pass over a null.
    low, high = (F.when(count.isNotNull(), end) for end in ends)
    return low, high
