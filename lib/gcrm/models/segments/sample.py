"""The bounded sample of members that segments are fitted on: those whose hash is smallest."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def smallest(members: DataFrame, n: int) -> DataFrame:
    """The `n` members whose hash is smallest, in its order, with it as `drawn`."""
    hashed = members.withColumn("drawn", F.xxhash64("member_id"))
    return _enough(hashed, n).orderBy("drawn", "member_id").limit(n)


def _enough(hashed: DataFrame, sample: int) -> DataFrame:
    """The members below a hash that about twice the sample lies below, or all of them where that gives too few.

    The smallest are among them either way. Without it each partition would send `sample` rows to the one task that puts
    the smallest in order, more of them the more members there are; so it gets twice the sample, however many there are.
    """
    n = hashed.count()
    if n <= 2 * sample:
        return hashed
    likely = hashed.filter(F.col("drawn") <= below(2 * sample / n))
    return likely if likely.count() >= sample else hashed


def below(share: float) -> int:
    """The hash of 64 bits that this share of all hashes lies below.

    >>> below(0.5), below(0.0) == -(2**63), below(1.0) == 2**63 - 1
    (0, True, True)
    """
    return min(int((share - 0.5) * 2**64), 2**63 - 1)
