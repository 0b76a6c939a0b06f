"""Classes of areas in two nested levels, as the output area classification of the United Kingdom makes them.

Percentages, inverse hyperbolic sine, range 0 to 1, k-means with many restarts, and again inside each class. Source:
Gale, Singleton, Bates and Longley 2016, Creating the 2011 area classification for output areas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gcrm.stats import kmeans
from gcrm.stats.checks import FloatArray, finite
from gcrm.stats.clustering import Score, choose_k
from gcrm.stats.kmeans import Labels

_ITERATIONS = 100


@dataclass(frozen=True)
class Recipe:
    """`ks`: numbers of classes that are tried. `restarts`: starts per number, of which the best is kept. `bootstraps`:
    fits per number that tell how stable it is. `sample`: areas by which the number is chosen, at most. `min_share`,
    `min_stability`: what a number must have to be chosen."""

    ks: tuple[int, ...]
    restarts: int = 20
    bootstraps: int = 20
    sample: int = 2_000
    min_share: float = 0.01
    min_stability: float = 0.8


@dataclass(frozen=True, eq=False)
class Classes:
    """`labels` (n,) of 0 to k - 1 by falling size, `centres` (k, f), how stable they are, and why so many."""

    labels: Labels
    centres: FloatArray
    stability: float | None
    reason: str


def prepared(values: FloatArray) -> FloatArray:
    """Percentages (n, f) on the scale that is clustered: asinh, then 0 to 1 between least and greatest.

    A figure that is not known (NaN) is taken for the median, one that is the same everywhere for 0.

    >>> prepared(np.array([[0.0], [100.0], [np.nan]])).round(2).tolist()
    [[0.0], [1.0], [0.87]]
    """
    known = np.where(np.isnan(values), np.nanmedian(values, axis=0), values)
    curved = np.arcsinh(finite("values", known, 2))
    low, high = curved.min(axis=0), curved.max(axis=0)
    scaled: FloatArray = (curved - low) / np.where(high > low, high - low, 1.0)
    return scaled


def distinct(points: FloatArray, most: float = 0.9) -> list[int]:
    """The columns that vary, and say something that none before them does: by absolute correlation.

    >>> distinct(np.array([[0.0, 0.0, 1.0], [0.5, 0.5, 1.0], [1.0, 1.0, 1.0]]))
    [0]
    """
    kept: list[int] = []
    for i in range(points.shape[1]):
        column = points[:, i]
        if column.std() and all(abs(np.corrcoef(column, points[:, j])[0, 1]) <= most for j in kept):
            kept.append(i)
    return kept


def classes(points: FloatArray, recipe: Recipe) -> Classes:
    """Prepared points (n, f) in the stable number of classes of highest silhouette; in one where none is stable.

    The number is chosen on a bounded sample, drawn by a seed; the classes are then fitted on all points.
    """
    n = len(points)
    drawn = points[np.random.default_rng(1).permutation(n)[: recipe.sample]] if n > recipe.sample else points
    scores, fits = list[Score](), dict[int, FloatArray]()
    for k in recipe.ks:
        found = kmeans.fit(drawn, k, range(1, recipe.restarts + 1), _ITERATIONS) if len(drawn) >= 2 * k else None
        if found is None:
            continue
        labels = kmeans.nearest(drawn, found.centres)
        stable = kmeans.stability(drawn, found.centres, recipe.bootstraps, _ITERATIONS)
        least = float(np.bincount(labels, minlength=k).min() / len(drawn))
        fits[k] = found.centres
        scores.append(Score(k, kmeans.silhouette(drawn, labels), stable, least))
    if not scores:
        return _one(points, f"{n} areas are too few, or too alike, for classes.")
    choice = choose_k(scores, recipe.min_share, recipe.min_stability)
    if choice.k == 1:
        return _one(points, choice.reason)
    whole = kmeans.fit(points, choice.k, [1], _ITERATIONS, fits[choice.k])
    stability = next(score.stability for score in scores if score.k == choice.k)
    return Classes(*_by_size(points, whole.centres if whole else fits[choice.k]), stability, choice.reason)


def _one(points: FloatArray, reason: str) -> Classes:
    mean: Sequence[float] = points.mean(axis=0) if len(points) else []
    return Classes(np.zeros(len(points), dtype=np.intp), np.atleast_2d(np.asarray(mean)), None, reason)


def _by_size(points: FloatArray, centres: FloatArray) -> tuple[Labels, FloatArray]:
    sizes = np.bincount(kmeans.nearest(points, centres), minlength=len(centres))
    ordered = centres[np.lexsort((centres[:, 0], -sizes))]
    return kmeans.nearest(points, ordered), ordered
