"""Whether a population still is what a model was fitted on: the stability index, and what noise gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats import chi_square
from gcrm.stats.checks import FloatArray, InvalidInputError, finite, refuse, same_length

_HALF = 0.5  # a member that is added to each bin, lest an empty one make the index infinite, or that of few too large


def stability_index(expected: ArrayLike, actual: ArrayLike) -> float:
    """Population stability index of members counted in the same bins (b,): 0 is equal, above 0.25 has moved.

    Raises `InvalidInputError` (NaN, negative, unequal lengths, all 0). Source: Siddiqi 2006, Credit Risk Scorecards,
    chapter 8: the sum of (a - e) log(a / e).

    >>> round(stability_index([50, 50], [60, 40]), 4)
    0.0397
    """
    e, a = _shares("expected", expected), _shares("actual", actual)
    same_length(expected=e, actual=a)
    return float(((a - e) * np.log(a / e)).sum())


def by_chance(bins: int, n_expected: int, n_actual: int, level: float = 0.999) -> float:
    """What the index stays below at `level` where two samples of so many members are of one population.

    Source: Yurdakul and Naranjo 2020: the index is (1/n + 1/m) times chi-square with b - 1 degrees of freedom.

    >>> round(by_chance(10, 1000, 1000), 3), by_chance(1, 1000, 1000)
    (0.056, 0.0)
    """
    if min(n_expected, n_actual) < 1:
        raise InvalidInputError(f"{min(n_expected, n_actual)} members have no shares: at least 1 would work.")
    return (1 / n_expected + 1 / n_actual) * chi_square.quantile(bins - 1, level)


def cut_points(values: FloatArray, bins: int = 10) -> list[float]:
    """Rising inner limits of at most `bins` bins of about as many values; fewer where many values are equal.

    A bin holds what is at most its upper limit and above that of the one before.

    >>> cut_points(np.array([0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0]), 4)
    [0.0, 2.0]
    """
    inner = np.quantile(values, np.arange(1, bins) / bins, method="inverted_cdf")
    cuts = np.unique(inner)
    return [float(cut) for cut in cuts[cuts < values.max()]]


def counts(values: FloatArray, cuts: list[float]) -> list[int]:
    """How many values lie in each bin of `cut_points`.

    >>> counts(np.array([0.0, 1.0, 2.0, 9.0]), [0.0, 2.0])
    [1, 2, 1]
    """
    at = np.searchsorted(np.asarray(cuts), values, side="left")
    return [int(n) for n in np.bincount(at, minlength=len(cuts) + 1)]


def _shares(name: str, given: ArrayLike) -> FloatArray:
    values = finite(name, given)
    refuse(name, values < 0, "is negative", "counts of 0 or more would work")
    if values.sum() <= 0:
        raise InvalidInputError(f"{name} counts nobody: at least 1 member would work.")
    return np.asarray((values + _HALF) / (values.sum() + _HALF * len(values)))
