"""Rows of portraits, from sums and counts."""

import pytest

from gcrm.marts.portrait_rows import Count, Settings, told_apart, traits

SUMS = [{"segment": 1, "n_members": 100}, {"segment": 2, "n_members": 100}]


def test_a_trait_of_what_is_bought_is_of_all_members():
    counts = [Count("category", "tea", "category_group: drinks", segment, n) for segment, n in ((1, 60), (2, 20))]
    first, second = traits(counts, SUMS, Settings())
    assert (first["value"], first["base"], first["index"], first["says"]) == (0.6, 0.4, 150.0, "more often buys tea")
    assert (second["value"], second["says"]) == (0.2, "seldom buys tea")
    assert first["within"] == "category_group: drinks"
    assert first["separation"] == pytest.approx(told_apart(0.6, 0.4))


def test_what_everybody_or_nobody_has_is_left_out_and_the_commonest_kept():
    every = [Count("partner", "B1", None, segment, 100) for segment in (1, 2)]
    some = [Count("partner", f"B{i}", None, 1, i) for i in (2, 3, 4)]
    assert {row["feature"] for row in traits([*every, *some], SUMS, Settings(kinds=3))} == {
        "partner: B3",
        "partner: B4",
    }


def test_settings_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match=r"^words of n_visits must be two"):
        Settings(words={"n_visits": ("often",)})
    with pytest.raises(ValueError, match=r"^least must be above 1"):
        Settings(least=1.0)
