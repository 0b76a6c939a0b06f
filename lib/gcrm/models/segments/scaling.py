"""Features on one scale: a transform, then median and interquartile range, then cut at the ends.

Robust, because a few members who buy a hundred times what others do would otherwise be segments of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.stats.checks import FloatArray

Transform = Literal["log1p", "asinh", "linear"]
# Interquartile range of a normal distribution of standard deviation 1, so that scales by either are comparable.
_NORMAL_IQR = 1.3489795003921634


@dataclass(frozen=True)
class Scale:
    """`(transform(x) - median) / scale`, cut at -winsor and winsor."""

    feature: str
    transform: Transform
    median: float
    scale: float
    winsor: float


def transformed(feature: str, transform: Transform) -> Column:
    """The feature on the scale that it is clustered on; asinh is a log that takes returns, log1p one that takes 0.

    >>> spark.sql("SELECT 0 AS n_visits").select(transformed("n_visits", "log1p").alias("t")).first().t
    0.0
    """
    told = F.col(feature).cast("double")
    value = F.when(~F.isnan(told), told)
    if transform == "log1p":
        return F.log1p(F.greatest(value, F.lit(0.0)))
    return F.asinh(value) if transform == "asinh" else value


def measured(sample: DataFrame, transforms: Mapping[str, Transform], winsor: float) -> list[Scale]:
    """Median and scale of each feature, in one pass over a bounded sample.

    Where half of the members have the same value the interquartile range says nothing, so the standard deviation
    stands in; a feature that is the same, or unknown, for all has scale 1 and tells nobody apart. What is infinite
    counts in no measure, and is cut as any other that is far off.
    """
    wanted = []
    for name, transform in transforms.items():
        told = transformed(name, transform)
        value = F.when(F.abs(told) < float("inf"), told)
        wanted += [F.percentile(value, F.array(F.lit(0.25), F.lit(0.5), F.lit(0.75))), F.round(F.stddev_samp(value), 9)]
    row = sample.agg(*(column.alias(str(i)) for i, column in enumerate(wanted))).collect()[0]
    scales = []
    for i, (name, transform) in enumerate(transforms.items()):
        low, median, high = row[2 * i] or (0.0, 0.0, 0.0)
        scale = (high - low) / _NORMAL_IQR or row[2 * i + 1] or 1.0
        scales.append(Scale(name, transform, float(median), float(scale), winsor))
    return scales


def uncut(given: Scale) -> Column:
    """The feature on its scale, however far off; what is not known is taken for the median, so it pulls nowhere."""
    return F.coalesce((transformed(given.feature, given.transform) - given.median) / given.scale, F.lit(0.0))


def scaled(given: Scale) -> Column:
    """The feature as clusters see it: cut at the ends."""
    return cut(uncut(given), given.winsor)


def scaled_array(transformed: FloatArray, scales: Sequence[Scale]) -> FloatArray:
    """The same of features (n, f) that are transformed already, NaN where not known: to the last digit what `scaled`
    gives, in a fraction of its time."""
    median, scale, most = (np.array([getattr(one, name) for one in scales]) for name in ("median", "scale", "winsor"))
    x: FloatArray = (transformed - median) / scale
    x[np.isnan(x)] = 0.0
    np.clip(x, -most, most, out=x)
    return x


def cut(value: Column, most: float) -> Column:
    """A value within minus and plus `most`."""
    return F.greatest(F.lit(-most), F.least(F.lit(most), value))


def unscaled(given: Scale, x: Column) -> Column:
    """A value on the scale in the feature's own unit.

    >>> frame = spark.sql("SELECT 0.0D AS x")
    >>> frame.select(unscaled(Scale("amount", "asinh", 0.0, 1.0, 3.0), F.col("x")).alias("v")).first().v
    0.0
    """
    value = x * given.scale + given.median
    if given.transform == "log1p":
        return F.expm1(value)
    return F.sinh(value) if given.transform == "asinh" else value
