"""Direct estimates from per-area moments, also of what a second figure does not tell; variances smoothed over areas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats import gls
from gcrm.stats.checks import FloatArray, array, finite, refuse, same_length

_ROUNDS = 25


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
    and may be NaN. Over areas with n >= 2, log E(v) is a line in log n, fitted by the quasi-likelihood of the gamma
    distribution, whose variances relative to the mean are 2 / (n - 1) + t; t, the spread of the true variances around
    the line, is a moment estimate. So the level is right of skew figures and of areas of two, too, and an area whose
    members do not differ counts. Variances fall as 1 / n unless the slope is three standard errors from that. NaN
    everywhere where no area shows a spread. Raises `InvalidInputError` (NaN, negative).
    Source: McCullagh and Nelder 1989, 8.3 and 9.2; Wolter 2007, chapter 7 (variance functions); Huber 1967 (standard
    error).

    >>> smooth([0.5, 0.25, 0.125, float("nan")], [9, 17, 33, 1]).round(3)
    array([0.468, 0.248, 0.128, 4.214])
    """
    variance, count = array("v", v), finite("n", n)
    same_length(v=variance, n=count)
    refuse("n", count < 0, "is negative", "a count of 0 or more would work")
    sampled = count >= 2
    broken = sampled & ~(np.isfinite(variance) & (variance >= 0))
    refuse("v", broken, "is not a variance", "0 or more would work")
    if not (variance[sampled] > 0).any():
        return np.full(count.shape, np.nan)
    level, slope = _line(variance[sampled] * count[sampled], count[sampled])
    return np.exp(level + (slope - 1.0) * np.log(np.where(count >= 1, count, np.nan)))


def _line(within: FloatArray, n: FloatArray) -> tuple[float, float]:
    """Level and slope in log n of log E(within), variances (d,) of single members; 0 unless areas say otherwise."""
    ones = np.ones((n.size, 1))
    beta, _ = _gamma(within, n, ones)
    if n.size > 2 and np.ptp(n) > 0.0:
        sloped, error = _gamma(within, n, np.column_stack([ones, np.log(n)]))
        if abs(sloped[1]) >= 3.0 * error[1]:
            return float(sloped[0]), float(sloped[1])
    return float(beta[0]), 0.0


def _gamma(within: FloatArray, n: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Coefficients (p,) of log E(within) on x (d, p), and their standard errors: the larger of those by the model and
    by the areas themselves."""
    noise, spread = 2.0 / (n - 1.0), 0.0
    beta = np.array([np.log(within.mean()), *np.zeros(x.shape[1] - 1)])
    for _ in range(_ROUNDS):
        w = 1.0 / (noise + spread)
        off = within / np.exp(x @ beta) - 1.0
        fit = gls.solve(off, x, w)
        # A step of one on the log scale at most, so that the first ones of few areas do not leave the line.
        beta = beta + np.clip(fit.beta, -1.0, 1.0)
        # Weighted squares exceed their degrees of freedom by the spread, times the weights.
        spread = max(0.0, spread + (float(w @ np.square(off)) - (n.size - x.shape[1])) / float(w.sum()))
    pulled = fit.beta_cov @ (x * (w * off)[:, None]).T
    return beta, np.sqrt(np.maximum(np.diag(fit.beta_cov), np.square(pulled).sum(axis=1)))
