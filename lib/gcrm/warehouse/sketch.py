"""How many different values, from 256-bit maps that unite by OR: no distinct, and one pass for several columns.

Linear counting (Whang, Vander-Zanden and Taylor 1990): a value sets one hashed bit, and `-m ln(share of bits unset)`
corrects for values that share a bit. The standard error is 0.2 at 5 values, 1 at 20, 5 at 100.
"""

from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.warehouse.calendar import total

WORDS = 4
BITS = 64 * WORDS


def words(name: str) -> dict[str, Column]:
    """The words of one value's map, by column name; a null sets no bit."""
    hashed = F.xxhash64(name)
    bit = F.call_function("shiftleft", F.lit(1).cast("long"), F.pmod(hashed, F.lit(64)).cast("int"))
    word = F.pmod(F.shiftright(hashed, 32), F.lit(WORDS))
    return {
        f"{name}_bits_{i}": F.when(F.col(name).isNotNull() & (word == i), bit).otherwise(F.lit(0).cast("long"))
        for i in range(WORDS)
    }


def united(name: str) -> list[Column]:
    """Aggregates that unite the maps of a group."""
    return [F.bit_or(f"{name}_bits_{i}").alias(f"{name}_bits_{i}") for i in range(WORDS)]


def estimate(name: str) -> Column:
    """The number of different values in a united map, as a whole number.

    >>> frame = spark.range(5).selectExpr("'a' AS g", "concat('c', id % 3) AS category").withColumns(words("category"))
    >>> frame.groupBy("g").agg(*united("category")).select(estimate("category").alias("n")).first().n
    3
    """
    set_bits = total([F.bit_count(F.coalesce(f"{name}_bits_{i}", F.lit(0).cast("long"))) for i in range(WORDS)])
    unset = F.greatest(F.lit(1), F.lit(BITS) - set_bits)
    return F.round(-BITS * F.log(unset / BITS)).cast("bigint")
