"""Which cells pass, what is shown of them, and when that may change; by constructed cells."""

from dataclasses import replace

import pytest

from gcrm.core.testing import members
from gcrm.publish.gate import Cell, Released, Settings, decide, merged, passing

SETTINGS = Settings()


def cell(key: str, n: int, each: float = 100.0, first: int = 0, **given: object) -> Cell:
    m = members(n, each, first)
    sums = (m[name] for name in ("amount", "squares", "largest", "total", "total_squares"))
    made = Cell(key, n, (), "", *sums, tuple(m["who"]), tuple(m["what"]))
    return replace(made, **given)  # type: ignore[arg-type]


def dominated(key: str, n: int, largest: float, other: float) -> Cell:
    squares = largest**2 + (n - 1) * other**2
    return cell(key, n, amount=largest + (n - 1) * other, squares=squares, largest=largest)


def test_nine_are_withheld_and_ten_are_shown() -> None:
    assert passing([Cell("nine", 9), Cell("also nine", 9), Cell("ten", 10)]) == {"ten"}


def test_the_one_small_cell_takes_the_smallest_large_one_with_it() -> None:
    assert passing([Cell("3", 3), Cell("12", 12), Cell("140", 140), Cell("141", 141)]) == {"140", "141"}


def test_an_empty_cell_looks_like_a_small_one_but_takes_none_with_it() -> None:
    assert passing([Cell("none", 0), Cell("c", 50), Cell("d", 51)]) == {"c", "d"}


def test_a_raised_threshold_counts_for_both_steps() -> None:
    assert passing([Cell("12", 12), Cell("25", 25), Cell("400", 400)], at_least=20) == {"400"}


def test_a_circle_of_parents_is_never_shown() -> None:
    circle = [Cell("a", 50, ("b",)), Cell("b", 50, ("a",)), Cell("c", 50)]
    assert passing(circle) == {"c"}


@pytest.mark.parametrize(
    ("largest", "other", "shown"),
    [(95.0, 5 / 9, False), (50.0, 5.0, True), (100.0, 100 / 9, True), (100.0, 25 / 9, False)],
)
def test_who_has_most_of_the_money_withholds_the_cell(largest: float, other: float, shown: bool) -> None:
    """What all but the two largest of ten have must be 20% of the largest or more (p%-rule)."""
    decided = decide([dominated("a", 10, largest, other), cell("b", 60), cell("c", 70)], {}, SETTINGS)
    assert decided["a"].withheld is not shown


def test_counts_are_shown_in_classes_and_figures_in_the_digits_of_their_error() -> None:
    shown = decide([cell("a", 52), cell("b", 120)], {}, SETTINGS, "mean")["a"]
    # 52 members add 100 and 200 in turn: the mean is 150, the variance 2549, the error by the least of the class 8.
    assert (shown.n, shown.value, shown.error, shown.spread) == (40, 150.0, 8.0, 2500.0)
    total = decide([cell("a", 52), cell("b", 120)], {}, SETTINGS, "total")["a"]
    assert (total.value, total.error) == (8000.0, 2000.0)


def test_nothing_is_said_of_members_who_are_all_alike() -> None:
    same = cell("a", 52, sum=5200.0, sum_squares=520000.0)
    alike = cell("a", 52, amount=5200.0, squares=538000.0)  # a coefficient of variation of 0.19
    for one in (same, alike):
        shown = decide([one, cell("b", 120)], {}, SETTINGS, "mean")["a"]
        assert (shown.n, shown.value) == (40, None)


def test_what_is_shown_stays_until_ten_members_changed() -> None:
    was = decide([cell("a", 38), cell("b", 120)], {}, SETTINGS, "mean")
    few = decide([cell("a", 47), cell("b", 120)], was, SETTINGS, "mean")
    assert few == was
    many = decide([cell("a", 48), cell("b", 120)], was, SETTINGS, "mean")
    assert (was["a"].n, many["a"].n) == (10, 40)


def test_a_figure_follows_when_ten_members_add_something_else_and_the_count_stays() -> None:
    was = decide([cell("a", 38), cell("b", 120)], {}, SETTINGS, "mean")
    now = decide([cell("a", 39, 203.0), cell("b", 120)], was, SETTINGS, "mean")["a"]
    assert (now.n, now.who) == (was["a"].n, was["a"].who)
    assert was["a"].value == pytest.approx(150, abs=10)
    assert now.value == pytest.approx(203 * 1.5, abs=20)


def test_a_cell_that_shrinks_or_grows_by_one_keeps_its_state() -> None:
    ten = [cell("a", 10), cell("b", 120), cell("c", 130)]
    nine = [cell("a", 9), cell("b", 120), cell("c", 130)]
    shown, hidden = (decide(one, {}, SETTINGS) for one in (ten, nine))
    assert (shown["a"].n, hidden["a"].n) == (10, None)
    assert decide(nine, shown, SETTINGS) == shown
    assert decide(ten, hidden, SETTINGS) == hidden
    assert decide([cell("a", 19), cell("b", 120), cell("c", 130)], hidden, SETTINGS)["a"].n == 10


def test_a_state_is_withheld_where_its_towns_were_published_once() -> None:
    """All towns but one were shown, and their sum all but fills the class of the state."""
    state = ("s",)
    towns = [cell(f"t{i}", 48, within=state) for i in range(2)] + [Cell("small", 3, state)]
    once = decide(towns, {}, SETTINGS)
    assert {key for key, one in once.items() if one.withheld} == {"small", "t0"}
    known = {f"t{i}": Released(40, within=state) for i in range(2)} | {"small": Released(within=state)}
    now = decide([cell("s", 99), cell("other", 300)], known, SETTINGS)
    assert now["s"].withheld
    assert not now["other"].withheld


def test_merged_cells_are_the_cell_of_all_members() -> None:
    whole = merged("all", [cell("a", 20), cell("b", 30, first=20)])
    assert (whole.n, whole.largest) == (50, 200.0)
    assert whole.amount == pytest.approx(50 * 150.0)
    assert whole.who == cell("c", 50).who


@pytest.mark.parametrize(
    ("given", "why"),
    [({"min_members": 9}, "min_members is 9; 10 or more works"), ({"dominance": 0.1}, "dominance is 0.1; 0.2 to 1")],
)
def test_the_gate_cannot_be_made_weaker(given: dict[str, float], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Settings(**given)  # type: ignore[arg-type]
