"""Monthly cells: what counts, what does not, and that groups can be recomputed one by one."""

from decimal import Decimal

import pytest
from pyspark.testing import assertDataFrameEqual

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows, same
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse import member_months
from gcrm.warehouse.member_months import MEMBER_MONTHS


def line(number=1, day=3, hour=10, **given):
    """A settled line of one unit for 10.00, sold on a day of January 2018."""
    at = {"business_date": f"2018-01-{day:02d}", "month": "2018-01-01", "sold_at": f"2018-01-{day:02d} {hour:02d}:30"}
    usual = {"state": "settled", "member_id": "m1", "partner_id": "p1", "category": "toys", "amount": 10, "quantity": 1}
    return {"transaction_id": f"t{day}", "line": number, **at, **usual, **given}


def cells(spark, *lines):
    return member_months.build(rows(spark, TRANSACTIONS, *lines))


def test_a_cell_holds_sums_extremes_days_and_dayparts(spark):
    built = cells(
        spark,
        line(1, day=3, hour=5, amount="10.10", quantity="1.5", discount=1),
        line(2, day=3, hour=6, amount="0.05"),
        line(1, day=31, hour=23, amount="20.00"),
    )
    assertDataFrameEqual(
        built,
        rows(
            spark,
            MEMBER_MONTHS,
            {
                "member_id": "m1", "month": "2018-01-01", "partner_id": "p1", "category": "toys",
                "n_lines": 3, "n_baskets": 2, "quantity": "3.500", "amount": "30.15", "discount": "1.00",
                "days": 1 << 2 | 1 << 30, "smallest_line": "0.05", "largest_line": "20.00",
                "n_lines_night": 1, "n_lines_morning": 1, "n_lines_afternoon": 0, "n_lines_evening": 1,
            },
        ),
    )  # fmt: skip


def test_anonymous_and_unsettled_lines_are_no_members_purchases(spark):
    lines = [line(member_id=None), line(state="open"), line(state="cancelled")]
    assert cells(spark, *lines).count() == 0


def test_a_basket_over_several_cells_counts_once(spark):
    built = cells(spark, line(1, category="toys"), line(2, category="food"), line(3, category="food"))
    same(built, [("food", 2, 0, 4), ("toys", 1, 1, 4)], "category", "n_lines", "n_baskets", "days")


def test_a_basket_is_opened_by_its_first_bought_line_whatever_its_number(spark):
    refund = line(1, category="food", amount=-1, quantity=-1)
    kept = [line(number, category=category) for number, category in ((7, "toys"), (4, "food"), (9, "toys"))]
    other = line(2, transaction_id="u", category="toys")
    built = cells(spark, refund, *kept, other)
    same(built, [("food", 1), ("toys", 1)], "category", "n_baskets")


def test_a_day_without_a_time_is_no_night(spark):
    day = line(1) | {"sold_at": "2018-01-03 00:00:00"}
    built = cells(spark, day, line(2, hour=10))
    parts = ("n_lines", "n_lines_night", "n_lines_morning", "n_lines_afternoon", "n_lines_evening")
    same(built, [(2, 0, 1, 0, 0)], *parts)
    assert good(judged(match_columns(built, MEMBER_MONTHS), MEMBER_MONTHS)).count() == 1


def test_a_return_lowers_the_amount_but_is_no_visit_and_no_basket(spark):
    back = line(1, day=9, transaction_id="r", amount=-10, quantity=-1)
    built = cells(spark, line(day=3), back)
    same(
        built,
        [(2, 1, Decimal("0.000"), Decimal("0.00"), 4, Decimal("-10.00"))],
        "n_lines",
        "n_baskets",
        "quantity",
        "amount",
        "days",
        "smallest_line",
    )


def test_what_is_not_told_is_unknown_and_a_discount_never_told_stays_null(spark):
    built = cells(spark, line(category=None))
    same(built, [("p1", "unknown", None)], "partner_id", "category", "discount")


def test_cents_do_not_drift(spark):
    lines = [line(number, amount="0.10") for number in range(1, 1001)]
    same(cells(spark, *lines), [(Decimal("100.00"),)], "amount")


@pytest.mark.parametrize("member", ["m1", "m2"])
def test_a_group_alone_gives_what_it_gives_among_others(spark, member):
    lines = rows(
        spark, TRANSACTIONS, line(), line(2, category="food"), line(member_id="m2"), line(day=8, member_id="m2")
    )
    alone = member_months.build(lines.filter(lines.member_id == member))
    together = member_months.build(lines)
    assertDataFrameEqual(alone, together.filter(together.member_id == member))


def test_every_cell_meets_its_contract(spark):
    built = match_columns(cells(spark, line(), line(day=9, category=None)), MEMBER_MONTHS)
    assert good(judged(built, MEMBER_MONTHS)).count() == built.count() == 2
