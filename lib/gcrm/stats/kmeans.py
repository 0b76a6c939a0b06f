"""K-means of a bounded sample, how well its clusters are apart, and whether other members would have given the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gcrm.stats.checks import FloatArray
from gcrm.stats.clustering import adjusted_rand_index

Labels = NDArray[np.intp]
_AT_ONCE = 5
_AS_GOOD = 1.01


@dataclass(frozen=True)
class Fit:
    """Centres (k, f) and the sum of squared distances of the points to the nearest of them."""

    centres: FloatArray
    sse: float


def fit(
    points: FloatArray, k: int, seeds: Sequence[int], max_iterations: int, standing: FloatArray | None = None
) -> Fit | None:
    """The lowest sum of squares of one k-means++ start per seed, or None where no start keeps k clusters.

    `points` is (n, f). `standing`: k centres that are in use, from which one more start is made; what they come to is
    kept unless a seed is better by one in a hundred, so that what did not change is not fitted into something else.
    Source: Lloyd 1982; Arthur and Vassilvitskii 2007 (k-means++).

    >>> found = fit(np.array([[0.0], [2.0], [10.0], [12.0]]), 2, [1], 10)
    >>> sorted(found.centres.ravel().tolist()), found.sse
    ([1.0, 11.0], 4.0)
    """
    if len(np.unique(points, axis=0)) < k:
        return None
    fits = [found for seed in seeds if (found := _started(points, k, seed, max_iterations))]
    best = min(fits, key=lambda found: found.sse, default=None)
    stays = None if standing is None else _from(points, standing, max_iterations)
    return stays if stays and (best is None or stays.sse <= _AS_GOOD * best.sse) else best


def _started(points: FloatArray, k: int, seed: int, max_iterations: int) -> Fit | None:
    # Here, because `gcrm check` imports every model and has no use for scipy.
    from scipy.cluster.vq import ClusterError, kmeans2

    done = min(_AT_ONCE, max_iterations)
    try:
        centres, _ = kmeans2(points, k, iter=done, minit="++", missing="raise", rng=seed)
    except ClusterError:
        return None
    return _from(points, centres, max_iterations - done)


def _from(points: FloatArray, centres: FloatArray, iterations: int) -> Fit | None:
    from scipy.cluster.vq import ClusterError, kmeans2

    done = 0
    try:
        # SciPy goes on to the last iteration, though nothing moves any more after a dozen.
        while done < iterations:
            more, before = min(_AT_ONCE, iterations - done), centres
            centres, _ = kmeans2(points, before, iter=more, minit="matrix", missing="raise")
            if np.array_equal(centres, before):
                break
            done += more
    except ClusterError:
        return None
    return Fit(centres, float(squared_distances(points, centres).min(axis=1).sum()))


def nearest(points: FloatArray, centres: FloatArray) -> Labels:
    """The index (n,) of each point's nearest centre; of equals the first."""
    labels: Labels = squared_distances(points, centres).argmin(axis=1)
    return labels


def radii(points: FloatArray, centres: FloatArray, share: float = 0.995) -> list[float]:
    """Per centre the distance (k,) within which that share of its points lies: beyond it is who fits no cluster.

    >>> radii(np.array([[0.0], [2.0], [10.0]]), np.array([[1.0], [10.0]]))
    [1.0, 0.0]
    """
    squares = squared_distances(points, centres)
    own = squares.argmin(axis=1)
    distances = np.sqrt(squares[np.arange(len(points)), own])
    mine = (distances[own == j] for j in range(len(centres)))
    return [float(np.quantile(one, share, method="higher")) if len(one) else 0.0 for one in mine]


def squared_distances(points: FloatArray, centres: FloatArray) -> FloatArray:
    """Of each point to each centre (n, k)."""
    apart = points[:, None, :] - centres[None, :, :]
    squares: FloatArray = np.einsum("nkf,nkf->nk", apart, apart)
    return squares


def silhouette(points: FloatArray, labels: Labels) -> float:
    """Mean silhouette by squared Euclidean distance; a point alone in its cluster counts 0.

    From each cluster's size, sum and sum of squares, so in time linear in the points. Source: Rousseeuw 1987.

    >>> silhouette(np.array([[0.0], [2.0], [10.0]]), np.array([0, 0, 1]))
    0.6325
    """
    _, own, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    member = np.eye(len(sizes))[own]
    squares = np.square(points).sum(axis=1)
    means = squares[:, None] + (member.T @ squares - 2 * points @ (member.T @ points).T) / sizes
    others = np.where(member == 1, np.inf, means).min(axis=1)
    within = means[np.arange(len(own)), own] * sizes[own] / np.maximum(sizes[own] - 1, 1)
    alone = sizes[own] == 1
    widest = np.maximum(np.maximum(within, others), np.finfo(float).tiny)
    return float(np.where(alone, 0.0, (others - within) / widest).mean())


def stability(points: FloatArray, centres: FloatArray, rounds: int, max_iterations: int) -> float:
    """Mean adjusted Rand index, over all points, of `centres` with as many centres fitted on each bootstrap sample.

    Round r draws each point Poisson(1) times by seed r; a sample that does not give so many clusters agrees by 0.
    Source: Hennig 2007 (bootstrap stability); Hanley and MacGibbon 2006 (Poisson bootstrap); Hubert and Arabie 1985.
    """
    k = len(centres)
    own = nearest(points, centres)
    scores = []
    for round_ in range(1, rounds + 1):
        drawn = np.repeat(points, np.random.default_rng(round_).poisson(1.0, len(points)), axis=0)
        again = fit(drawn, k, [round_], max_iterations)
        if again is None:
            scores.append(0.0)
            continue
        table = np.zeros((k, k), dtype=np.int64)
        np.add.at(table, (own, nearest(points, again.centres)), 1)
        scores.append(adjusted_rand_index(table))
    return float(np.mean(scores))
