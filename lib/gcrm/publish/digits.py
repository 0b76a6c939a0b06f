"""Figures in the digits that their errors carry: the step of rounding is about a standard error."""

import math

from pyspark.sql import Column
from pyspark.sql import functions as F

PER_STEP = 4  # steps of rounding that the width of an interval holds at least
_STEPS = (5.0, 2.0, 1.0)


def step(error: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is no more than `error`.

    >>> step(0.7), step(1234.0), step(0.02)
    (0.5, 1000.0, 0.02)
    """
    power = 10.0 ** math.floor(math.log10(error) + 1e-9)
    return float(f"{power * next(s for s in _STEPS if s * power <= error * (1 + 1e-9)):.12g}")


def rounded(value: float, error: float) -> float:
    """
    >>> rounded(1034.2, 120.0), rounded(0.1234, 0.03)
    (1000.0, 0.12)
    """
    by = step(error)
    return float(f"{round(value / by) * by:.12g}")


def upwards(error: float) -> float:
    """An error to one digit, rounded up.

    >>> upwards(0.0123), upwards(200.0)
    (0.02, 200.0)
    """
    power = 10.0 ** math.floor(math.log10(error) + 1e-9)
    return float(f"{math.ceil(error / power - 1e-9) * power:.12g}")


def to_step(value: Column, error: Column) -> Column:
    """`rounded` as a column; null where the error is null, and as it is where there is none."""
    power = F.pow(F.lit(10.0), F.floor(F.log10(error) + 1e-9))
    times = F.when(error >= 5 * power, 5.0).when(error >= 2 * power, 2.0).otherwise(1.0)
    by = times * power
    return F.when(error > 0, F.round(value / by) * by).when(error == 0, value)
