"""Points scored by what a clustering and its mixture found: the nearest centre, and how sure that is.

A point is scored to the last digit alike, whoever comes with it: what BLAS adds up in an order that may hang on the
number of points is given to it in blocks of one size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gcrm.stats.checks import FloatArray
from gcrm.stats.kmeans import squared_distances

_BLOCK = 2048  # points at once
Positions = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Scores:
    """Of each point (n,): position of the `nearest` centre, `distance` to it, the `share` of the point that is the
    component's of the same position, and the position of the `second` likeliest component, -1 where there is one."""

    nearest: Positions
    distance: FloatArray
    share: FloatArray
    second: Positions


@dataclass(frozen=True, eq=False)
class Scorer:
    """`centres` (k, f); of the mixture's components `constants` (k,), `means` (k, f) and `whites` (k, f, f), as of
    gcrm.stats.mixture. Without components shares are NaN."""

    centres: FloatArray
    constants: FloatArray
    means: FloatArray
    whites: FloatArray

    def of(self, points: FloatArray) -> Scores:
        """Scores of `points` (n, f); of equal centres the first is the nearest.

        >>> one = Scorer(np.array([[5.0], [0.0]]), np.zeros(2), np.array([[5.0], [0.0]]), np.ones((2, 1, 1)))
        >>> found = one.of(np.array([[1.0]]))
        >>> int(found.nearest[0]), float(found.distance[0]), int(found.second[0]), round(float(found.share[0]), 4)
        (1, 1.0, 0, 0.9994)
        """
        squares = squared_distances(points, self.centres)
        nearest, n = squares.argmin(axis=1), np.arange(len(points))
        distance = np.sqrt(squares[n, nearest])
        if not len(self.constants):
            return Scores(nearest, distance, np.full(len(points), np.nan), np.full(len(points), -1))
        logs = self._log_densities(points)
        own = logs[n, nearest][:, None]
        # Of a component that is unlike the point by more than a number can hold, the point has no share.
        with np.errstate(over="ignore"):
            share = 1 / np.exp(logs - own).sum(axis=1)
        logs[n, nearest] = -np.inf
        second = logs.argmax(axis=1) if logs.shape[1] > 1 else np.full(len(points), -1)
        return Scores(nearest, distance, share, second)

    def _log_densities(self, points: FloatArray) -> FloatArray:
        k, f = self.means.shape
        whites, moved = self.whites.reshape(k * f, f).T, np.einsum("kqp,kp->kq", self.whites, self.means)
        padded = np.zeros((-(-len(points) // _BLOCK) * _BLOCK, f))
        padded[: len(points)] = points
        logs: FloatArray = np.empty((len(padded), k))
        for i in range(0, len(padded), _BLOCK):
            white = (padded[i : i + _BLOCK] @ whites).reshape(_BLOCK, k, f) - moved
            logs[i : i + _BLOCK] = self.constants - np.einsum("nkq,nkq->nk", white, white) / 2
        return logs[: len(points)]
