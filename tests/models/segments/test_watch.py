"""What rings the alarm, and what is too little to."""

import pytest
from tests.models.segments.crowds import SETTINGS

from gcrm.models.segments.fit import of_row
from gcrm.models.segments.settings import Settings
from gcrm.models.segments.watch import SIZES, judged, watched

SPREAD = [100] * 10
LARGE = Settings(**{**vars(SETTINGS), "sample": 1000})


def test_the_same_members_ring_nothing(members, chosen):
    seen = watched(members, of_row(chosen.filter("is_chosen").first()), SETTINGS)
    assert (seen.n, seen.alarm, seen.unassigned_share) == (180, None, 0.0)
    assert seen.stability_index < 0.01


def test_nobody_is_not_watched(members, chosen):
    assert watched(members.limit(0), of_row(chosen.filter("is_chosen").first()), SETTINGS) is None


@pytest.mark.parametrize(
    ("n", "far", "now", "alarm"),
    [
        (1000, 5, [100] * 10, None),
        (1000, 5, [20] * 5 + [180] * 5, "n_visits moved: stability index 0.87, above 0.25"),
        (10, 0, [0] * 5 + [2] * 5, None),  # ten members may be so by chance
        (1000, 60, [100] * 10, "6.0% of members fit no segment, more than 3%"),
        (10, 1, [1] * 10, None),
    ],
)
def test_alarms_are_for_more_than_chance(n, far, now, alarm):
    assert judged(n, far, {SIZES: ([500, 500], [n // 2, n - n // 2]), "n_visits": (SPREAD, now)}, LARGE).alarm == alarm


def test_a_fit_of_few_members_is_made_anew_when_there_are_many():
    few = {SIZES: ([50, 50], [200, 200]), "n_visits": ([10] * 10, [40] * 10)}
    assert judged(400, 0, few, LARGE).alarm == "there are 400 members, and the fit was of 100"
    assert judged(400, 0, few, Settings(**{**vars(SETTINGS), "sample": 100})).alarm is None
