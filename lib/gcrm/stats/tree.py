"""A decision tree that tells one group from the others by a few cuts, as intervals that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, inf, log10

import numpy as np
from numpy.typing import NDArray

from gcrm.stats.checks import FloatArray
from gcrm.stats.drift import cut_points

Labels = NDArray[np.intp]
_CUTS = 32  # of a feature, at as many members each, that are tried
_DIGITS = 3  # significant, of a cut: what is told is what is asked


@dataclass(frozen=True)
class Condition:
    """`feature` (its position) lies above `above` and is at most `most`; infinite ends ask nothing."""

    feature: int
    above: float = -inf
    most: float = inf


Leaf = tuple[Condition, ...]


def leaves(points: FloatArray, labels: Labels, depth: int = 3, least: int = 20) -> list[Leaf]:
    """The leaves of a tree over points (n, f) and their group (n,) of 0 to k - 1: each one condition a feature at most.

    Every point lies in one leaf. `depth`: cuts above each other; `least`: points in a leaf. A cut is made where it
    lowers Gini's impurity most. Source: Breiman, Friedman, Olshen and Stone 1984.

    >>> leaves(np.array([[1.0], [2.0], [8.0], [9.0]]), np.array([0, 0, 1, 1]), least=1)
    [(Condition(feature=0, above=-inf, most=2.0),), (Condition(feature=0, above=2.0, most=inf),)]
    """
    return [_merged(path) for path in _grown(points, np.eye(int(labels.max(initial=0)) + 1)[labels], depth, least)]


def _grown(points: FloatArray, groups: FloatArray, depth: int, least: int) -> Iterator[list[Condition]]:
    best = _best(points, groups, least) if depth else None
    if best is None:
        yield []
        return
    feature, cut = best
    low = points[:, feature] <= cut
    for side, condition in ((low, Condition(feature, most=cut)), (~low, Condition(feature, above=cut))):
        for path in _grown(points[side], groups[side], depth - 1, least):
            yield [condition, *path]


def _best(points: FloatArray, groups: FloatArray, least: int) -> tuple[int, float] | None:
    """The feature and cut that lower the impurity most; None where none does."""
    whole = groups.sum(axis=0)
    found: tuple[int, float] | None = None
    lowest = _impurity(whole[None, :])[0] - 1e-9
    for feature in range(points.shape[1]):
        column = points[:, feature]
        cuts = np.unique([rounded(cut) for cut in cut_points(column, _CUTS)]) if len(column) else np.array([])
        if not len(cuts):
            continue
        below = np.array([groups[column <= cut].sum(axis=0) for cut in cuts])
        n_below = below.sum(axis=1)
        fits = (n_below >= least) & (len(column) - n_below >= least)
        impurity = np.where(fits, _impurity(below) + _impurity(whole - below), inf)
        at = int(impurity.argmin())
        if impurity[at] < lowest:
            lowest, found = float(impurity[at]), (feature, float(cuts[at]))
    return found


def _impurity(counts: FloatArray) -> FloatArray:
    """Gini's impurity times the points, of each row of counts."""
    n = np.maximum(counts.sum(axis=1), 1)
    result: FloatArray = n - np.square(counts).sum(axis=1) / n
    return result


def _merged(path: Sequence[Condition]) -> Leaf:
    """One condition a feature, in the order in which features were first asked for."""
    found: dict[int, Condition] = {}
    for one in path:
        before = found.get(one.feature, Condition(one.feature))
        found[one.feature] = Condition(one.feature, max(before.above, one.above), min(before.most, one.most))
    return tuple(found.values())


def rounded(value: float) -> float:
    """The value with three significant digits.

    >>> rounded(1234.5), rounded(0.045678), rounded(0.0)
    (1230.0, 0.0457, 0.0)
    """
    if not value:
        return 0.0
    return round(value, _DIGITS - 1 - floor(log10(abs(value))))
