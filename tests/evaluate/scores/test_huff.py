"""Powers of size and way against the true ones, in standard errors."""

import pytest

from gcrm.evaluate.scores.huff import compared

TRUE = {"attraction": 1.0, "friction": 2.0}


def row(value, se, n=5000, note=None):
    return {"value": value, "se": se, "n_visits": n, "note": note}


def test_a_power_may_be_as_far_off_as_its_error_says():
    near, far = compared({"attraction": row(0.95, 0.03), "friction": row(2.2, 0.04)}, TRUE)
    assert (near.value, near.verdict()) == (pytest.approx(0.05 / 0.03), "passes")
    assert far.verdict() == "fails"
    assert far.says == "2.200 (0.040), truly 2: 5.0 standard errors off"


def test_few_visits_are_held_against_nothing_and_what_was_not_estimated_cannot_be_told():
    few, none = compared({"attraction": row(3.0, 0.1, n=90), "friction": row(2.0, None, note="not estimated")}, TRUE)
    assert (few.verdict(), none.verdict(), none.says) == ("too few", "unknown", "not estimated")
    assert [one.says for one in compared({}, TRUE)] == ["there is no store to choose"] * 2
