"""Days of stores, and the calendar that follows from them."""

from datetime import date, timedelta
from decimal import Decimal

from gcrm.core.testing import plain, rows
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse import dates, store_days
from gcrm.warehouse.store_days import STORE_DAYS


def line(number=1, day="2018-01-03", **given):
    usual = {"state": "settled", "member_id": "m1", "store_id": "s1", "business_date": day, "amount": 10}
    return {"transaction_id": "t1", "line": number, **usual, **given}


def build(spark, *lines):
    return store_days.build(rows(spark, TRANSACTIONS, *lines))


def test_a_day_counts_lines_baskets_and_members_and_tells_their_money_from_all(spark):
    built = build(spark, line(1), line(2), line(1, transaction_id="t2", member_id=None, amount="0.50"))
    assert plain(built, *STORE_DAYS.columns) == [
        ("s1", date(2018, 1, 3), 3, 2, 1, Decimal("20.50"), Decimal("20.00")),
    ]


def test_lines_without_a_store_add_up_under_unknown(spark):
    built = build(spark, line(store_id=None), line(store_id="s2"), line(state="cancelled"))
    assert plain(built, "store_id", "amount") == [("s2", Decimal("10.00")), ("unknown", Decimal("10.00"))]


def test_a_day_is_recomputed_whole_so_that_a_line_can_leave_the_unknown_store():
    assert STORE_DAYS.load.by == ("business_date",)


def test_the_calendar_has_no_gaps_and_knows_weeks_and_weekends(spark):
    sold = rows(spark, STORE_DAYS, {"business_date": "2017-12-30"}, {"business_date": "2018-01-02"})
    assert plain(dates.build(sold), "date", "year", "month", "iso_year", "iso_week", "weekday", "is_weekend") == [
        (date(2017, 12, 30), 2017, date(2017, 12, 1), 2017, 52, 6, True),
        (date(2017, 12, 31), 2017, date(2017, 12, 1), 2017, 52, 7, True),
        (date(2018, 1, 1), 2018, date(2018, 1, 1), 2018, 1, 1, False),
        (date(2018, 1, 2), 2018, date(2018, 1, 1), 2018, 1, 2, False),
    ]


def test_iso_weeks_are_those_of_the_standard_library(spark):
    sold = rows(spark, STORE_DAYS, {"business_date": "2014-12-20"}, {"business_date": "2021-01-10"})
    built = plain(dates.build(sold), "date", "iso_year", "iso_week", "weekday")
    assert len(built) == (date(2021, 1, 10) - date(2014, 12, 20)) // timedelta(days=1) + 1
    assert [row[1:] for row in sorted(built)] == [tuple(row[0].isocalendar()) for row in sorted(built)]


def test_before_the_first_sale_there_is_no_calendar(spark):
    assert dates.build(rows(spark, STORE_DAYS)).count() == 0
