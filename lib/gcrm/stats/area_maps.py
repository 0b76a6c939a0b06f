"""Who is whose neighbour: the precision of what areas share with those next to them, an intrinsic autoregression.

Sources: Besag, York and Mollie 1991; Sorbye and Rue 2014 (scaling); Freni-Sterrantino et al. 2018 (parts, islands).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gcrm.stats.checks import FloatArray, refuse

EXACT = 1500  # areas up to which variances come from the whole inverse
SEED = 20240229  # of the draws from which they come beyond it


@dataclass(frozen=True, eq=False)
class Map:
    """n areas and who is whose neighbour: `precision` (n, n) sparse and scaled; `parts` (k, n) sums over each
    connected part of two areas or more; an area without neighbours stands alone, with variance 1."""

    n: int
    precision: Any
    parts: FloatArray
    rank: int

    @property
    def n_alone(self) -> int:
        return int(self.n - self.parts.sum())


def area_map(n: int, edges: ArrayLike) -> Map:
    """The map of `n` areas with `edges` (m, 2), pairs of neighbours; scaled by the mean variance of a unit ICAR.

    Raises `InvalidInputError` for a pair that names no area. Source: Sorbye and Rue 2014 (scaling).

    >>> area_map(4, [[0, 1], [1, 2]]).n_alone
    1
    """
    from scipy.sparse import coo_array, csgraph, diags_array

    pairs = np.asarray(edges, dtype=np.intp).reshape(-1, 2)
    outside = np.asarray(((pairs < 0) | (pairs >= n)).any(axis=1))
    refuse("edges", outside, "names no area", f"0 to {n - 1} would work")
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    ones = np.ones(2 * len(pairs))
    both = np.vstack([pairs, pairs[:, ::-1]])
    adjacent = coo_array((ones, (both[:, 0], both[:, 1])), shape=(n, n)).tocsc()
    degree: FloatArray = np.asarray(adjacent.sum(axis=0), dtype=np.float64).ravel()
    k, label = csgraph.connected_components(adjacent, directed=False)
    large = [part for part in range(k) if (label == part).sum() > 1] if k < n else []
    sums = np.array([(label == part).astype(float) for part in large]).reshape(len(large), n)
    alone = degree == 0
    laplacian = (diags_array(degree) - adjacent).tocsc()
    scale = _mean_variance(laplacian, alone, sums) if large else 1.0
    precision = (laplacian * scale + diags_array(alone.astype(float))).tocsc()
    return Map(n, precision, sums, n - len(large))


def _mean_variance(laplacian: Any, alone: NDArray[np.bool_], parts: FloatArray) -> float:
    """The mean variance of an unscaled ICAR over the areas with neighbours."""
    from scipy.sparse import diags_array
    from scipy.sparse.linalg import splu

    n = len(alone)
    small = 1e-7 * float(laplacian.diagonal().mean())
    lu = splu(
        (laplacian + diags_array(alone + small)).tocsc(),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
    count = parts.sum(axis=1, keepdims=True)

    def centred(z: FloatArray) -> FloatArray:
        return np.where(alone[:, None], 0.0, z - parts.T @ (parts @ z / count))

    if n <= EXACT:
        return float(np.trace(centred(lu.solve(centred(np.eye(n))))) / (n - alone.sum()))
    z = centred(np.random.default_rng(SEED).choice([-1.0, 1.0], size=(n, 32)))
    return float((z * centred(lu.solve(z))).sum() / 32 / (n - alone.sum()))
