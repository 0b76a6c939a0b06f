"""What opening or closing a store moves, by Huff's model: visits change stores, their number stays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats.checks import FloatArray, InvalidInputError, finite, same_length
from gcrm.stats.huff import probabilities


@dataclass(frozen=True)
class Moved:
    """Visits that the model expects in each store `before` and `after`, by store; absent where it is not there."""

    before: dict[str, float]
    after: dict[str, float]


def moved(
    reach: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike],
    visits: ArrayLike,
    powers: tuple[float, float],
    *,
    closed: str | None = None,
    opened: tuple[str, float, ArrayLike, ArrayLike] | None = None,
) -> Moved:
    """Visits of one partner's stores before and after a change.

    `reach`: origin, store, size and way (k,) of every area and store within its reach. `visits` (k,): from the origin
    to the store. `powers`: attraction and friction. `closed`: a store that closes. `opened`: id and size of a store
    that opens, the origins (m,) that it is in reach of and the ways (m,). Raises `InvalidInputError` for a store that
    there is not, or where an origin is left without a store. Source: Huff 1964.

    >>> made = moved(([0, 0], ["a", "b"], [1.0, 1.0], [1.0, 1.0]), [6, 4], (1.0, 2.0), closed="b")
    >>> made.before, made.after
    ({'a': 5.0, 'b': 5.0}, {'a': 10.0})
    """
    origin, store = np.asarray(reach[0]), np.asarray(reach[1], dtype=object)
    size, way, n = finite("size", reach[2]), finite("way", reach[3]), finite("visits", visits)
    same_length(origin=origin, store=store, size=size, way=way, visits=n)
    labels, at = np.unique(origin, return_inverse=True)
    total = np.bincount(at, weights=n, minlength=len(labels))
    before = _by_store(store, total[at] * probabilities(origin, size, way, *powers))
    kept = np.ones(len(store), dtype=bool)
    if closed is not None:
        kept = store != closed
        if kept.all():
            raise InvalidInputError(f"there is no store {closed}: one of {', '.join(sorted(before)[:5])} would work.")
        left = np.bincount(at[kept], minlength=len(labels))
        if (left == 0).any():
            raise InvalidInputError(f"without {closed} nothing is in reach of {labels[left == 0][0]}.")
    origin, store, size, way = origin[kept], store[kept], size[kept], way[kept]
    if opened is not None:
        name, floor, homes, ways = opened
        there = np.asarray(homes)
        origin, store = (
            np.concatenate([origin, there]),
            np.concatenate([store, np.full(len(there), name, dtype=object)]),
        )
        size, way = np.concatenate([size, np.full(len(there), floor)]), np.concatenate([way, finite("ways", ways)])
    at = np.searchsorted(labels, origin)
    return Moved(before, _by_store(store, total[at] * probabilities(origin, size, way, *powers)))


def _by_store(store: np.ndarray, expected: FloatArray) -> dict[str, float]:
    names, at = np.unique(store.astype(str), return_inverse=True)
    return dict(zip(names.tolist(), np.bincount(at, weights=expected).tolist(), strict=True))
