"""A run's days are read from the table that tells them, once; a day is past where a later one was delivered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.core.running.visits import VISITS, World

from gcrm.core.errors import UsageError
from gcrm.core.running.business_days import BusinessDays
from gcrm.core.running.days import Asked
from gcrm.core.running.records import Run

FIRST, LAST = date(2018, 1, 5), date(2018, 2, 9)


def asked(*days):
    run = Run("one", "test", datetime(2018, 3, 1), Asked(days))
    return BusinessDays(run, VISITS, "day", [])


def test_days_are_those_delivered_and_a_clock_years_ahead_makes_none(lake):
    World(lake).deliver(("m1", FIRST), ("m1", LAST), ("m2", datetime.now(UTC).date() + timedelta(days=400)))
    found = asked()
    assert (found.delivered(), found.latest()) == (None, None), "nobody has asked yet"
    assert found.of(lake) == (LAST,)
    there = found.delivered()
    assert (there.first, there.latest, found.latest()) == (FIRST, LAST, LAST)
    assert (found.is_past(FIRST), found.is_past(LAST)) == (True, False)
    assert found.rows_late(lake, [VISITS], LAST, list) is None
    assert asked(FIRST).of(lake) == (FIRST,)
    with pytest.raises(UsageError, match=r"--date 2018-01-04 lies before 2018-01-05, the first day in silver\.visits"):
        asked(date(2018, 1, 4)).of(lake)


def test_a_table_that_is_not_there_tells_no_day(lake):
    assert asked(FIRST).of(lake) == (FIRST,)
    with pytest.raises(UsageError, match=r"silver\.visits has no day up to now"):
        asked().of(lake)
