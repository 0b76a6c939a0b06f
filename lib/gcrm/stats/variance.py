"""Direct estimates from per-area moments, and sampling variances smoothed over areas."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gcrm.stats.checks import FloatArray, InvalidInputError, array, enough_areas, finite, refuse, same_length


def log_mean_direct(n: ArrayLike, s: ArrayLike, ss: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """The mean of log spend (d,) and its sampling variance s^2 / n (d,) from count, sum and sum of squares per area.

    n, s and ss are (d,) over the members of each area, in log units (squared for ss). The mean is NaN where n = 0,
    the variance where n < 2. A design effect multiplies the variance; it is not in it.
    Raises `InvalidInputError` on NaN, n < 0, or ss < s^2 / n. Source: Cochran 1977, chapter 2, without the finite
    population correction.

    >>> log_mean_direct([3, 1, 0], [6.0, 2.0, 0.0], [14.0, 4.0, 0.0])
    (array([ 2.,  2., nan]), array([0.33333333,        nan,        nan]))
    """
    count, total, squares = finite("n", n), finite("s", s), finite("ss", ss)
    same_length(n=count, s=total, ss=squares)
    refuse("n", count < 0, "is negative", "a count of 0 or more would work")
    mean = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    within = squares - total * np.where(count > 0, mean, 0.0)
    # A sum of n squares is only good to about n roundings, so a spread just below zero is an area of equal values.
    refuse("ss", within < -1e-9 * np.abs(squares), "is below s^2 / n", "moments of the same members would work")
    spread = np.maximum(within, 0.0)
    v = np.divide(spread, count * (count - 1.0), out=np.full_like(total, np.nan), where=count >= 2)
    return mean, v


def smooth(v: ArrayLike, n: ArrayLike) -> FloatArray:
    """Smoothed sampling variances (d,), in the units of v, for every area with n >= 1; NaN where n < 1.

    v (d,) is the sampling variance of each direct estimate and n (d,) its number of members. log v is regressed on
    log n over areas with n >= 2 and v > 0, and exp(s^2 / 2) undoes the bias of leaving the log scale; v where n < 2
    is not read and may be NaN. Raises `InvalidInputError` (NaN, negative, equal n) and `TooFewAreasError` (under 3).
    The line is straight only if most areas are not tiny: log v is biased at small n, so an area to be smoothed but
    not to bend the line can be given v = 0. Source: Wolter 2007, chapter 7; Dick 1995.

    >>> smooth([0.5, 0.25, 0.125, float("nan")], [2, 4, 8, 1]).round(6)
    array([0.5  , 0.25 , 0.125, 1.   ])
    """
    variance, count = array("v", v), finite("n", n)
    same_length(v=variance, n=count)
    refuse("n", count < 0, "is negative", "a count of 0 or more would work")
    sampled = count >= 2
    broken = sampled & ~(np.isfinite(variance) & (variance >= 0))
    refuse("v", broken, "is not a variance", "0 or more would work")
    intercept, slope, s2 = _log_line(variance, count, sampled & (variance > 0))
    log_n = np.log(np.where(count >= 1, count, np.nan))
    return np.exp(intercept + slope * log_n + s2 / 2.0)


def _log_line(v: FloatArray, n: FloatArray, used: NDArray[np.bool_]) -> tuple[float, float, float]:
    enough_areas(int(used.sum()), 3, "a line and its spread (areas with n >= 2 and v > 0)")
    log_v, log_n = np.log(v[used]), np.log(n[used])
    if np.ptp(log_n) == 0.0:
        raise InvalidInputError(f"every area used has n = {n[used][0]:g}: 2 different values of n would work.")
    # Centred, so that the slope does not lose digits when all areas are large.
    around = log_n - log_n.mean()
    slope = float(around @ log_v / (around @ around))
    residual = log_v - log_v.mean() - slope * around
    s2 = float(residual @ residual) / (log_v.size - 2)
    return float(log_v.mean() - slope * log_n.mean()), slope, s2
