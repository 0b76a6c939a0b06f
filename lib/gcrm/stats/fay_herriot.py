"""Fay-Herriot: direct estimates and covariates of areas combined into the EBLUP, with its mean squared error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats import gls
from gcrm.stats.area_variance import Method, estimate
from gcrm.stats.checks import FloatArray, InvalidInputError, enough_areas, finite, refuse, same_length


@dataclass(frozen=True, eq=False)
class FayHerriot:
    """A fitted area-level model y_d = x_d'b + u_d + e_d of n sampled areas and p coefficients.

    `a` is the variance of the area effects u_d and `mse` (n,) that of the EBLUP, both in squared units of y;
    `beta` (p,) with covariance `beta_cov` (p, p); `gamma` (n,) is the weight of the direct estimate, 0 to 1;
    `eblup` (n,) in units of y. `loglik` is the full log-likelihood at the estimates for either method, so that
    models with different covariates compare. `iterations` counts the search for `a`; when `converged` is false
    no maximum was found and nothing here should be published.
    """

    method: Method
    a: float
    beta: FloatArray
    beta_cov: FloatArray
    gamma: FloatArray
    eblup: FloatArray
    mse: FloatArray
    loglik: float
    iterations: int
    converged: bool


def fit(y: ArrayLike, x: ArrayLike, v: ArrayLike, method: Method = "reml") -> FayHerriot:
    """Fit direct estimates y (n,) with sampling variances v (n,) > 0, in squared units of y, on covariates x (n, p).

    x holds its own column of ones if an intercept is wanted. Raises `InvalidInputError` (NaN, shape, v <= 0, method),
    `TooFewAreasError` (n <= p) and `CollinearCovariatesError` (naming the column).
    EBLUP: gamma_d y_d + (1 - gamma_d) x_d'b with gamma_d = A / (A + v_d); MSE: g1 + g2 + 2 g3, for "ml" with the
    bias term. Source: Fay and Herriot 1979; Prasad and Rao 1990; Datta and Lahiri 2000.

    >>> flat = fit([1.0, 2.0, 3.0, 6.0], np.ones((4, 1)), [0.5, 0.5, 0.5, 0.5])
    >>> round(flat.a, 4), flat.eblup.round(4)
    (4.1667, array([1.2143, 2.1071, 3.    , 5.6786]))
    """
    direct, covariates, variance = _checked(y, x, v, method)
    found = estimate(direct, covariates, variance, method)
    w = 1.0 / (found.a + variance)
    line = gls.solve(direct, covariates, w)
    gamma = found.a * w
    return FayHerriot(
        method=method,
        a=found.a,
        beta=line.beta,
        beta_cov=line.beta_cov,
        gamma=gamma,
        eblup=direct - (1.0 - gamma) * line.residual,
        mse=_mse(gamma, variance, w, line.leverage, method),
        loglik=float(np.log(w / (2.0 * np.pi)).sum() - w @ np.square(line.residual)) / 2.0,
        iterations=found.iterations,
        converged=found.converged,
    )


def predict(fitted: FayHerriot, x: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """The synthetic estimate x_d'b (m,) of areas without sample and its MSE (m,), A + x_d' Cov(b) x_d.

    x is (m, p) in the column order of the fit. Raises `InvalidInputError` on NaN or another number of columns.
    The uncertainty of A itself is not in the MSE. Source: Rao and Molina 2015, chapter 6.

    >>> flat = fit([1.0, 2.0, 3.0, 6.0], np.ones((4, 1)), [0.5, 0.5, 0.5, 0.5])
    >>> theta, mse = predict(flat, [[1.0]])
    >>> theta.round(4), mse.round(4)
    (array([3.]), array([5.3333]))
    """
    covariates = finite("x", x, ndim=2)
    if covariates.shape[1] != fitted.beta.size:
        raise InvalidInputError(f"x has {covariates.shape[1]} columns: {fitted.beta.size} would work, as in the fit.")
    spread = (covariates @ fitted.beta_cov * covariates).sum(axis=1)
    return covariates @ fitted.beta, fitted.a + np.maximum(spread, 0.0)


def _mse(gamma: FloatArray, v: FloatArray, w: FloatArray, leverage: FloatArray, method: Method) -> FloatArray:
    # g1 = gamma v; g2 = (1 - gamma)^2 x'Cov(b)x; g3 = v^2 (A + v)^-3 Var(A) with Var(A) = 2 / sum w^2 for both methods.
    shrink = 1.0 - gamma
    sum_w2 = float(w @ w)
    g1 = gamma * v
    g2 = np.square(shrink) * leverage / w
    g3 = np.square(shrink) * w * (2.0 / sum_w2)
    # ML underestimates A because it does not pay for the coefficients: g1 is too small by that bias times its slope.
    bias = -float(w @ leverage) / sum_w2 if method == "ml" else 0.0
    return g1 - bias * np.square(shrink) + g2 + 2.0 * g3


def _checked(y: ArrayLike, x: ArrayLike, v: ArrayLike, method: str) -> tuple[FloatArray, FloatArray, FloatArray]:
    if method not in ("reml", "ml"):
        raise InvalidInputError(f"method is {method!r}: 'reml' or 'ml' would work.")
    direct, covariates, variance = finite("y", y), finite("x", x, ndim=2), finite("v", v)
    same_length(y=direct, x=covariates, v=variance)
    refuse("v", variance <= 0.0, "is not positive", "a sampling variance above 0 would work")
    p = covariates.shape[1]
    if p == 0:
        raise InvalidInputError("x has 0 columns: 1 would work, a column of ones.")
    enough_areas(len(direct), p + 1, f"{p} coefficients and a variance")
    gls.require_full_rank(covariates)
    return direct, covariates, variance
