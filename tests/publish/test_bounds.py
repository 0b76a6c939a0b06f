"""Bounds of nested sums are those of linear programming."""

import math
import random

import pytest

from gcrm.publish.bounds import UNKNOWN, worked_out
from gcrm.publish.classes import bounds, lowest
from gcrm.publish.gate import Cell, Released

from .attacks import reachable


@pytest.mark.parametrize("seed", range(12))
def test_two_passes_find_what_linear_programming_finds(seed: int) -> None:
    draw = random.Random(seed)
    towns = [Cell(f"t{i}", draw.randint(10, 300), (f"s{i % 3}", "top")) for i in range(9)]
    states = [Cell(f"s{j}", sum(t.n for t in towns if t.within[0] == f"s{j}"), ("top",)) for j in range(3)]
    cells = [*towns, *states, Cell("top", sum(s.n for s in states))]
    shown = {cell.key: Released(lowest(cell.n) if draw.random() < 0.7 else None) for cell in cells}
    wanted = reachable(cells, [shown])
    known = {key: UNKNOWN if one.n is None else bounds(one.n) for key, one in shown.items()}
    found = worked_out(known, {cell.key: cell.within[0] if cell.within else None for cell in cells})
    for key, (least, most) in wanted.items():
        assert found[key][0] == pytest.approx(least, abs=1e-6)
        assert found[key][1] == most or found[key][1] == pytest.approx(most, abs=1e-6)


def test_what_contradicts_itself_tells_nothing_of_the_parts() -> None:
    known = {"whole": (10, 39), "a": (40, 99), "b": UNKNOWN}
    assert worked_out(known, {"whole": None, "a": "whole", "b": "whole"}) == {
        "whole": (10, 39), "a": (40, 99), "b": (0, math.inf)
    }  # fmt: skip
