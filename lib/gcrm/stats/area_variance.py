"""The variance of the area effects: Fisher scoring on one number, with a bounded search where scoring fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gcrm.stats import gls
from gcrm.stats.checks import FloatArray

Method = Literal["reml", "ml"]

_STEP_TOLERANCE = 1e-9
_HALVINGS = 30
_GRID = 60


@dataclass(frozen=True)
class Curve:
    """The (restricted) log-likelihood at one A: its value up to a constant, slope and expected information."""

    loglik: float
    score: float
    information: float


@dataclass(frozen=True)
class AreaVariance:
    """The estimate `a`, in squared units of y, the number of iterations and whether a maximum was found."""

    a: float
    iterations: int
    converged: bool


def evaluate(a: float, y: FloatArray, x: FloatArray, v: FloatArray, method: Method) -> Curve:
    """The log-likelihood of A for y (n,), x (n, p) and v (n,), with W = diag(1 / (A + v)) and r = y - X beta.

    2 loglik = log|W| - r'Wr, for "reml" less log|X'WX|; 2 score = r'WWr - tr(P) and 2 information = tr(PP), where
    P = W - WX(X'WX)^-1 X'W for "reml" and W for "ml". Source: Rao and Molina 2015, section 6.1.

    >>> curve = evaluate(1.0, np.array([0.0, 4.0]), np.ones((2, 1)), np.ones(2), "reml")
    >>> round(curve.score, 6), round(curve.information, 6)
    (0.75, 0.125)
    """
    w = 1.0 / (a + v)
    fit = gls.solve(y, x, w)
    loglik = float(np.log(w).sum() - w @ np.square(fit.residual))
    trace, information = float(w.sum()), float(w @ w)
    if method == "reml":
        loglik -= fit.log_det
        trace -= float(w @ fit.leverage)
        information -= 2.0 * float(np.square(w) @ fit.leverage)
        information += float(np.square(fit.q.T @ (w[:, None] * fit.q)).sum())
    score = float(np.square(w * fit.residual).sum()) - trace
    return Curve(loglik / 2.0, score / 2.0, information / 2.0)


def estimate(y: FloatArray, x: FloatArray, v: FloatArray, method: Method, max_iterations: int = 100) -> AreaVariance:
    """The A >= 0 that maximises the likelihood of y (n,) given x (n, p) of rank p < n and v (n,) > 0.

    Source: Datta and Lahiri 2000. It starts from the moment estimate of Prasad and Rao 1990,
    (rss - sum v_d (1 - h_d)) / (n - p) with the residuals and leverages h_d of ordinary least squares.
    """

    def curve(a: float) -> Curve:
        return evaluate(a, y, x, v, method)

    n, p = x.shape
    ols = gls.solve(y, x, np.ones(n))
    rss = float(np.square(ols.residual).sum())
    start = max(0.0, (rss - float(v @ (1.0 - ols.leverage))) / (n - p))
    scored = _score(curve, start, max_iterations)
    if scored.converged and scored.a > 0.0:
        return scored
    # A zero is confirmed too: with very unequal v the likelihood can have a second, higher maximum inside.
    # Beyond rss / (n - p) + max v the score is negative, whatever the data, so the search is bounded.
    searched = search(curve, float(v.min()), rss / (n - p) + float(v.max()))
    if scored.converged and curve(scored.a).loglik >= curve(searched.a).loglik:
        return scored
    return AreaVariance(searched.a, scored.iterations + searched.iterations, searched.converged)


def search(curve: Callable[[float], Curve], low: float, high: float) -> AreaVariance:
    """The best of A = 0 and a grid even in log A over [low, high], refined between the best point's neighbours."""
    # Here, because `gcrm check` imports every model and has no use for scipy.
    from scipy.optimize import minimize_scalar

    grid = np.concatenate([[0.0], np.geomspace(low, high, _GRID)])
    values = [curve(float(a)).loglik for a in grid]
    best = int(np.argmax(values))
    bounds = (float(grid[max(best - 1, 0)]), float(grid[min(best + 1, _GRID)]))
    found = minimize_scalar(
        lambda a: -curve(float(a)).loglik, bounds=bounds, method="bounded", options={"xatol": 1e-9 * bounds[1]}
    )
    a = float(found.x) if -float(found.fun) > values[best] else float(grid[best])
    return AreaVariance(a, int(found.nfev), bool(found.success))


def _score(curve: Callable[[float], Curve], a: float, max_iterations: int) -> AreaVariance:
    here = curve(a)
    for iteration in range(1, max_iterations + 1):
        if not here.information > 0.0:
            return AreaVariance(a, iteration, False)
        target = max(0.0, a + here.score / here.information)
        if abs(target - a) <= _STEP_TOLERANCE * (a + here.information**-0.5):
            return AreaVariance(target, iteration, True)
        climbed, here = _climb(curve, a, target, here)
        if climbed == a:
            return AreaVariance(a, iteration, False)
        a = climbed
    return AreaVariance(a, max_iterations, False)


def _climb(curve: Callable[[float], Curve], a: float, target: float, here: Curve) -> tuple[float, Curve]:
    # The slack is rounding in a sum over all areas; without it the last steps would be halved for nothing.
    floor = here.loglik - 1e-10 * (1.0 + abs(here.loglik))
    for _ in range(_HALVINGS):
        there = curve(target)
        if there.loglik >= floor:
            return target, there
        target = (a + target) / 2.0
    return a, here


def expected(y: FloatArray, x: FloatArray, v: FloatArray) -> AreaVariance:
    """The mean of what the data leave open of A, restricted likelihood by a prior that is flat in the root of A (Gelman
    2006); `a` is above 0 also where the likelihood is highest at 0, as it often is of few or noisy areas.

    >>> made = expected(np.array([1.0, 2.0, 3.0]), np.ones((3, 1)), np.full(3, 4.0))
    >>> made.a > 0, estimate(np.array([1.0, 2.0, 3.0]), np.ones((3, 1)), np.full(3, 4.0), "reml").a
    (True, 0.0)
    """
    found = estimate(y, x, v, "reml")
    sigma = even(largest(found.a, v), 60)
    fell = np.array([evaluate(float(s) ** 2, y, x, v, "reml").loglik for s in sigma])
    weight = np.exp(fell - fell.max())
    return AreaVariance(float(weight @ np.square(sigma) / weight.sum()), found.iterations, found.converged)


def log_prior(sigma: float, slope: float, p: int) -> float:
    """What is known before any data of how far areas are apart, per unit of `sigma` and `slope`, up to a constant.

    `sigma`: standard deviation of area effects; `slope`: that of the slopes of p covariates, each in its own standard
    deviations. The root of what areas differ by in all, sigma^2 + p slope^2, is flat (Gelman 2006), and its parts are
    shared evenly: one share each for the covariates, one for what they do not tell, all splits as likely (Dirichlet;
    Fuglstad et al. 2020). No number in it is fitted; of ten such priors it held best on simulated worlds.

    >>> log_prior(0.1, 0.0, 0) == log_prior(0.9, 0.0, 0)
    True
    >>> log_prior(0.1, 0.2, 6) > log_prior(0.4, 0.1, 6)
    True
    """
    if not p:
        return 0.0
    whole = sigma**2 + p * slope**2
    # The last two factors carry the shares over to roots: d(whole, share) = p / whole d(sigma^2) d(slope^2).
    return float(-0.5 * np.log(whole) + (p - 1) * np.log(p * slope**2 / whole) + np.log(sigma * slope / whole))


def even(top: float, n: int) -> FloatArray:
    """Standard deviations (n,), even up to the root of the variance `top`.

    >>> even(4.0, 2)
    array([0.5, 1.5])
    """
    points: FloatArray = np.sqrt(top) * (np.arange(n) + 0.5) / n
    return points


def largest(a: float, v: FloatArray) -> float:
    """An A so far above the estimate `a`, by five of its standard errors, that hardly any larger one is likely."""
    return a + 5.0 * float(np.sqrt(2.0 / np.square(1.0 / (a + v)).sum()))
