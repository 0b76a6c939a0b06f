"""Which days a run is for: what was asked for, against what was delivered."""

from datetime import date

import pytest

from gcrm.core.errors import UsageError
from gcrm.core.running.days import Asked, Delivered, last_of_month, month_ends, resolved

FIRST, LATEST = date(2018, 1, 10), date(2018, 4, 20)
THERE = Delivered(FIRST, LATEST, "silver.transactions")
NONE = "silver.transactions has no day up to now"
NOTHING = Delivered(None, None, "silver.transactions")
JANUARY, FEBRUARY, MARCH = date(2018, 1, 31), date(2018, 2, 28), date(2018, 3, 31)


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        (Asked(), (LATEST,)),
        (Asked((MARCH, JANUARY, MARCH)), (JANUARY, MARCH)),
        (Asked((date(2018, 5, 1),)), (date(2018, 5, 1),)),
        (Asked(every="month-end"), (JANUARY, FEBRUARY, MARCH)),
        (Asked(every="month-end", since=date(2018, 2, 28)), (FEBRUARY, MARCH)),
        (Asked(every="month-end", since=date(2017, 1, 1)), (JANUARY, FEBRUARY, MARCH)),
        (Asked((LATEST,), "month-end", date(2018, 3, 1)), (MARCH, LATEST)),
    ],
)
def test_days_come_once_and_in_order(asked, days):
    assert resolved(asked, THERE) == days


@pytest.mark.parametrize(
    ("since", "days"),
    [(None, (JANUARY, MARCH, LATEST)), (FEBRUARY, (MARCH, LATEST)), (LATEST, (LATEST,))],
)
def test_days_that_tables_keep_come_beside_the_latest(since, days):
    later = date(2018, 5, 31)  # of a run that somebody gave a day to come
    assert resolved(Asked(every="kept", since=since), THERE, [MARCH, JANUARY, later]) == days


def test_a_latest_day_that_ends_its_month_counts():
    assert resolved(Asked(every="month-end"), Delivered(FIRST, MARCH, "x")) == (JANUARY, FEBRUARY, MARCH)


@pytest.mark.parametrize(
    ("asked", "there", "said"),
    [
        (
            Asked(),
            NOTHING,
            "silver.transactions has no day up to now, so there is no business date; give one with --date.",
        ),
        (
            Asked((MARCH, date(2018, 1, 9))),
            THERE,
            "--date 2018-01-09 lies before 2018-01-10, the first day in silver.transactions; give 2018-01-10 or later.",
        ),
        (
            Asked(every="month-end", since=date(2018, 4, 1)),
            THERE,
            "No month ends from 2018-04-01 to 2018-04-20, the latest day delivered; --date 2018-04-20 works, or "
            "--since with a day up to 2018-03-31.",
        ),
        (
            Asked(every="month-end"),
            NOTHING,
            f"{NONE}, so no month has ended; give a day with --date.",
        ),
    ],
)
def test_a_day_that_cannot_be_is_one_sentence_with_one_that_can(asked, there, said):
    with pytest.raises(UsageError) as refused:
        resolved(asked, there)
    assert str(refused.value) == said


def test_months_end_on_their_last_day():
    assert last_of_month(date(2024, 2, 1)) == date(2024, 2, 29)
    assert list(month_ends(date(2018, 2, 1), date(2018, 2, 27))) == []
    assert [end.month for end in month_ends(date(2017, 11, 30), date(2018, 1, 31))] == [11, 12, 1]
