"""Every language has words for the same figures, and says them without figures that need a legend."""

import re

import pytest

from gcrm.features.members import MEMBER_FEATURES
from gcrm.features.topics import words_of
from gcrm.marts.words import LANGUAGES, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_words_for_what_the_others_have(language):
    own, english = words(language), words("en")
    for name in ("ratios", "done", "pairs", "traits", "parts"):
        assert list(getattr(own, name)) == list(getattr(english, name))
    assert all(len(pair) == 2 and all(pair) for pair in own.pairs.values())
    for name in own.done:
        for index in (10, 30, 50, 90, 120, 200, 300, 900):
            assert not re.search(r"[{}]|  ", own.figure(name, index))


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_names_of_segments_are_told_in_the_language(language):
    own = words(language)
    made = {word for low_and_high in words_of(MEMBER_FEATURES).values() for word in low_and_high}
    assert made | {"average", "all members"} == own.names.keys()
    assert len(set(own.names.values())) == len(own.names), "two segments never share a name"
    assert own.name("on weekdays, comes seldom (2)").endswith(f"{own.names['comes seldom']} (2)")


def test_a_figure_without_words_is_not_said():
    assert words("vi").figure("shoe_size", 200.0) is None


@pytest.mark.parametrize(
    ("name", "index", "said"),
    [
        ("n_visits", 210, "visits twice as often as others"),
        ("n_visits", 130, "visits more often than others"),
        ("amount", 130, "spends more than others"),
        ("amount", 5, "hardly spends"),
        ("amount", 500, "spends 5 times as much as others"),
        ("discount_share", 30, "few offers"),
    ],
)
def test_english_reads_like_a_person(name, index, said):
    assert words("en").figure(name, index) == said


def test_a_trait_is_told_by_its_kind():
    assert words("en").trait("age_band", "25-34", 40) == "seldom aged 25-34"
    assert words("en").trait("shoe size", "39", 40) is None
