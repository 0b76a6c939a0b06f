"""Trends that were found, held against those that were planted."""

from datetime import date

from gcrm.evaluate.scores.trends import compared

PLANTED = {
    "sea salt": (date(2025, 3, 10), False),
    "paper boats": (date(2025, 6, 2), False),
    "glow": (date(2025, 8, 4), True),
}


def scored(*found):
    return {one.name: one for one in compared(found, PLANTED)}


def test_in_time_marked_and_nothing_else():
    found = scored(
        ("sea salt", date(2025, 3, 31), "organic"),
        ("paper boats", date(2025, 5, 5), "organic"),
        ("glow", date(2025, 8, 4), "bought"),
    )
    assert [one.verdict() for one in found.values()] == ["passes"] * 3
    assert found["planted trends"].says.endswith("(weeks: paper boats -4.0, sea salt +3.0)")


def test_late_unmarked_and_strange_ones_fail():
    found = scored(
        ("sea salt", date(2025, 4, 7), "organic"),
        ("glow", date(2025, 8, 4), "organic"),
        ("weekend", date(2025, 8, 4), "organic"),
        ("bread", date(2025, 8, 4), "organic"),
    )
    assert [one.verdict() for one in found.values()] == ["fails"] * 3
    assert found["other trends"].says == "2 terms: bread, weekend"
