"""Which areas are neighbours, from where they lie: Delaunay's triangulation of their centres."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gcrm.stats.checks import finite

Edges = NDArray[np.intp]
_FAR = 6.0  # times the median way between neighbours: across water, or along the edge of the country


def neighbours(longitude: ArrayLike, latitude: ArrayLike) -> Edges:
    """Pairs (m, 2) of areas whose centres are joined in the Delaunay triangulation, the far ones left out.

    Areas that share a border nearly always are; unlike borders it needs no clean boundaries. Degrees are taken as a
    plane, east-west ways shortened by latitude. Areas at one place are joined to each other. Two areas are neighbours;
    one has none. Raises `InvalidInputError` on NaN. Source: Delaunay 1934; Cressie 1993, section 6.1.

    >>> neighbours([0.0, 1.0, 0.0, 1.0, 9.0], [0.0, 0.0, 1.0, 1.1, 0.5]).tolist()
    [[0, 1], [0, 2], [1, 2], [1, 3], [2, 3]]
    """
    from scipy.spatial import Delaunay, QhullError

    lon, lat = finite("longitude", longitude), finite("latitude", latitude)
    points = np.column_stack([lon * np.cos(np.radians(lat.mean() if lat.size else 0.0)), lat])
    unique, at = np.unique(points, axis=0, return_inverse=True)
    try:
        corners = Delaunay(unique).simplices if len(unique) > 3 else np.empty((0, 3), dtype=np.intp)
    except QhullError:  # all on one line
        corners = np.empty((0, 3), dtype=np.intp)
    pairs = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]) if len(corners) else _chain(unique)
    near = _near(unique, np.unique(np.sort(pairs, axis=1), axis=0))
    return _spread(near, at)


def closest(origin: ArrayLike, target: ArrayLike, most: int) -> tuple[Edges, NDArray[np.float64]]:
    """The nearest of the points `target` (m, 2) to each of `origin` (n, 2), at `most` that many: their places in target
    and how far they are, both (n, k), nearest first. The work grows with n log m, not with n times m.

    >>> closest([[0.0, 0.0], [9.0, 0.0]], [[1.0, 0.0], [2.0, 0.0], [8.0, 0.0]], 2)
    (array([[0, 1],
           [2, 1]]), array([[1., 2.],
           [1., 7.]]))
    """
    from scipy.spatial import KDTree

    points = finite("target", target, ndim=2)
    k = min(most, len(points))
    far, at = KDTree(points).query(finite("origin", origin, ndim=2), k=np.arange(1, k + 1))
    return np.asarray(at, dtype=np.intp), np.asarray(far, dtype=np.float64)


def _chain(points: NDArray[np.float64]) -> Edges:
    """Each with the next in order: what few places, or places on a line, have for neighbours."""
    order = np.lexsort(points.T)
    return np.column_stack([order[:-1], order[1:]])


def _near(points: NDArray[np.float64], pairs: Edges) -> Edges:
    if not len(pairs):
        return pairs
    way = np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1)
    near: Edges = pairs[way <= _FAR * np.median(way)]
    return near


def _spread(pairs: Edges, at: NDArray[np.intp]) -> Edges:
    """Pairs of places as pairs of areas: the first at each place stands for it, and the others hang on that one."""
    first = np.unique(at, return_index=True)[1]
    others = np.flatnonzero(first[at] != np.arange(len(at)))
    hung = np.column_stack([first[at[others]], others])
    every = np.sort(np.vstack([first[pairs], hung]).astype(np.intp), axis=1)
    return every[np.lexsort((every[:, 1], every[:, 0]))]
