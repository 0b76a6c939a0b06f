"""Dasymetric allocation: figures of coarse zones spread over the fine areas inside them, totals kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats.checks import FloatArray, finite, refuse, same_length


def allocate(totals: ArrayLike, zone: ArrayLike, floor_area: ArrayLike, rate: ArrayLike | float = 1.0) -> FloatArray:
    """The share of its zone's total that each of m areas gets: by floor area times people per m2 of its housing.

    `totals` (z,): figure of each zone. `zone` (m,): index of the area's zone in `totals`. `floor_area` (m,): homes in
    the area, m2; NaN where it is not known, which takes the mean of its zone. `rate`: people per m2 of the area's
    housing type. A zone of which no area has floor area is spread evenly. Source: Mennis 2003.

    >>> allocate([100.0, 9.0], [0, 0, 1, 1, 1], [300.0, 100.0, 0.0, 0.0, 0.0])
    array([75., 25.,  3.,  3.,  3.])
    """
    total, at = finite("totals", totals), np.asarray(zone, dtype=np.intp)
    area = np.array(floor_area, dtype=np.float64)
    people = np.broadcast_to(np.asarray(rate, dtype=np.float64), area.shape)
    same_length(zone=at, floor_area=area)
    refuse("totals", total < 0, "is negative", "0 or more would work")
    refuse("floor_area", area < 0, "is negative", "0 or more would work")
    refuse("rate", ~(np.isfinite(people) & (people >= 0)), "is negative or no number", "people per m2 would work")
    refuse("zone", (at < 0) | (at >= len(total)), "is no row of totals", f"0 to {len(total) - 1} would work")
    weight = area * people
    known = np.isfinite(weight)

    def of_zone(values: FloatArray) -> FloatArray:
        summed: FloatArray = np.bincount(at, weights=values, minlength=len(total)).astype(np.float64)
        return summed[at]

    told = of_zone(known.astype(float))
    mean = np.divide(of_zone(np.where(known, weight, 0.0)), told, out=np.zeros_like(weight), where=told > 0)
    filled = np.where(known, weight, mean)
    whole = of_zone(filled)
    even = 1 / of_zone(np.ones_like(filled))
    return total[at] * np.where(whole > 0, np.divide(filled, whole, out=even.copy(), where=whole > 0), even)
