"""Attackers who compute: all that is shown of cells, of every level and release, as one system of linear inequalities.

They know the classes, the tree of cells and who was shown when, and take what did not change to be of the same members.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.optimize import linprog

from gcrm.publish.classes import bounds
from gcrm.publish.gate import Cell, Released

Interval = tuple[float, float]


def reachable(
    cells: Sequence[Cell],
    releases: Sequence[Mapping[str, Released]],
    totals: Iterable[tuple[Sequence[str], Interval]] = (),
) -> dict[str, Interval]:
    """The least and the greatest count of every cell of `cells` by linear programming. Unknowns are the counts; every
    cell that has parts among them is their sum; `totals`: sums of cells that are known to lie in an interval."""
    keys = [cell.key for cell in cells]
    at = {key: i for i, key in enumerate(keys)}
    children: dict[str, list[str]] = {}
    for cell in cells:
        parent = next((above for above in cell.within if above in at), None)
        if parent is not None:
            children.setdefault(parent, []).append(cell.key)
    sums = []
    for parent, parts in children.items():
        row = np.zeros(len(keys))
        row[at[parent]] = -1
        row[[at[part] for part in parts]] = 1
        sums.append(row)
    limits: dict[str, Interval] = dict.fromkeys(keys, (0.0, math.inf))
    for release in releases:
        for key, one in release.items():
            if key in at and one.n is not None:
                low, high = bounds(one.n)
                limits[key] = max(limits[key][0], low), min(limits[key][1], high)
    above, right = [], []
    for parts, (low, high) in totals:
        row = np.zeros(len(keys))
        row[[at[part] for part in parts]] = 1
        above += [row, -row]
        right += [high, -low]
    return {key: _range(at[key], len(keys), sums, [limits[k] for k in keys], above, right) for key in keys}


def _range(
    i: int, n: int, sums: list[np.ndarray], limits: list[Interval], above: list[np.ndarray], right: list[float]
) -> Interval:
    ends = []
    for sign in (1, -1):
        wanted = np.zeros(n)
        wanted[i] = sign
        found = linprog(
            wanted,
            A_ub=np.array(above) if above else None,
            b_ub=right or None,
            A_eq=np.array(sums) if sums else None,
            b_eq=np.zeros(len(sums)) if sums else None,
            bounds=[(low, None if high == math.inf else high) for low, high in limits],
        )
        assert found.status in (0, 3), found.message
        ends.append(math.inf if found.status == 3 else abs(found.fun))
    return ends[0], ends[1]


def pinned(cells: Sequence[Cell], found: Mapping[str, Interval]) -> list[str]:
    """The cells whose count is known to within ten."""
    return [cell.key for cell in cells if found[cell.key][1] - found[cell.key][0] <= 20]
