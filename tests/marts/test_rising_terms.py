"""Terms of posts, and settings of what rises."""

import pytest

from gcrm.core.frames import small
from gcrm.core.testing import plain
from gcrm.marts.rising_terms import Settings, terms


def test_terms_are_words_pairs_and_triples_in_any_script(spark):
    frame = small(spark, "t string, h array<string>", [("ไปมา 서울에서 빵", []), ("", ["glow"]), ("a b c", [])])
    found = [sorted(one) for (one,) in plain(frame.select(terms(frame.t, frame.h).alias("x")), "x")]
    assert sorted(found) == [[], ["#glow"], ["ไปมา", "ไปมา 서울에서", "서울에서"]]


@pytest.mark.parametrize("wrong", [{"alpha": 0.7}, {"weeks": 0}, {"min_ratio": 1.0}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        Settings(**wrong)


def test_a_term_of_few_accounts_cannot_be_asked_for():
    with pytest.raises(ValueError, match="10 or more"):
        Settings(accounts=9)
