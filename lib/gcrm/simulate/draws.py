"""Random draws that depend on nothing but a seed, a purpose and ids: the same whatever the partitions and machines."""

import hashlib
from collections.abc import Sequence
from functools import reduce
from math import pi

import numpy as np
from pyspark.sql import Column
from pyspark.sql import functions as F

_SEPARATOR = "\x1f"  # a sign that no text holds


def number(seed: int, purpose: str) -> int:
    """A signed 64-bit number for a seed and a purpose.

    >>> number(7, "visits") == number(7, "visits") != number(7, "lines")
    True
    """
    digest = hashlib.blake2b(f"{seed}/{purpose}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class Draws:
    """Draws of one world: `seed` tells one from another, `purpose` one draw of a row from its next."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def uniform(self, purpose: str, *ids: str) -> Column:
        """Above 0 and below 1, by xxhash64 of the seed, the purpose and the columns `ids`.

        >>> frame = spark.range(10000).select(Draws(7).uniform("age", "id").alias("u"))
        >>> frame.agg(F.round(F.avg("u"), 1).alias("m"), F.round(F.stddev("u") ** 2 * 12, 1).alias("v")).first()
        Row(m=0.5, v=1.0)
        """
        hashed = F.xxhash64(F.lit(number(self.seed, purpose)), *(F.col(name) for name in ids))
        return (F.shiftrightunsigned(hashed, 11) + 0.5) * 2.0**-53

    def normal(self, purpose: str, *ids: str) -> Column:
        """Standard normal (Box and Muller 1958).

        >>> frame = spark.range(10000).select(Draws(7).normal("taste", "id").alias("z"))
        >>> frame.agg(F.round(F.abs(F.avg("z")), 1).alias("m"), F.round(F.stddev("z"), 1).alias("s")).first()
        Row(m=0.0, s=1.0)
        """
        radius = F.sqrt(-2 * F.log(self.uniform(purpose, *ids)))
        return radius * F.cos(2 * pi * self.uniform(f"{purpose} angle", *ids))

    def exponential(self, purpose: str, *ids: str) -> Column:
        """Exponential with mean 1."""
        return -F.log(self.uniform(purpose, *ids))

    def erlang(self, shape: int, purpose: str, *ids: str) -> Column:
        """Gamma of a whole-numbered shape and rate 1: the logarithm of a product of uniforms (Devroye 1986, IX.2)."""
        each = [self.uniform(f"{purpose} {i}", *ids) for i in range(shape)]
        return -F.log(reduce(Column.__mul__, each))


def poisson(uniform: Column, mean: Column, most: int = 12) -> Column:
    """The Poisson count at a uniform draw, cut at `most`.

    >>> frame = spark.sql("SELECT 0.5D AS u, 2D AS m")
    >>> frame.select(poisson(F.col("u"), F.col("m")).alias("n")).first().n
    2
    """
    reached = uniform * F.exp(mean)
    # Sums of mean^k / k! by Horner's rule; the same power written out at every step would not fit into one method.
    steps = [(reached > _sum(mean, k)).cast("int") for k in range(most)]
    return reduce(Column.__add__, steps)


def _sum(mean: Column, last: int) -> Column:
    total = F.lit(1.0)
    for k in range(last, 0, -1):
        total = 1 + mean / k * total
    return total


def pick(uniform: Column, weights: Sequence[float], values: Sequence[object] | None = None) -> Column:
    """The value (or position, from 0) that a uniform draw falls on, by weight; for a handful of weights.

    >>> frame = spark.sql("SELECT explode(array(0.1D, 0.6D, 0.95D)) AS u")
    >>> [row.v for row in frame.select(pick(F.col("u"), [5, 4, 1], ["a", "b", "c"]).alias("v")).collect()]
    ['a', 'b', 'c']
    """
    given = list(values) if values is not None else list(range(len(weights)))
    total, bound = float(sum(weights)), 0.0
    chosen: Column | None = None
    for weight, value in zip(weights[:-1], given[:-1], strict=True):
        bound += weight / total
        at = uniform < bound
        chosen = F.when(at, F.lit(value)) if chosen is None else chosen.when(at, F.lit(value))
    return F.lit(given[-1]) if chosen is None else chosen.otherwise(F.lit(given[-1]))


def constant(values: Sequence[int | float], kind: str = "int") -> Column:
    """An array literal; from one text, because a long list given value by value takes seconds to hand over."""
    return F.split(F.lit(",".join(map(repr, values))), ",").cast(f"array<{kind}>")


def listed(values: Sequence[str]) -> Column:
    """An array literal of texts, handed over as one."""
    return F.split(F.lit(_SEPARATOR.join(values)), _SEPARATOR)


def at(table: Column, index: Column) -> Column:
    """The value of an array literal at an index from 0."""
    return F.get(table, index.cast("int"))


def slots(weights: np.ndarray, n: int) -> list[int]:
    """Positions of `weights` in `n` equal slots, in proportion, by largest remainder.

    >>> slots(np.array([3.0, 1.0]), 4)
    [0, 0, 0, 1]
    """
    exact = weights / weights.sum() * n
    counts = np.floor(exact).astype(int)
    rest = np.argsort(-(exact - counts), kind="stable")[: n - counts.sum()]
    counts[rest] += 1
    return [int(i) for i in np.repeat(np.arange(len(weights)), counts)]
