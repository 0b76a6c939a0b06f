"""What a reader can work out of counts that add up: the least and the greatest that each cell can be.

Cells are nested, so every cell is the sum of those directly within it. Where each is known to lie in an interval, two
passes over the tree give exactly what linear programming would (the bounds of a laminar family of sums).
"""

import math
from collections.abc import Mapping

Bounds = tuple[float, float]
UNKNOWN: Bounds = (0.0, math.inf)


def worked_out(known: Mapping[str, Bounds], parents: Mapping[str, str | None]) -> dict[str, Bounds]:
    """The bounds of every cell by its own and those of all others; cells in a circle of parents are left out.

    What contradicts itself, such as a sum that was shown before its parts changed, tells nothing of the parts.

    >>> worked_out({"all": (100, 149), "a": (40, 99), "b": UNKNOWN}, {"all": None, "a": "all", "b": "all"})["b"]
    (1.0, 109.0)
    """
    children: dict[str, list[str]] = {}
    for key, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(key)
    order = [key for key, parent in parents.items() if parent is None]
    for key in order:
        order.extend(children.get(key, ()))
    found = {key: (float(known[key][0]), float(known[key][1])) for key in order}
    agree = set()
    for key in reversed(order):
        parts = [found[child] for child in children.get(key, ())]
        low, high = max(found[key][0], sum(p[0] for p in parts)), found[key][1]
        high = min(high, sum(p[1] for p in parts)) if parts else high
        if low <= high:
            found[key] = low, high
            agree.add(key)
    for key in order:
        if key in agree and key in children:
            found |= _parts(found[key], {child: found[child] for child in children[key]})
    return found


def _parts(whole: Bounds, parts: Mapping[str, Bounds]) -> dict[str, Bounds]:
    """Bounds of the parts of a sum, by those of the sum and of the other parts."""
    lows = sum(low for low, _ in parts.values())
    infinite = sum(high == math.inf for _, high in parts.values())
    highs = sum(high for _, high in parts.values() if high != math.inf)

    def others(high: float) -> float:
        if infinite - (high == math.inf):
            return math.inf
        return highs - (0 if high == math.inf else high)

    return {
        key: (max(low, whole[0] - others(high)), min(high, whole[1] - (lows - low)))
        for key, (low, high) in parts.items()
    }
