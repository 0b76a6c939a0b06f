"""Everything a member bought."""

import random
from datetime import date, timedelta
from decimal import Decimal

from pyspark.testing import assertDataFrameEqual

from gcrm.core.testing import rows, same
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse import member_months, member_purchases
from gcrm.warehouse.calendar import WEEKDAYS
from gcrm.warehouse.member_months import MEMBER_MONTHS


def totals(spark, months=()):
    return member_purchases.build(rows(spark, MEMBER_MONTHS, *months))


def cell(month="2018-01-01", days=1, **given):
    return {"member_id": "m1", "month": month, "days": days, "amount": 10, "n_lines_morning": 1, **given}


def test_days_of_several_cells_of_a_month_unite_and_months_add_up(spark):
    cells = [cell(days=0b11, category="a"), cell(days=0b110, category="b"), cell("2018-02-01", days=0b1)]
    built = totals(spark, cells)
    same(
        built,
        [(4, 2, date(2018, 1, 1), date(2018, 2, 1))],
        "n_visits",
        "n_months",
        "first_purchase_date",
        "last_purchase_date",
    )


def test_visits_by_weekday_are_those_of_the_calendar(spark):
    rng = random.Random(7)
    days = [date(2016, 1, 1) + timedelta(days=rng.randrange(800)) for _ in range(120)]
    lines = [
        {
            "transaction_id": str(i),
            "member_id": "m1",
            "state": "settled",
            "business_date": day,
            "month": day.replace(day=1),
        }
        for i, day in enumerate(days)
    ]
    cells = member_months.build(rows(spark, TRANSACTIONS, *lines))
    built = member_purchases.build(cells)
    visits = [sum(day.weekday() == i for day in set(days)) for i in range(7)]
    same(built, [tuple(visits)], *(f"n_visits_{name}" for name in WEEKDAYS))
    same(
        built,
        [(len(set(days)), min(days), max(days), 120)],
        "n_visits",
        "first_purchase_date",
        "last_purchase_date",
        "n_baskets",
    )


def test_money_extremes_and_breadth(spark):
    cells = [
        cell(partner_id="p1", category="a", largest_line="7.00", discount="0.50"),
        cell(partner_id="p1", category="b", largest_line="9.00"),
        cell("2018-02-01", partner_id="p2", category="a", amount="-3.25", days=0),
    ]
    built = totals(spark, cells)
    same(
        built,
        [(Decimal("16.75"), Decimal("0.50"), Decimal("9.00"), 2, 2, 3)],
        "amount",
        "discount",
        "largest_line",
        "n_categories",
        "n_partners",
        "n_lines_morning",
    )


def test_who_only_returned_has_no_visit(spark):
    built = totals(spark, [cell(days=0, amount=-3)])
    same(
        built,
        [("m1", 0, 0, Decimal("-3.00"), None, None)],
        "member_id",
        "n_visits",
        "n_months",
        "amount",
        "first_purchase_date",
        "discount",
    )


def test_nothing_delivered_gives_nothing(spark):
    assert totals(spark).count() == 0


def test_a_group_alone_gives_what_it_gives_among_others(spark):
    cells = [cell(), cell("2018-02-01"), cell(member_id="m2"), cell(member_id="m3", category="b")]
    together = totals(spark, cells)
    alone = totals(spark, [c for c in cells if c["member_id"] == "m2"])
    assertDataFrameEqual(alone, together.filter("member_id = 'm2'"))
