"""Figures of areas carried across a reform: split, merged and moved areas, totals kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats.checks import FloatArray, InvalidInputError, finite, refuse, same_length

_TOLERANCE = 1e-6


def require_whole(old: Sequence[str], new: Sequence[str], share: ArrayLike) -> None:
    """Raises `InvalidInputError` unless the shares of every old area are 0 to 1, add up to 1 and name each new area
    once.

    >>> require_whole(["a", "a", "b"], ["c", "d", "d"], [0.4, 0.6, 1.0])
    >>> require_whole(["a", "a"], ["c", "d"], [0.4, 0.5])
    Traceback (most recent call last):
    gcrm.stats.checks.InvalidInputError: shares of area a add up to 0.9: 1 would work.
    """
    part = finite("share", share)
    same_length(old=np.asarray(old, dtype=object), new=np.asarray(new, dtype=object), share=part)
    refuse("share", (part < 0) | (part > 1), "is not a share", "0 to 1 would work")
    pairs = [*zip(old, new, strict=True)]
    if len(set(pairs)) < len(pairs):
        twice = next(pair for pair in pairs if pairs.count(pair) > 1)
        raise InvalidInputError(f"area {twice[0]} leads to {twice[1]} twice: one row would work.")
    sums = dict.fromkeys(old, 0.0)
    for area, value in zip(old, part, strict=True):
        sums[area] += float(value)
    for area, value in sums.items():
        if abs(value - 1) > _TOLERANCE:
            raise InvalidInputError(f"shares of area {area} add up to {value:.6g}: 1 would work.")


def carried(
    values: dict[str, float],
    old: Sequence[str],
    new: Sequence[str],
    share: ArrayLike,
    *,
    mean_by: dict[str, float] | None = None,
) -> dict[str, float]:
    """Figures of old areas by the areas of today; an area that the crosswalk does not name keeps its own.

    Counts and amounts are divided by the shares and added up. With `mean_by`, people of the old areas, the figures are
    means instead: a new area has the mean of its parts, by their people.

    >>> carried({"a": 10.0, "b": 30.0, "e": 1.0}, ["a", "b", "b"], ["c", "c", "d"], [1.0, 0.5, 0.5])
    {'c': 25.0, 'd': 15.0, 'e': 1.0}
    >>> carried({"a": 2.0, "b": 6.0}, ["a", "b"], ["c", "c"], [1.0, 1.0], mean_by={"a": 30.0, "b": 10.0})
    {'c': 3.0}
    """
    require_whole(old, new, share)
    weight = mean_by if mean_by is not None else dict.fromkeys(values, 1.0)
    moved = set(old)
    parts = [(a, b, float(s)) for a, b, s in zip(old, new, np.asarray(share, dtype=float), strict=True) if a in values]
    parts += [(area, area, 1.0) for area in values if area not in moved]
    sums: dict[str, float] = {}
    people: dict[str, float] = {}
    for before, after, part in parts:
        people[after] = people.get(after, 0.0) + part * weight[before]
        sums[after] = sums.get(after, 0.0) + part * weight[before] * values[before]
    if mean_by is None:
        return sums
    return {area: total / people[area] for area, total in sums.items() if people[area] > 0}


def matrix(old: Sequence[str], new: Sequence[str], share: ArrayLike) -> tuple[list[str], list[str], FloatArray]:
    """Old areas, new areas, and the shares between them as a matrix whose rows add up to 1.

    >>> matrix(["a", "a"], ["c", "d"], [0.25, 0.75])
    (['a'], ['c', 'd'], array([[0.25, 0.75]]))
    """
    require_whole(old, new, share)
    before, after = sorted(set(old)), sorted(set(new))
    table = np.zeros((len(before), len(after)))
    for area, other, part in zip(old, new, np.asarray(share, dtype=float), strict=True):
        table[before.index(area), after.index(other)] = part
    return before, after, table
