"""Quantiles that Spark has no expression for: of the gamma at a normal draw, of the Poisson at a uniform one."""

from collections.abc import Iterator
from typing import cast

import numpy as np
import pandas as pd
from pyspark.sql import Column
from pyspark.sql.pandas.functions import pandas_udf
from scipy.special import gammaincinv, ndtr, pdtr, pdtrik


def gamma_at(shape: Column, normal: Column) -> Column:
    """The value of a gamma variable (of rate 1) that is at the same quantile as a standard normal draw.

    With normal draws that are correlated this is a Gaussian copula with gamma margins (Nelsen 2006, 3.1).

    >>> frame = spark.sql("SELECT 1D AS shape, 0D AS z")  # the median of an exponential is log 2
    >>> frame.select(F.round(gamma_at(F.col("shape"), F.col("z")), 4).alias("g")).first().g
    0.6931
    """

    @pandas_udf("double")  # type: ignore[call-overload, untyped-decorator]
    def quantiles(batches: Iterator[tuple[pd.Series, pd.Series]]) -> Iterator[pd.Series]:
        for shapes, normals in batches:
            yield pd.Series(gammaincinv(shapes.to_numpy(), ndtr(normals.to_numpy())))

    return cast(Column, quantiles(shape.cast("double"), normal))


def poisson_at(uniform: Column, mean: Column) -> Column:
    """The Poisson count at a uniform draw, however large.

    >>> frame = spark.sql("SELECT 0.5D AS u, 20D AS m")
    >>> frame.select(poisson_at(F.col("u"), F.col("m")).alias("n")).first().n
    20
    """

    @pandas_udf("int")  # type: ignore[call-overload, untyped-decorator]
    def counts(batches: Iterator[tuple[pd.Series, pd.Series]]) -> Iterator[pd.Series]:
        for uniforms, means in batches:
            yield pd.Series(_least(uniforms.to_numpy(), means.to_numpy()))

    return cast(Column, counts(uniform, mean))


def _least(uniform: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """The least count whose probability, with those below it, is `uniform`: as scipy.stats has it, which takes half a
    second to import."""
    above = np.ceil(pdtrik(uniform, mean))
    below = np.maximum(above - 1, 0)  # the inverse errs by a little where it is a whole number
    return np.where(pdtr(below, mean) >= uniform, below, above).astype("int32")
