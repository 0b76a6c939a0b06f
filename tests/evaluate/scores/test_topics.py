"""Topics against the true ones: by language, weighed by posts."""

import pytest

from gcrm.evaluate.scores.topics import compared


def test_agreement_is_of_each_language_and_of_all_by_their_posts():
    same = {(1, "price"): 30, (2, "place"): 30}
    chance = {(n, topic): 10 for n in (1, 2) for topic in ("price", "place")}
    [measure] = compared({"en": same, "ko": chance})
    assert measure.value == pytest.approx((60 * 1 + 40 * 0) / 100, abs=0.02)
    assert "en 1.00, ko -0.0" in measure.says
    assert measure.verdict() == "", "it is reported, and has no bound"


def test_where_no_language_has_topics_it_is_said():
    [measure] = compared({})
    assert (measure.value, measure.says) == (None, "no language has topics yet")
