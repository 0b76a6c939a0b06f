"""Generalised least squares with a diagonal covariance, by one thin QR: no n x n matrix, no inverse of X'WX."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gcrm.stats.checks import CollinearCovariatesError, FloatArray

# Below this share of its own length a column is rounding noise once the columns before it are taken out.
_RANK_TOLERANCE = 1e-8


@dataclass(frozen=True, eq=False)
class Gls:
    """A weighted fit of n areas on p covariates, weights w = 1 / variance.

    `beta` (p,) has the units of y per unit of x; `beta_cov` (p, p) is (X'WX)^-1; `residual` (n,) is y - X beta;
    `leverage` (n,) is w_d x_d' (X'WX)^-1 x_d; `q` (n, p) is orthonormal and spans W^(1/2) X;
    `log_det` is log|X'WX|.
    """

    beta: FloatArray
    beta_cov: FloatArray
    residual: FloatArray
    leverage: FloatArray
    q: FloatArray
    log_det: float


def solve(y: FloatArray, x: FloatArray, w: FloatArray) -> Gls:
    """Weighted least squares of y (n,) on x (n, p) with weights w (n,) > 0, for x of full column rank.

    beta = (X'WX)^-1 X'Wy. Source: Rao and Molina 2015, section 6.1; QR as in Golub and Van Loan 2013, section 5.3.

    >>> fit = solve(np.array([1.0, 3.0]), np.ones((2, 1)), np.array([3.0, 1.0]))
    >>> fit.beta, fit.beta_cov
    (array([1.5]), array([[0.25]]))
    """
    # Here, because `gcrm check` imports every model and has no use for scipy.
    from scipy.linalg import solve_triangular

    root_w = np.sqrt(w)
    q, r = np.linalg.qr(root_w[:, None] * x)
    beta = solve_triangular(r, q.T @ (root_w * y))
    r_inverse = solve_triangular(r, np.eye(x.shape[1]))
    return Gls(
        beta=beta,
        beta_cov=r_inverse @ r_inverse.T,
        residual=y - x @ beta,
        leverage=np.square(q).sum(axis=1),
        q=q,
        log_det=2.0 * float(np.log(np.abs(np.diag(r))).sum()),
    )


def require_full_rank(x: FloatArray) -> None:
    """`CollinearCovariatesError` names the first column of x (n, p), n >= p, that the columns before it determine.

    >>> require_full_rank(np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]]))
    Traceback (most recent call last):
    gcrm.stats.checks.CollinearCovariatesError: column 1 of x (from 0) depends on those before it: 1 of 2 would work.
    """
    length = np.linalg.norm(x, axis=0)
    scaled = x / np.where(length > 0.0, length, 1.0)
    # Unpivoted on purpose: the diagonal of R is then what each column adds to those before it, in the caller's order.
    added = np.abs(np.diag(np.linalg.qr(scaled, mode="r")))
    dependent = np.flatnonzero(added < _RANK_TOLERANCE)
    if dependent.size:
        rank = x.shape[1] - dependent.size
        where = f"column {dependent[0]} of x (from 0) depends on those before it"
        raise CollinearCovariatesError(f"{where}: {rank} of {x.shape[1]} would work.")
