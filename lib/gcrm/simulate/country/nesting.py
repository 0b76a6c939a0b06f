"""Areas grouped into districts, districts into provinces, provinces into regions, each of them in one piece."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import ClusterError, kmeans2
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gcrm.simulate.country.shapes import FloatArray, IntArray

_ATTEMPTS = 50


@dataclass(frozen=True)
class Nesting:
    """District, province and region (n,) of each leaf, from 0; each level is numbered in the order of the one above."""

    district: IntArray
    province: IntArray
    region: IntArray


def nested(points: FloatArray, edges: IntArray, sizes: tuple[int, int, int], rng: np.random.Generator) -> Nesting:
    """Groups leaves into `sizes` districts, provinces and regions.

    `points` (n, 2) in km are their centroids; `edges` (m, 2) are pairs that touch. Errors as `grouped`.
    """
    district = grouped(points, edges, sizes[0], rng)
    middles, borders = _means(points, district), _between(edges, district)
    province = grouped(middles, borders, sizes[1], rng)
    region = grouped(_means(middles, province), _between(borders, province), sizes[2], rng)
    by_region = np.argsort(region, kind="stable")
    region, province = region[by_region], np.argsort(by_region)[province]
    by_province = np.argsort(province, kind="stable")
    province, district = province[by_province], np.argsort(by_province)[district]
    return Nesting(district, province[district], region[province[district]])


def grouped(points: FloatArray, edges: IntArray, k: int, rng: np.random.Generator) -> IntArray:
    """Groups 0 to k - 1 (n,), none empty, each connected by `edges`, which must connect all points.

    K-means (Lloyd 1982; Arthur and Vassilvitskii 2007); then what lies apart from its group's largest piece joins the
    nearest group that it touches. Raises RuntimeError when k-means keeps leaving groups empty.
    """
    labels = _clusters(points, k, rng)
    centres, settled = _means(points, labels), _largest_pieces(labels, edges)
    both = np.vstack([edges, edges[:, ::-1]])
    while not settled.all():
        touching = both[~settled[both[:, 0]] & settled[both[:, 1]]]
        far = np.hypot(*(points[touching[:, 0]] - centres[labels[touching[:, 1]]]).T)
        stray, neighbour = touching[far.argmin()]
        labels[stray], settled[stray] = labels[neighbour], True
    return labels


def _clusters(points: FloatArray, k: int, rng: np.random.Generator) -> IntArray:
    for _ in range(_ATTEMPTS):
        try:
            return kmeans2(points, k, iter=50, minit="++", missing="raise", rng=rng)[1].astype(np.intp)
        except ClusterError:
            continue
    raise RuntimeError(f"{_ATTEMPTS} starts left one of {k} groups of {len(points)} empty; ask for fewer groups.")


def _largest_pieces(labels: IntArray, edges: IntArray) -> NDArray[np.bool_]:
    """Which points (n,) are in the largest connected piece of their group."""
    n, same = len(labels), edges[labels[edges[:, 0]] == labels[edges[:, 1]]]
    pieces = connected_components(coo_array((np.ones(len(same)), tuple(same.T)), shape=(n, n)), directed=False)[1]
    sizes = np.bincount(pieces)
    by_size = np.lexsort((pieces, -sizes[pieces], labels))
    first = by_size[np.unique(labels[by_size], return_index=True)[1]]
    return np.isin(pieces, pieces[first])


def _means(points: FloatArray, labels: IntArray) -> FloatArray:
    sums = [np.bincount(labels, weights=axis) for axis in points.T]
    means: FloatArray = np.column_stack(sums) / np.bincount(labels)[:, None]
    return means


def _between(edges: IntArray, labels: IntArray) -> IntArray:
    """Pairs (m, 2) of different groups that touch."""
    pairs = np.unique(np.sort(labels[edges], axis=1), axis=0)
    different: IntArray = pairs[pairs[:, 0] != pairs[:, 1]]
    return different
