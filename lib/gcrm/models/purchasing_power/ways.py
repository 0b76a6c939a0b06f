"""How far a store is from an area: by a published time, along the roads, foretold from the distance, or the distance.

A time that somebody has measured comes first; then the shortest way along the roads. Where there is neither, the time
is foretold from the distance by those pairs that have one, and where hardly any has, the way is the distance.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from gcrm.stats.checks import FloatArray
from gcrm.stats.ways import along_roads

PUBLISHED, BY_ROAD, FORETOLD, DISTANCE = "travel time", "time by road", "foretold time", "distance"
MEASURED = (PUBLISHED, BY_ROAD)  # the better one first
_TOLD = 3  # times that it takes to foretell others
Ends = tuple[str, str | None]


def ways(
    ends: Sequence[Ends], km: FloatArray, published: Mapping[Ends, float], roads: Iterable[tuple[str, str, float]]
) -> list[tuple[float, str]]:
    """The way of each pair and what it is.

    `ends`: the areas where each pair begins and ends, None for a store in no known area. `km`: the straight way (n,).
    `published`: minutes of pairs of areas. `roads`: where a stretch begins and ends, and its minutes.
    """
    wanted: dict[str, list[str]] = {}
    for start, end in ends:
        if end is not None and (start, end) not in published:
            # From stores, which are fewer than areas; a road takes as long there as back.
            wanted.setdefault(end, []).append(start)
    driven = along_roads(roads, wanted) if wanted else {}
    told = [_told(pair, published, driven) for pair in ends]
    known = np.array([one is not None for one in told], dtype=bool)
    if known.sum() < _TOLD:
        return [(float(one), DISTANCE) for one in km]
    others = foretold(km[known], np.array([one[0] for one in told if one]), km)
    return [one or (float(way), FORETOLD) for one, way in zip(told, others, strict=True)]


def _told(
    pair: Ends, published: Mapping[Ends, float], driven: Mapping[tuple[str, str], float]
) -> tuple[float, str] | None:
    start, end = pair
    if pair in published:
        return published[pair], PUBLISHED
    by_road = driven.get((end, start)) if end is not None else None
    return None if by_road is None else (by_road, BY_ROAD)


def foretold(known: FloatArray, way: FloatArray, km: FloatArray) -> FloatArray:
    """Ways (m,) of the distances `km` (m,), as the ways (n,) of the `known` distances (n,) go with these.

    >>> foretold(np.array([1.0, 10.0]), np.array([2.0, 20.0]), np.array([5.0])).round(6)
    array([10.])
    """
    intercept, slope = _line_of_logs(known, way)
    made: FloatArray = np.exp(intercept + slope * np.log(km))
    return made


def _line_of_logs(km: FloatArray, way: FloatArray) -> tuple[float, float]:
    """Intercept and slope of the logarithm of the way on that of the distance; of one distance, in proportion.

    >>> [round(value, 6) for value in _line_of_logs(np.array([1.0, 10.0]), np.array([2.0, 20.0]))]
    [0.693147, 1.0]
    """
    x, y = np.log(km), np.log(way)
    if np.ptp(x) < 1e-9:
        return float((y - x).mean()), 1.0
    slope = float(np.cov(x, y, bias=True)[0, 1] / x.var())
    return float(y.mean() - slope * x.mean()), slope
