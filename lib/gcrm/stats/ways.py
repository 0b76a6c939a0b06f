"""Shortest ways along a network of roads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

_AT_ONCE = 1_000_000  # ways in memory: starts by places


def along_roads(
    roads: Iterable[tuple[str, str, float]], wanted: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], float]:
    """Minutes of the shortest way for each pair that is wanted and joined by roads; none from a place to itself.

    `roads`: where a stretch begins and ends, and its minutes, there and back alike; of two stretches between the same
    places the shorter counts. `wanted`: start to the ends whose ways are asked for. Source: Dijkstra 1959.

    >>> along_roads([("a", "b", 5.0), ("b", "c", 7.0), ("a", "c", 20.0), ("a", "b", 9.0)], {"a": ["c", "b", "z"]})
    {('a', 'c'): 12.0, ('a', 'b'): 5.0}
    """
    # Here, because `gcrm check` imports every model and has no use for scipy.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    shortest: dict[tuple[str, str], float] = {}
    for one, other, minutes in roads:
        ends = (one, other) if one < other else (other, one)
        if one != other:
            shortest[ends] = min(minutes, shortest.get(ends, minutes))
    places = {name: i for i, name in enumerate(sorted({end for ends in shortest for end in ends}))}
    at = np.array([[places[a], places[b]] for a, b in shortest], dtype=np.intp).reshape(-1, 2)
    graph = csr_array((np.array([*shortest.values()]), (at[:, 0], at[:, 1])), shape=(len(places), len(places)))
    starts = [start for start in wanted if start in places]
    some = max(1, _AT_ONCE // max(1, len(places)))
    found: dict[tuple[str, str], float] = {}
    for first in range(0, len(starts), some):
        these = starts[first : first + some]
        minutes_from = dijkstra(graph, directed=False, indices=[places[start] for start in these])
        for start, ways in zip(these, minutes_from, strict=True):
            for end in wanted[start]:
                if end in places and end != start and np.isfinite(ways[places[end]]):
                    found[start, end] = float(ways[places[end]])
    return found
