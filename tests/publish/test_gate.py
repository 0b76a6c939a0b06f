"""No cell of fewer than ten members is shown, nor can be worked out from what is."""

import random

import pytest
from pyspark.sql import SparkSession
from scipy.optimize import linprog

from gcrm.core.frames import small
from gcrm.core.testing import same
from gcrm.publish.gate import Cell, Settings, decide, passing


def test_nine_are_withheld_and_ten_are_shown() -> None:
    assert passing([Cell("nine", 9), Cell("also nine", 9), Cell("ten", 10)]) == {"ten"}


def test_the_one_small_cell_takes_the_smallest_large_one_with_it() -> None:
    assert passing([Cell("3", 3), Cell("12", 12), Cell("40", 40), Cell("41", 41)]) == {"40", "41"}


def test_small_cells_that_sum_to_ten_need_no_other() -> None:
    assert passing([Cell("a", 4), Cell("b", 6), Cell("c", 10)]) == {"c"}


def test_an_empty_cell_looks_like_a_small_one_but_takes_none_with_it() -> None:
    assert passing([Cell("none", 0), Cell("c", 10), Cell("d", 11)]) == {"c", "d"}


def test_a_raised_threshold_counts_for_both_steps() -> None:
    assert passing([Cell("12", 12), Cell("25", 25), Cell("40", 40)], at_least=20) == {"40"}


def test_a_small_state_hides_another_and_one_of_its_towns() -> None:
    """Q (3) is total less P (30) when P is shown, or when all of P's towns are."""
    states = [Cell("P", 30, "state"), Cell("Q", 3, "state"), Cell("R", 50, "state")]
    towns = [
        Cell("P1", 14, "town", "P"),
        Cell("P2", 16, "town", "P"),
        Cell("Q1", 3, "town", "Q"),
        Cell("R1", 50, "town", "R"),
    ]
    assert passing([*states, *towns]) == {"R", "R1", "P2"}


def test_a_circle_of_parents_is_never_shown() -> None:
    assert passing([Cell("a", 50, "x", "b"), Cell("b", 50, "x", "a"), Cell("c", 50, "x")]) == {"c"}


@pytest.mark.parametrize("seed", range(60))
def test_an_attacker_with_every_total_cannot_bound_a_small_cell_below_ten(seed: int) -> None:
    """Linear programming over all counts that agree with what is shown, as in Hundepool et al. 2012, section 4.4."""
    cells = _made_up_country(random.Random(seed))
    shown = passing(cells)
    towns = [cell for cell in cells if cell.level == "town"]
    known = [cell for cell in cells if cell.key in shown]
    facts = [_parts(cell, towns) for cell in known]
    sums = [cell.n for cell in known]
    total = sum(town.n for town in towns)
    if total >= 10:
        facts, sums = [*facts, [1] * len(towns)], [*sums, total]
    for cell in cells:
        if 0 < cell.n < 10:
            assert cell.key not in shown
            target = [-part for part in _parts(cell, towns)]
            solved = linprog(target, A_eq=facts or None, b_eq=sums or None, bounds=(0, 10_000))
            assert -solved.fun >= 10, f"{cell} is at most {-solved.fun}"


def _made_up_country(dice: random.Random) -> list[Cell]:
    cells: list[Cell] = []
    for state in range(dice.randint(1, 5)):
        sizes = [dice.choice([0, 0, 1, 2, 3, 5, 9, 10, 11, 12, 30]) for _ in range(dice.randint(1, 5))]
        cells.append(Cell(f"s{state}", sum(sizes), "state"))
        cells += [Cell(f"s{state}t{i}", n, "town", f"s{state}") for i, n in enumerate(sizes)]
    return cells


def _parts(cell: Cell, towns: list[Cell]) -> list[int]:
    return [int(cell.key in (town.key, town.parent)) for town in towns]


def test_decide_marks_rows_by_cell_and_withholds_what_it_does_not_know(spark: SparkSession) -> None:
    rows = [("a", 3), ("b", 12), ("c", 40), ("c", 40), ("unknown", None), (None, 99)]
    frame = small(spark, "area string, n bigint", rows)
    decided = decide(frame, "area", "n", 10)
    wanted = [("a", True), ("b", True), ("c", False), ("c", False), ("unknown", True), (None, True)]
    same(decided, wanted, "area", "withheld")


def test_the_threshold_can_be_raised_but_not_lowered() -> None:
    assert Settings(min_members=25).min_members == 25
    with pytest.raises(ValueError, match="min_members is 9; 10 or more works"):
        Settings(min_members=9)
