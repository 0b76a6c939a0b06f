"""What is known of a member's home on a date."""

from datetime import date

import pytest

from gcrm.core.testing import plain, rows
from gcrm.features import profiles
from gcrm.warehouse.member_history import MEMBER_HISTORY


@pytest.mark.parametrize(
    ("as_of", "known"),
    [
        (date(2018, 2, 27), []),
        (date(2018, 2, 28), [("m1", date(2018, 2, 28), "a")]),
        (date(2018, 3, 4), [("m1", date(2018, 3, 4), "b")]),
    ],
)
def test_the_place_is_that_of_the_day(spark, as_of, known):
    history = [
        {"member_id": "m1", "valid_from": "2018-02-28", "valid_to": "2018-03-03", "area_id": "a"},
        {"member_id": "m1", "valid_from": "2018-03-04", "valid_to": None, "area_id": "b"},
    ]
    built = profiles.build(rows(spark, MEMBER_HISTORY, *history), as_of)
    assert plain(built, "member_id", "as_of", "area_id") == known
