"""Precision and recall of planted deviators."""

from gcrm.core.frames import small
from gcrm.evaluate.scores.deviators import compared

KINDS = "is_found boolean, is_odd boolean"


def test_precision_is_of_those_reported_and_recall_of_those_planted(spark):
    people = [(True, True)] * 12 + [(None, True)] * 8 + [(True, False)] * 4 + [(None, False)] * 100
    precision, recall = compared(small(spark, KINDS, people))
    assert (precision.value, precision.n, recall.value, recall.n) == (0.75, 16, 0.6, 20)
    assert recall.says == "60.00%: 12 of 20 planted were reported"


def test_where_none_was_planted_it_is_said(spark):
    (measure,) = compared(small(spark, KINDS, [(True, False), (None, False)]))
    assert (measure.value, measure.verdict()) == (None, "")
    assert measure.says == "none was planted (lifestyles.deviators is 0); 1 reported"
