"""Huff's model of trade areas: which store is chosen, by size and way, with parameters from counted visits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gcrm.stats.checks import FloatArray, InvalidInputError, finite, refuse, same_length

_ITERATIONS = 100


@dataclass(frozen=True, eq=False)
class Huff:
    """`attraction` and `friction`, the powers of size and of way, with standard errors; `loglik` at the estimates.

    `overdispersion`: by how much visits vary more than a multinomial's (Pearson's statistic by its degrees of
    freedom); above 1 it is in the standard errors, because visits of one member are not independent.
    """

    attraction: float
    friction: float
    attraction_se: float
    friction_se: float
    loglik: float
    overdispersion: float
    converged: bool


def fit(visits: ArrayLike, origin: ArrayLike, size: ArrayLike, way: ArrayLike) -> Huff:
    """Fits by multinomial likelihood, given how many visits each origin made in all; one row per origin and store.

    `visits` (k,): visits from the origin to the store, 0 where it was in reach and not chosen. `origin` (k,): label.
    `size` (k,) > 0; `way` (k,) > 0: minutes or km. Raises `InvalidInputError` (NaN, sizes or ways that are not
    positive, no visits, nothing to tell the powers by). Source: Huff 1964; McFadden 1974 (conditional logit).

    >>> fitted = fit([80, 20, 50, 50], [0, 0, 1, 1], [1.0, 1.0, 2.0, 2.0], [1.0, 2.0, 3.0, 3.0])
    Traceback (most recent call last):
    gcrm.stats.checks.InvalidInputError: sizes or ways do not vary within origins: unlike stores would work.
    """
    n, place, x = _checked(visits, origin, size, way)
    group = np.unique(place, return_inverse=True)[1]
    total: FloatArray = np.bincount(group, weights=n).astype(np.float64)
    theta: FloatArray = np.zeros(2)
    loglik = _loglik(theta, n, group, x)
    converged = False
    for _ in range(_ITERATIONS):
        p, score, information = _curve(theta, n, group, x, total)
        if np.linalg.cond(information) > 1e12:
            raise InvalidInputError("sizes or ways do not vary within origins: unlike stores would work.")
        move: FloatArray = np.asarray(np.linalg.solve(information, score), dtype=np.float64)
        theta, loglik, moved = _climb(theta, move, loglik, n, group, x)
        if moved < 1e-9:
            converged = True
            break
    p, _, information = _curve(theta, n, group, x, total)
    over = _overdispersion(n, p, total, group)
    se = np.sqrt(np.diag(np.linalg.inv(information)) * max(1.0, over))
    return Huff(float(theta[0]), float(-theta[1]), float(se[0]), float(se[1]), loglik, over, converged)


def probabilities(origin: ArrayLike, size: ArrayLike, way: ArrayLike, attraction: float, friction: float) -> FloatArray:
    """The chance (k,) that a visit from the origin goes to the store: adds up to 1 over the stores of an origin.

    >>> probabilities([0, 0], [1.0, 1.0], [1.0, 2.0], attraction=1.0, friction=2.0)
    array([0.8, 0.2])
    """
    _, place, x = _checked(np.ones(len(np.asarray(size))), origin, size, way)
    group = np.unique(place, return_inverse=True)[1]
    return _shares(np.array([attraction, -friction]), group, x)


def _checked(
    visits: ArrayLike, origin: ArrayLike, size: ArrayLike, way: ArrayLike
) -> tuple[FloatArray, NDArray[np.generic], FloatArray]:
    n, s, d, place = finite("visits", visits), finite("size", size), finite("way", way), np.asarray(origin)
    same_length(visits=n, origin=place, size=s, way=d)
    refuse("visits", n < 0, "is negative", "0 or more would work")
    refuse("size", s <= 0, "is not positive", "m2 above 0 would work")
    refuse("way", d <= 0, "is not positive", "minutes or km above 0 would work")
    if not n.sum() > 0:
        raise InvalidInputError("visits are 0 everywhere: 1 would work.")
    return n, place, np.column_stack([np.log(s), np.log(d)])


def _shares(theta: FloatArray, group: NDArray[np.intp], x: FloatArray) -> FloatArray:
    utility = x @ theta
    top = np.full(group.max() + 1, -np.inf)
    np.maximum.at(top, group, utility)
    weight = np.exp(utility - top[group])
    shares: FloatArray = weight / np.bincount(group, weights=weight)[group]
    return shares


def _loglik(theta: FloatArray, n: FloatArray, group: NDArray[np.intp], x: FloatArray) -> float:
    return float(n @ np.log(np.maximum(_shares(theta, group, x), np.finfo(float).tiny)))


def _curve(
    theta: FloatArray, n: FloatArray, group: NDArray[np.intp], x: FloatArray, total: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    p = _shares(theta, group, x)
    mean = np.column_stack([np.bincount(group, weights=p * column) for column in x.T])
    apart = x - mean[group]
    expected = total[group] * p
    return p, (n - expected) @ x, (apart * expected[:, None]).T @ apart


def _climb(
    theta: FloatArray, move: FloatArray, loglik: float, n: FloatArray, group: NDArray[np.intp], x: FloatArray
) -> tuple[FloatArray, float, float]:
    """A step that does not lower the likelihood, and how far it went."""
    for halved in range(30):
        tried = theta + move / 2**halved
        value = _loglik(tried, n, group, x)
        if value >= loglik - 1e-10 * (1 + abs(loglik)):
            return tried, value, float(np.abs(move).max() / 2**halved)
    return theta, loglik, 0.0


def _overdispersion(n: FloatArray, p: FloatArray, total: FloatArray, group: NDArray[np.intp]) -> float:
    expected = total[group] * p
    # Stores that hardly anybody is expected in would make a statistic of their own.
    told = expected >= 1.0
    groups = np.unique(group[told]).size
    freedom = int(told.sum()) - groups - 2
    if freedom < 1:
        return 1.0
    return float((np.square(n - expected)[told] / expected[told]).sum() / freedom)
