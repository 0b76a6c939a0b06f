"""Rules of rows against what was planted, counted."""

from collections import Counter

import pytest

from gcrm.evaluate.scores.rows import of_kind, overall

COUNTS = Counter(
    {
        ("zero", "quarantined", True): 8,
        ("zero", "quarantined", False): 2,
        ("zero", "superseded", True): 3,
        ("late", "kept", False): 5,
        ("late", "kept", True): 1,
        (None, None, True): 4,
    }
)


def test_recall_is_of_the_planted_and_precision_of_the_refused():
    recall, precision = overall(COUNTS)
    assert (recall.value, recall.n, recall.verdict()) == (0.8, 10, "fails")
    assert (precision.value, precision.n, precision.verdict()) == (0.5, 16, "fails")
    assert recall.says == "80.00%: 8 of 10 planted defects refused"


def test_where_nothing_was_planted_nothing_fails():
    assert [one.verdict() for one in overall(Counter())] == ["too few", "too few"]


@pytest.mark.parametrize(
    ("kind", "becomes", "value", "says"),
    [
        ("zero", "quarantined", 0.8, "10 planted, 8 refused; meant to be quarantined, 3 more corrected by a later"),
        ("late", "kept", 5 / 6, "6 planted, 1 refused; meant to be kept"),
        ("absurd", "quarantined", None, "0 planted, 0 refused; meant to be quarantined"),
    ],
)
def test_a_kind_is_right_where_it_became_what_it_was_meant_to(kind, becomes, value, says):
    measure = of_kind(COUNTS, kind, becomes)
    assert measure.value == value
    assert measure.says.startswith(says)
