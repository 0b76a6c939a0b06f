"""Roads between neighbouring areas, and how long it takes from everywhere to everywhere."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from gcrm.simulate.country.shapes import FloatArray, IntArray

DETOUR = 1.2  # km by road over km as the crow flies, as in dense networks (Barthelemy 2011)
SPEEDS = {"highway": 70.0, "street": 30.0}  # km/h


def roads(centres: FloatArray, edges: IntArray, district: IntArray) -> pd.DataFrame:
    """origin and destination (positions), class, km, minutes: one road per pair of `edges` (m, 2).

    `centres` (n, 2) in km. Highways are those on the shortest ways between the middles of districts that touch.
    """
    km = DETOUR * np.hypot(*(centres[edges[:, 0]] - centres[edges[:, 1]]).T)
    fast = _highways(centres, edges, district, km)
    names = np.where(fast, "highway", "street")
    minutes = 60 * km / np.where(fast, SPEEDS["highway"], SPEEDS["street"])
    ends = {"origin": edges[:, 0], "destination": edges[:, 1]}
    return pd.DataFrame({**ends, "class": names, "km": km, "minutes": minutes})


def travel_minutes(n: int, found: pd.DataFrame, at_home: float) -> FloatArray:
    """Minutes (n, n) of the shortest ways along the roads (Dijkstra 1959); `at_home` on the diagonal."""
    edges = found[["origin", "destination"]].to_numpy()
    minutes: FloatArray = dijkstra(_graph(n, edges, found["minutes"].to_numpy()), directed=False)
    # The same way there and back, added up in another order, differs in the last digit.
    minutes = np.minimum(minutes, minutes.T)
    np.fill_diagonal(minutes, at_home)
    return minutes


def _highways(centres: FloatArray, edges: IntArray, district: IntArray, km: FloatArray) -> np.ndarray:
    """Which of the edges (m,) are on the shortest way between the middles of two districts that touch."""
    n, middles = len(centres), _middles(centres, district)
    before = dijkstra(_graph(n, edges, km), directed=False, indices=middles, return_predecessors=True)[1]
    pairs = np.unique(np.sort(district[edges], axis=1), axis=0)
    used = set[tuple[int, int]]()
    for a, b in pairs[pairs[:, 0] != pairs[:, 1]].tolist():
        at = int(middles[b])
        while at != middles[a]:
            previous = int(before[a, at])
            used.add((min(at, previous), max(at, previous)))
            at = previous
    return np.array([(i, j) in used for i, j in edges.tolist()], dtype=bool)


def _middles(centres: FloatArray, district: IntArray) -> IntArray:
    """The leaf of each district that is nearest to the mean of its leaves."""
    found = []
    for code in range(int(district.max()) + 1):
        inside = np.flatnonzero(district == code)
        found.append(inside[np.hypot(*(centres[inside] - centres[inside].mean(axis=0)).T).argmin()])
    return np.array(found, dtype=np.intp)


def _graph(n: int, edges: IntArray, weights: FloatArray) -> csr_array:
    return csr_array(coo_array((weights, (edges[:, 0], edges[:, 1])), shape=(n, n)))
