"""The level of every area from what members spend, what is published, and neighbours; on the driver, areas only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gcrm.stats import area_variance, fay_herriot, spatial
from gcrm.stats.area_maps import area_map
from gcrm.stats.checks import FloatArray, InvalidInputError
from gcrm.stats.neighbours import neighbours
from gcrm.stats.told_apart import told_apart

AVERAGED, ALONE = "averaged", "alone"
METHODS = (AVERAGED, ALONE, "reml", "ml")
# Areas beyond which parameters are taken at their best instead of averaged over.
_AVERAGED = 20_000
# Variance between areas of the log of a group's share, where too few areas tell any: a third up or down.
_SPREAD = 0.1
_ENOUGH = 10  # areas that a line of shares through levels needs


@dataclass(frozen=True, eq=False)
class Areas:
    """N areas: `x` (N, p) with a column of ones first, `y` and `v` (N,), NaN without a direct estimate, and where they
    lie (N,), NaN where that is not known."""

    x: FloatArray
    y: FloatArray
    v: FloatArray
    longitude: FloatArray
    latitude: FloatArray

    @property
    def sampled(self) -> FloatArray:
        known: FloatArray = np.isfinite(self.y)
        return known


@dataclass(frozen=True, eq=False)
class Levels:
    """`theta` and `mse` (N,); `own` and `neighbours` (N,), weights of an area's own members and of others' beyond what
    covariates say; `shared` (N,), the part of mse that areas have in common, so that it does not average out."""

    theta: FloatArray
    mse: FloatArray
    own: FloatArray
    neighbours: FloatArray
    shared: FloatArray


def one_for_all(areas: Areas, common: float, error: float, spread: float) -> Levels:
    """The same level everywhere: `common`, known up to a variance `error`; areas may still be `spread` apart."""
    n = len(areas.y)
    nothing = np.zeros(n)
    return Levels(np.full(n, common), np.full(n, error + spread), nothing, nothing, np.full(n, error))


def levels(areas: Areas, method: str) -> Levels:
    """The level of each area.

    `averaged`: BYM2, averaged over what the data leave open of its parameters, so that intervals are as wide as they
    say; without places of areas there are no neighbours, and it is a Fay-Herriot model so averaged, as `alone` always
    is. `reml`, `ml`: Fay-Herriot at the best A, with the mean squared errors that are published for it.
    """
    if method not in METHODS:
        raise InvalidInputError(f"method is {method!r}: {', '.join(METHODS)} would work.")
    known = areas.sampled
    # Two parameters beside the coefficients take an area more than one does.
    if method not in (AVERAGED, ALONE) or known.sum() < areas.x.shape[1] + 2:
        return _fay_herriot(areas, method)
    nobody = np.empty((0, 2), dtype=np.intp)
    on = area_map(len(areas.y), _edges(areas) if method == AVERAGED else nobody)
    y, x, v = areas.y[known], areas.x[known], areas.v[known]
    found, before = (area_variance.estimate(y, given, v, "reml").a for given in (x, np.ones((len(y), 1))))
    top = area_variance.largest(found, v)
    if len(areas.y) <= _AVERAGED:
        made = spatial.average(areas.y, areas.x, areas.v, on, top, area_variance.largest(before, v))
    else:
        made = spatial.fit(areas.y, areas.x, areas.v, on, max(found, 0.02 * top), 0.5)
    shared = np.clip(made.mse - made.alone, 0.0, None)
    return Levels(made.theta, made.mse, made.own, made.neighbours, shared)


def _fay_herriot(areas: Areas, method: str) -> Levels:
    known = areas.sampled
    fitted = fay_herriot.fit(areas.y[known], areas.x[known], areas.v[known], "ml" if method == "ml" else "reml")
    theta, mse = fay_herriot.predict(fitted, areas.x)
    spread = np.clip(mse - fitted.a, 0.0, None)
    own = np.zeros(len(areas.y))
    theta[known], mse[known], own[known] = fitted.eblup, fitted.mse, fitted.gamma
    return Levels(theta, mse, own, np.zeros(len(own)), (1 - own) ** 2 * spread)


def _edges(areas: Areas) -> np.ndarray:
    """Pairs of neighbours among the areas of which it is known where they lie."""
    placed = np.flatnonzero(np.isfinite(areas.longitude) & np.isfinite(areas.latitude))
    if len(placed) < 2:
        return np.empty((0, 2), dtype=np.intp)
    pairs = neighbours(areas.longitude[placed], areas.latitude[placed])
    found: np.ndarray = placed[pairs] if len(pairs) else np.empty((0, 2), dtype=np.intp)
    return found


def shares_of_covariates(x: FloatArray, beta: FloatArray, groups: Sequence[str]) -> dict[str, float]:
    """How what covariates say divides over `groups`, one name a column of x: by the covariance of each one's part with
    the whole; a part that works against the whole counts 0, and the shares add up to 1.

    >>> x = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 1.0], [3.0, 0.0]])
    >>> shares_of_covariates(x, np.array([1.0, 0.0]), ["census", "real_estate"])
    {'census': 1.0, 'real_estate': 0.0}
    """
    parts = (x - x.mean(axis=0)) * beta
    whole = parts.sum(axis=1)
    told = np.clip(parts.T @ whole, 0.0, None)
    total = float(told.sum())
    named = dict.fromkeys(groups, 0.0)
    for group, value in zip(groups, told, strict=True):
        named[group] += float(value) / total if total > 0 else 1.0 / len(groups)
    return named


@dataclass(frozen=True, eq=False)
class Share:
    """Of one group: its `usual` share, the `share` (N,) of each area, and `mse` (N,) of the share's logarithm."""

    usual: float
    share: FloatArray
    mse: FloatArray


def composition(
    usual: Mapping[str, float], direct: Mapping[str, tuple[FloatArray, FloatArray]], theta: FloatArray
) -> dict[str, Share]:
    """How spend divides over groups in each of N areas; shares of an area add up to 1.

    `usual`: share of each group over all members. `direct`: log shares and their variances (N,), NaN where an area has
    too few buyers. A group is Fay-Herriot's along the level `theta` (N,), as Engel curves are; where areas cannot be
    told apart in it, its share is the usual one.
    """
    made = {name: _deviation(*direct[name], theta, np.log(share)) if name in direct else _usual(theta)
            for name, share in usual.items() if share > 0}  # fmt: skip
    raw = {name: usual[name] * np.exp(apart) for name, (apart, _) in made.items()}
    whole = sum(raw.values(), np.zeros(len(theta)))
    return {name: Share(usual[name], raw[name] / whole, mse) for name, (_, mse) in made.items()}


def _usual(theta: FloatArray, spread: float = _SPREAD) -> tuple[FloatArray, FloatArray]:
    return np.zeros(len(theta)), np.full(len(theta), spread)


def _deviation(y: FloatArray, v: FloatArray, theta: FloatArray, usual: float) -> tuple[FloatArray, FloatArray]:
    """By how much the log of an area's share is above the usual one, with its mean squared error."""
    known = np.isfinite(y) & (v > 0)
    n = int(known.sum())
    if n < 2:
        return _usual(theta)
    ones = np.ones((len(theta), 1))
    steep = n >= _ENOUGH and np.ptp(theta[known]) > 1e-6
    x = np.column_stack([ones, theta - theta[known].mean()]) if steep else ones
    if n <= x.shape[1] or not told_apart(y[known], x[known], v[known]).differ():
        return _usual(theta, area_variance.expected(y[known], ones[known], v[known]).a)
    fitted = fay_herriot.fit(y[known], x[known], v[known])
    apart, mse = fay_herriot.predict(fitted, x)
    apart[known], mse[known] = fitted.eblup, fitted.mse
    return apart - usual, mse
