"""Direct estimates from per-area moments, also of what a second figure does not tell; variances smoothed over areas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gcrm.stats import gls
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


@dataclass(frozen=True, eq=False)
class Sums:
    """Weighted sums (d,) over the units of each area: of weights `w`, of y and its square `s` and `ss`, of a second
    figure and its square `h` and `hh`, and of their product `hy`."""

    w: FloatArray
    s: FloatArray
    ss: FloatArray
    h: FloatArray
    hh: FloatArray
    hy: FloatArray


def adjusted(sums: Sums) -> tuple[FloatArray, FloatArray]:
    """Sum and sum of squares (d,) of y - b (h - its mean over all units), b the slope of y on h within areas.

    So y is told as if every area had the same h; since b is of differences within areas, what areas differ by in y at
    the same h stays in it. Source: Cochran 1977, 7.3; the slope pooled over areas, as in analysis of covariance.

    >>> two = Sums(*map(np.array, ([2.0, 2.0], [3.0, 7.0], [5.0, 25.0], [1.0, 1.0], [1.0, 1.0], [2.0, 4.0])))
    >>> adjusted(two)
    (array([3., 7.]), array([ 4.5, 24.5]))
    """
    within, both = float((sums.hh - sums.h**2 / sums.w).sum()), float((sums.hy - sums.h * sums.s / sums.w).sum())
    slope, mean = both / within if within > 0 else 0.0, float(sums.h.sum() / sums.w.sum())
    apart = sums.h - mean * sums.w
    squares = sums.hh - 2 * mean * sums.h + mean**2 * sums.w
    total = sums.s - slope * apart
    return total, sums.ss - 2 * slope * (sums.hy - mean * sums.s) + slope**2 * squares


def smooth(v: ArrayLike, n: ArrayLike) -> FloatArray:
    """Smoothed sampling variances (d,), in the units of v, for every area with n >= 1; NaN where n < 1.

    v (d,) is the sampling variance of each direct estimate and n (d,) its number of members; v where n < 2 is not read
    and may be NaN. Over areas with n >= 2 and v > 0, log v is regressed on log n after taking out what a sample
    variance of n members is off by on the log scale, digamma(h) - log(h) with h = (n - 1) / 2, each area weighted by
    1 / (trigamma(h) + t); t, the spread of the true variances around the line, is a moment estimate, and exp(t / 2)
    pays for leaving the log scale. Raises `InvalidInputError` (NaN, negative, equal n), `TooFewAreasError` (under 3).
    Source: Bartlett and Kendall 1946 (log of a sample variance); DerSimonian and Laird 1986 (t); Wolter 2007,
    chapter 7 (variance functions).

    >>> smooth([0.5, 0.25, 0.125, float("nan")], [9, 17, 33, 1]).round(3)
    array([0.558, 0.272, 0.128, 6.677])
    """
    variance, count = array("v", v), finite("n", n)
    same_length(v=variance, n=count)
    refuse("n", count < 0, "is negative", "a count of 0 or more would work")
    sampled = count >= 2
    broken = sampled & ~(np.isfinite(variance) & (variance >= 0))
    refuse("v", broken, "is not a variance", "0 or more would work")
    intercept, slope, spread = _log_line(variance, count, sampled & (variance > 0))
    log_n = np.log(np.where(count >= 1, count, np.nan))
    return np.exp(intercept + slope * log_n + spread / 2.0)


def _log_line(v: FloatArray, n: FloatArray, used: NDArray[np.bool_]) -> tuple[float, float, float]:
    # Here, because `gcrm check` imports every model and has no use for scipy.
    from scipy.special import digamma, polygamma

    enough_areas(int(used.sum()), 3, "a line and its spread (areas with n >= 2 and v > 0)")
    if np.ptp(n[used]) == 0.0:
        raise InvalidInputError(f"every area used has n = {n[used][0]:g}: 2 different values of n would work.")
    half = (n[used] - 1.0) / 2.0
    log_v, noise = np.log(v[used]) - digamma(half) + np.log(half), polygamma(1, half)
    x = np.column_stack([np.ones(half.size), np.log(n[used])])
    line = gls.solve(log_v, x, 1.0 / noise)
    # The weighted squares exceed their degrees of freedom by t, times the weights less what the line takes of them.
    excess = float(np.square(line.residual) @ (1.0 / noise)) - (half.size - 2)
    spread = max(0.0, excess / float((1.0 - line.leverage) @ (1.0 / noise)))
    intercept, slope = gls.solve(log_v, x, 1.0 / (noise + spread)).beta
    return float(intercept), float(slope), spread
