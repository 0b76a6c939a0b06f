"""A Gaussian mixture: how sure it is that a point belongs to a cluster, where k-means only says to which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gcrm.stats.checks import FloatArray
from gcrm.stats.kmeans import Labels, nearest

_LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True, eq=False)
class Mixture:
    """Of k components: weights (k,), means (k, f), covariances (k, f, f), and the log-likelihood of the points."""

    weights: FloatArray
    means: FloatArray
    covariances: FloatArray
    log_likelihood: float


def fit(
    points: FloatArray, centres: FloatArray, max_iterations: int = 200, tolerance: float = 1e-6, ridge: float = 1e-6
) -> Mixture:
    """The mixture that is found from `centres` (k, f) of k-means by expectation and maximisation.

    `points` is (n, f). It ends where the mean log-likelihood rises by less than `tolerance`. `ridge` is added to the
    variances, so that a component of equal points has a shape. Source: Dempster, Laird and Rubin 1977.
    """
    share = np.eye(len(centres))[nearest(points, centres)]
    mixture, last = _maximised(points, share, ridge), -np.inf
    for _ in range(max_iterations):
        logs = log_densities(points, mixture)
        total = np.logaddexp.reduce(logs, axis=1)
        if abs(total.mean() - last) < tolerance:
            break
        last = float(total.mean())
        mixture = _maximised(points, np.exp(logs - total[:, None]), ridge)
    total = np.logaddexp.reduce(log_densities(points, mixture), axis=1)
    return Mixture(mixture.weights, mixture.means, mixture.covariances, float(total.sum()))


def _maximised(points: FloatArray, share: FloatArray, ridge: float) -> Mixture:
    """The components that are likeliest where points belong to them by these shares (n, k)."""
    sizes = share.sum(axis=0) + 10 * np.finfo(float).eps
    means = share.T @ points / sizes[:, None]
    covariances = np.empty((len(sizes), points.shape[1], points.shape[1]))
    for j, mean in enumerate(means):
        centred = points - mean
        covariances[j] = (share[:, j, None] * centred).T @ centred / sizes[j] + ridge * np.eye(points.shape[1])
    return Mixture(sizes / len(points), means, covariances, -np.inf)


def whitening(covariance: FloatArray) -> FloatArray:
    """The matrix (f, f), lower triangular, by which centred points get unit covariance.

    >>> whitening(np.array([[4.0]]))
    array([[0.5]])
    """
    inverse: FloatArray = np.linalg.inv(np.linalg.cholesky(covariance))
    return inverse


def log_densities(points: FloatArray, mixture: Mixture) -> FloatArray:
    """Per point and component (n, k) the log of its weight times its density."""
    columns = []
    for weight, mean, covariance in zip(mixture.weights, mixture.means, mixture.covariances, strict=True):
        white = whitening(covariance)
        squares = np.square((points - mean) @ white.T).sum(axis=1)
        columns.append(constant(float(weight), white) - squares / 2)
    return np.column_stack(columns)


def constant(weight: float, white: FloatArray) -> float:
    """What a component's log density has besides half the squared distance."""
    return float(np.log(weight) + np.log(np.diag(white)).sum() - len(white) * _LOG_2PI / 2)


def labels(points: FloatArray, mixture: Mixture) -> Labels:
    """The component (n,) that each point likeliest belongs to."""
    found: Labels = log_densities(points, mixture).argmax(axis=1)
    return found
