"""Distance by the shape of a group: from its sums, counts and products alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats import chi_square
from gcrm.stats.checks import FloatArray, InvalidInputError, finite

_RIDGE = 0.05  # of the identity, on scales of unit variance: a group in which a feature hardly varies still has a shape


@dataclass(frozen=True, eq=False)
class Shape:
    """Where a group lies and how it spreads: mean (f,), standard deviations (f,), and the inverse covariance (f, f)."""

    mean: FloatArray
    sd: FloatArray
    precision: FloatArray


def shape(n: int, sums: ArrayLike, products: ArrayLike) -> Shape:
    """The shape of `n` members from the sums (f,) of their features and of the products (f, f) of each two.

    The features are scaled to about unit variance and cut at a few standard deviations, which is what makes the
    estimate robust; a small ridge keeps it invertible. Raises `InvalidInputError` on NaN or fewer than 1 member.

    >>> shape(2, [2.0], [[4.0]]).mean
    array([1.])
    """
    if n < 1:
        raise InvalidInputError(f"{n} members have no shape: at least 1 would work.")
    total, square = finite("sums", sums), finite("products", products, 2)
    mean = total / n
    covariance = square / n - np.outer(mean, mean)
    covariance = (covariance + covariance.T) / 2 + _RIDGE * np.eye(len(mean))
    precision: FloatArray = np.linalg.inv(covariance).astype(np.float64)
    return Shape(mean, np.sqrt(np.diag(covariance)), precision)


def limit(features: int, level: float = 0.999) -> float:
    """The distance within which that share of a normal group of so many features lies.

    >>> round(limit(2, 0.95), 4)
    2.4477
    """
    return float(np.sqrt(chi_square.quantile(features, level)))
