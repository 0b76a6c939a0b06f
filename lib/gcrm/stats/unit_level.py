"""Battese-Harter-Fuller: a unit-level model of nested errors, exact from the moments of each area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats import gls
from gcrm.stats.checks import FloatArray, InvalidInputError, array, enough_areas, finite, refuse, same_length

_LARGEST_RATIO = 1e4


@dataclass(frozen=True, eq=False)
class Moments:
    """Sums over the units of m areas on p covariates: `n` (m,), `sy` and `syy` (m,), `sx` and `sxy` (m, p) and
    `sxx` (m, p, p). Covariates hold their own column of ones if an intercept is wanted."""

    n: FloatArray
    sy: FloatArray
    syy: FloatArray
    sx: FloatArray
    sxy: FloatArray
    sxx: FloatArray

    def __post_init__(self) -> None:
        same_length(n=self.n, sy=self.sy, syy=self.syy, sx=self.sx, sxy=self.sxy, sxx=self.sxx)
        for name in ("n", "sy", "syy"):
            finite(name, getattr(self, name))
        for name in ("sx", "sxy"):
            finite(name, getattr(self, name), ndim=2)
        finite("sxx", self.sxx, ndim=3)
        refuse("n", self.n < 1, "is below 1", "an area of 1 unit or more would work")


@dataclass(frozen=True, eq=False)
class UnitLevel:
    """A fitted model y_di = x_di'b + v_d + e_di: variances `sigma2_v` of areas and `sigma2_e` of units in squared units
    of y; `beta` (p,) with `beta_cov` (p, p); `gamma` (m,), the weight of an area's own mean; `effect` (m,), the
    predicted v_d; `converged` is false where no maximum of the likelihood was found."""

    sigma2_v: float
    sigma2_e: float
    beta: FloatArray
    beta_cov: FloatArray
    gamma: FloatArray
    effect: FloatArray
    converged: bool


def moments(y: ArrayLike, x: ArrayLike, area: ArrayLike) -> tuple[Moments, FloatArray]:
    """The moments of units, and the sorted labels of their areas: what one grouping pass over a table gives.

    >>> made, labels = moments([1.0, 2.0, 4.0], np.ones((3, 1)), [7, 7, 9])
    >>> labels, made.n, made.sy, made.syy
    (array([7, 9]), array([2., 1.]), array([3., 4.]), array([ 5., 16.]))
    """
    own, given = array("y", y), array("x", x, ndim=2)
    labels, at = np.unique(np.asarray(area), return_inverse=True)

    def summed(values: FloatArray) -> FloatArray:
        total = np.zeros((len(labels), *values.shape[1:]))
        np.add.at(total, at, values)
        return total

    cross = given[:, :, None] * given[:, None, :]
    sums = (np.ones(len(own)), own, own**2, given, given * own[:, None], cross)
    return Moments(*(summed(values) for values in sums)), labels


def fit(given: Moments) -> UnitLevel:
    """Fits by restricted maximum likelihood over the ratio of the two variances; everything else has a closed form.

    Raises `TooFewAreasError` (no more areas than coefficients) and `CollinearCovariatesError`. Source: Battese, Harter
    and Fuller 1988; Rao and Molina 2015, section 7.1.

    >>> made, _ = moments([1.0, 1.2, 2.0, 2.2, 3.0, 3.2], np.ones((6, 1)), [1, 1, 2, 2, 3, 3])
    >>> round(fit(made).sigma2_v, 3), round(fit(made).sigma2_e, 3)
    (0.99, 0.02)
    """
    from scipy.optimize import minimize_scalar

    p = given.sx.shape[1]
    enough_areas(len(given.n), 2, "a variance between areas")
    if given.n.sum() <= p + 1:
        raise InvalidInputError(f"{given.n.sum():.0f} units for {p} coefficients: {p + 2} would work.")
    gls.require_full_rank(given.sxx.sum(axis=0))
    grid = np.concatenate([[0.0], np.geomspace(1e-6, _LARGEST_RATIO, 60)])
    values = [_profile(given, ratio)[0] for ratio in grid]
    best = int(np.argmin(values))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, len(grid) - 1)])
    found = minimize_scalar(
        lambda ratio: _profile(given, float(ratio))[0], bounds=(low, high), method="bounded", options={"xatol": 1e-10}
    )
    ratio = float(found.x) if float(found.fun) < values[best] else float(grid[best])
    _, sigma2_e, beta, inverse, gamma = _profile(given, ratio)
    effect = gamma * (given.sy - given.sx @ beta) / given.n
    inside = bool(found.success) and best < len(grid) - 1
    return UnitLevel(float(ratio * sigma2_e), sigma2_e, beta, inverse * sigma2_e, gamma, effect, inside)


def predict(fitted: UnitLevel, given: Moments, means: ArrayLike, population: ArrayLike | None = None) -> FloatArray:
    """The mean of y (m,) in each area of the fit.

    `means` (m, p): population means of the covariates. `population` (m,): units in the area; with it, what the sampled
    units are known to be counts as they are, and the model speaks of the others only.
    """
    x = finite("means", means, ndim=2)
    expected = x @ fitted.beta + fitted.effect
    if population is None:
        return expected
    size = finite("population", population)
    refuse("population", size < given.n, "is below the units sampled", "the number of units in the area would work")
    left = (given.sy - given.sx @ fitted.beta) / given.n - fitted.effect
    return expected + given.n / size * left


def mse(fitted: UnitLevel, given: Moments, means: ArrayLike) -> FloatArray:
    """The mean squared error g1 + g2 + 2 g3 (m,) of `predict`. Source: Prasad and Rao 1990."""
    x = finite("means", means, ndim=2)
    own = given.sx / given.n[:, None]
    apart = x - fitted.gamma[:, None] * own
    g1 = (1 - fitted.gamma) * fitted.sigma2_v
    g2 = (apart @ fitted.beta_cov * apart).sum(axis=1)
    total: FloatArray = g1 + g2 + 2 * _g3(fitted, given.n)
    return total


def _g3(fitted: UnitLevel, n: FloatArray) -> FloatArray:
    """What not knowing the two variances adds, by the expected information about them."""
    v, e = fitted.sigma2_v, fitted.sigma2_e
    alpha = e + n * v
    vv, ve = (n**2 / alpha**2).sum() / 2, (n / alpha**2).sum() / 2
    ee = ((n - 1) / e**2 + alpha**-2.0).sum() / 2
    cov = np.linalg.inv(np.array([[vv, ve], [ve, ee]]))
    spread = e**2 * cov[0, 0] + v**2 * cov[1, 1] - 2 * e * v * cov[0, 1]
    g3: FloatArray = n**-2.0 * (v + e / n) ** -3.0 * spread
    return g3


def _profile(given: Moments, ratio: float) -> tuple[float, float, FloatArray, FloatArray, FloatArray]:
    """Minus twice the restricted likelihood at a ratio of variances, with sigma2_e, b, (X'WX)^-1 and gamma there."""
    p, n = given.sx.shape[1], given.n
    gamma = ratio * n / (1 + ratio * n)
    shrunk = (gamma / n)[:, None]
    xx = given.sxx.sum(axis=0) - (shrunk * given.sx).T @ given.sx
    xy = given.sxy.sum(axis=0) - (shrunk * given.sx).T @ given.sy
    yy = given.syy.sum() - float((gamma / n * given.sy) @ given.sy)
    inverse: FloatArray = np.asarray(np.linalg.inv(xx), dtype=np.float64)
    beta = inverse @ xy
    freedom = n.sum() - p
    sigma2_e = float(max(float(yy - beta @ xy), np.finfo(float).tiny) / freedom)
    fell = freedom * np.log(sigma2_e) + np.log1p(ratio * n).sum() + np.linalg.slogdet(xx)[1]
    return float(fell), sigma2_e, beta, inverse, gamma
