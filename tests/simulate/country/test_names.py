"""Names: none names two places, however it is written, and the listed spellings are needed."""

from collections import Counter
from itertools import chain

import numpy as np
import pytest

from gcrm.silver.place_names import _ACCENTS
from gcrm.simulate.country.names import SYLLABLES, fold, place_names

NAMES = place_names(np.random.default_rng(3), 3000)


def twice(names):
    counts = Counter(chain.from_iterable(name.folded() for name in names))
    return [form for form, n in counts.items() if n > 1]


def test_no_two_names_share_a_folded_form():
    assert twice(NAMES) == []


def test_the_check_finds_a_name_that_is_there_twice():
    assert twice([*NAMES[:5], NAMES[2]]) != []


@pytest.mark.parametrize("table", ["areas", "reformed"])
@pytest.mark.parametrize("level", ["region", "province", "district", "neighbourhood"])
def test_in_a_country_no_name_names_two_areas_of_a_level(country, table, level):
    areas = getattr(country, table)
    assert twice(areas.loc[areas["level"] == level, "names"]) == []


def test_taken_names_are_not_given_again():
    first = place_names(np.random.default_rng(4), 500)
    taken = set(chain.from_iterable(name.folded() for name in first))
    again = place_names(np.random.default_rng(4), 500, taken)
    assert taken.isdisjoint(chain.from_iterable(name.folded() for name in again))


def test_the_older_spelling_has_other_letters_and_the_capitals_have_the_same():
    for name in NAMES:
        official, older, capitals = name.spellings
        assert official == name.en
        assert fold(older) != fold(official) == fold(capitals)
        assert capitals == capitals.upper()
        assert "-" not in capitals


def test_each_language_is_written_in_its_script():
    assert all("가" <= letter <= "힣" for name in NAMES for letter in name.ko)
    assert all("\u0e00" <= letter <= "\u0e7f" for name in NAMES for letter in name.th)
    assert all(part[0].isupper() for name in NAMES for part in name.vi.split(" "))
    assert any(not name.pt.isascii() for name in NAMES)
    assert all(name.en.replace("-", "").isascii() for name in NAMES)


def test_there_are_sixty_syllables_and_none_is_written_as_another_in_its_language():
    assert len(SYLLABLES) >= 60
    for forms in zip(*SYLLABLES, strict=True):
        assert len(set(forms)) == len(forms)


def test_names_are_folded_as_places_are_matched():
    assert {letter: fold(letter) for letter in _ACCENTS} == _ACCENTS
