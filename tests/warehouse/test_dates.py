"""The calendar that follows from the days on which something was sold."""

from datetime import date, timedelta

from gcrm.core.testing import plain, rows, same
from gcrm.warehouse import dates
from gcrm.warehouse.store_days import STORE_DAYS


def test_the_calendar_has_no_gaps_and_knows_weeks_and_weekends(spark):
    sold = rows(spark, STORE_DAYS, {"business_date": "2017-12-30"}, {"business_date": "2018-01-02"})
    same(
        dates.build(sold),
        [
            (date(2017, 12, 30), 2017, date(2017, 12, 1), 2017, 52, 6, True),
            (date(2017, 12, 31), 2017, date(2017, 12, 1), 2017, 52, 7, True),
            (date(2018, 1, 1), 2018, date(2018, 1, 1), 2018, 1, 1, False),
            (date(2018, 1, 2), 2018, date(2018, 1, 1), 2018, 1, 2, False),
        ],
        "date",
        "year",
        "month",
        "iso_year",
        "iso_week",
        "weekday",
        "is_weekend",
    )


def test_iso_weeks_are_those_of_the_standard_library(spark):
    sold = rows(spark, STORE_DAYS, {"business_date": "2014-12-20"}, {"business_date": "2021-01-10"})
    built = plain(dates.build(sold), "date", "iso_year", "iso_week", "weekday")
    assert len(built) == (date(2021, 1, 10) - date(2014, 12, 20)) // timedelta(days=1) + 1
    assert [row[1:] for row in sorted(built)] == [tuple(row[0].isocalendar()) for row in sorted(built)]


def test_before_the_first_sale_there_is_no_calendar(spark):
    assert dates.build(rows(spark, STORE_DAYS)).count() == 0
