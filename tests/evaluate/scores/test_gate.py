"""The score of the gate: what is withheld, what an attack finds, and what it costs."""

import pytest

from gcrm.evaluate.scores.gate import Area, told


def test_what_is_withheld_and_found_is_counted():
    towns = [Area("a", "town", "s", 3, None), Area("b", "town", "s", 12, 10), Area("c", "town", "s", 0, None)]
    state = Area("s", "state", None, 15, 10, 1.0, 1.3)
    withheld, found, cost = told([*towns, state])
    assert (withheld.value, withheld.n) == (pytest.approx(1 / 3), 3)
    assert withheld.says == "33.33% of 3 areas with members, in which 10.00% live"
    # The state has 39 at most, the shown town 10 at least: the withheld one has 29 at most, known to within 15.
    assert (found.value, found.verdict()) == (0.0, "passes")
    assert cost.value == pytest.approx(0.3)


def test_a_count_that_a_sum_gives_away_fails():
    towns = [Area("a", "town", "s", 3, None), *(Area(name, "town", "s", 12, 10) for name in "bcd")]
    found = told([*towns, Area("s", "state", None, 39, 10)])[1]
    assert (found.value, found.verdict()) == (1.0, "fails")
    assert found.says == "1 of 1 counts are known to within ten by all that is published"


def test_where_nothing_is_shown_nothing_is_compared():
    cost = told([Area("a", "town", None, 3, None)])[2]
    assert (cost.value, cost.says) == (None, "no area is shown")
