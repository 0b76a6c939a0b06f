"""Members who fit no segment, and what makes them odd."""

from dataclasses import replace
from datetime import date

import pytest
from tests.models.segments.crowds import SETTINGS, crowd

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows, same
from gcrm.features.members import MEMBER_FEATURES
from gcrm.marts import deviations
from gcrm.marts.deviations import DEVIATIONS, Settings
from gcrm.models.segments import choices
from gcrm.models.segments import members as scores
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.members import SEGMENT_MEMBERS

AS_OF = date(2018, 9, 1)
QUICK = replace(SETTINGS, k_min=3, k_max=3, seeds=1, bootstraps=1)
RESELLERS = [
    {"member_id": f"odd-{i}", "recency_days": 0, "n_visits": 900 + i, "amount_per_visit": 30.0} for i in range(4)
]


@pytest.fixture(scope="module")
def made(spark):
    usual, odd = rows(spark, MEMBER_FEATURES, *crowd(180)), rows(spark, MEMBER_FEATURES, *RESELLERS)
    fitted = choices.build(usual, rows(spark, CHOICES), QUICK, AS_OF).cache()
    every = usual.unionByName(odd).cache()
    return deviations.build(
        every, scores.build(every, fitted), fitted, Settings(group=4, least_visits=1), AS_OF
    ).cache()


def test_the_planted_are_found_and_nobody_else(made):
    same(made, [(one["member_id"],) for one in RESELLERS], "member_id")


def test_the_strongest_reason_comes_first_in_words_and_in_its_own_unit(made):
    row = made.filter("member_id = 'odd-0'").first()
    assert (row.reasons[0].feature, row.reasons[0].value) == ("n_visits", 900.0)
    assert row.reasons[0].usual == pytest.approx(40, rel=0.15)
    assert row.says.startswith("many visits (900 where 4")
    assert row.pattern.startswith("many visits")
    assert row.mahalanobis > row.limit > 3


def test_those_who_are_alike_are_a_group_being_born(made):
    same(made.select("n_alike", "is_new_group").distinct(), [(4, True)])


def test_the_odd_do_not_move_the_radius_and_who_came_seldom_is_left_out(spark):
    usual = [{"member_id": f"m{i}", "segment": 1, "distance": float(i % 100)} for i in range(400)]
    odd = [{"member_id": f"o{i}", "segment": 1, "distance": 900.0} for i in range(40)]
    one, other = (deviations.radii(rows(spark, SEGMENT_MEMBERS, *given))[1] for given in (usual, [*usual, *odd]))
    assert one == pytest.approx(other, rel=0.2)
    seldom = [{**one, "n_visits": 7} for one in RESELLERS]
    frame = rows(spark, MEMBER_FEATURES, *crowd(180), *seldom)
    fitted = choices.build(frame, rows(spark, CHOICES), QUICK, AS_OF)
    found = deviations.build(frame, scores.build(frame, fitted), fitted, Settings(), AS_OF)
    assert found.filter("member_id LIKE 'odd%'").count() == 0


def test_without_segments_nobody_deviates(spark):
    members = rows(spark, MEMBER_FEATURES)
    none = choices.build(members, rows(spark, CHOICES), QUICK, AS_OF)
    assert deviations.build(members, scores.build(members, none), none, Settings(), AS_OF).count() == 0


def test_the_table_meets_its_contract(made):
    assert good(judged(match_columns(made, DEVIATIONS), DEVIATIONS)).count() == made.count() > 0


def test_limits_that_find_all_or_nobody_are_refused():
    with pytest.raises(ValueError, match=r"within must lie between 0\.5 and 1"):
        Settings(within=1.0)
