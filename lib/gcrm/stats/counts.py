"""What is to be expected of counts of which only the class is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats.checks import FloatArray, finite, refuse, same_length

_FINE = 1000.0  # from here on a class is narrow beside its counts


def harmonic(low: ArrayLike, high: ArrayLike, size: ArrayLike) -> FloatArray:
    """The harmonic mean (n,) of a count that lies in the class from `low` to `high` (n,), both in it, and 1 at least.

    Counts are taken to be Poisson in proportion to `size` (n,) > 0, the proportion by maximum likelihood over all
    classes (Little and Rubin 2019, 13.2, of grouped data); it is the mean that the noise of an average goes by.

    >>> harmonic([10, 10, 1], [39, 39, 9], [500, 900, 300]).round(1)
    array([13.2, 21.7,  5.6])
    """
    # Here, because `gcrm check` imports every model and has no use for scipy.
    from scipy.optimize import minimize_scalar
    from scipy.special import gammaincc, gammaln

    least, most, people = finite("low", low), finite("high", high), finite("size", size)
    same_length(low=least, high=most, size=people)
    refuse("low", (least < 1) | (most < least), "is no class", "1 up to `high` would work")
    refuse("size", people <= 0, "is not positive", "above 0 would work")
    if not len(least):
        return np.empty(0)

    def fell(log_rate: float) -> float:
        mean = np.exp(log_rate) * people
        inside = gammaincc(most + 1, mean) - gammaincc(least, mean)
        return -float(np.log(np.maximum(inside, 1e-300)).sum())

    middle = np.sqrt(least * most)
    start = float(np.log(middle.sum() / people.sum()))
    rate = np.exp(minimize_scalar(fell, bounds=(start - 4.0, start + 4.0), method="bounded").x)
    fine, mean = most < _FINE, rate * people
    whole, inverse, top = np.zeros(len(mean)), np.zeros(len(mean)), np.clip(mean, least, most)
    for k in np.arange(float(least[fine].min()), float(most[fine].max()) + 1) if fine.any() else ():
        # Beside the likeliest count of the class, so that no weight is too small to be told from nothing.
        beside = (k - top) * np.log(mean) - gammaln(k + 1) + gammaln(top + 1)
        weight = np.exp(np.where((k >= least) & (k <= most), beside, -np.inf))
        whole, inverse = whole + weight, inverse + weight / k
    return np.where(fine, whole / np.where(inverse > 0, inverse, 1.0), middle)
