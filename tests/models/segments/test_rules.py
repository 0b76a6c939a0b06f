"""Rules that tell who is in a segment, counted over all members."""

from datetime import date
from math import inf

import pytest

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import plain, rows
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments import rules
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.models.segments.rules import RULES, Settings, said
from gcrm.stats.tree import Condition

AS_OF = date(2018, 9, 1)


@pytest.fixture(scope="module")
def made(members, scored, chosen):
    return rules.build(members, scored, chosen, Settings(), AS_OF).cache()


def test_crowds_that_nobody_could_mistake_have_a_sure_rule_each(made):
    found = made.collect()
    assert {row.segment for row in found if row.confidence == 1.0} == {1, 2, 3}
    assert sum(row.n_members for row in found) == 180
    assert sum(row.support for row in found) == pytest.approx(1.0)
    assert sum(row.n_members * row.confidence for row in found) > 0.97 * 180
    for row in found:
        assert row.confidence_low < row.confidence <= row.confidence_high
        assert row.lift == pytest.approx(3.0 * row.confidence)


def test_a_rule_says_what_it_asks(made):
    row = made.orderBy("rule").first()
    leaf = [Condition(i, one.above or -inf, one.most or inf) for i, one in enumerate(row.conditions)]
    assert row.rule == " and ".join(said(one.feature, c) for one, c in zip(row.conditions, leaf, strict=True))


def test_without_segments_there_are_no_rules(spark):
    frames = (rows(spark, table) for table in (MEMBER_FEATURES, SEGMENT_MEMBERS, CHOICES))
    assert rules.build(*frames, Settings(), AS_OF).count() == 0


def test_the_table_meets_its_contract(made):
    assert good(judged(match_columns(made, RULES), RULES)).count() == len(plain(made, "rule")) > 0


def test_settings_that_make_no_rule_are_refused():
    with pytest.raises(ValueError, match="depth and sample must be 1 or more"):
        Settings(depth=0)
