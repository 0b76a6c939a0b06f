"""Days of stores."""

from datetime import date
from decimal import Decimal

from gcrm.core.testing import rows, same
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse import store_days
from gcrm.warehouse.store_days import STORE_DAYS


def line(number=1, day="2018-01-03", **given):
    usual = {"state": "settled", "member_id": "m1", "store_id": "s1", "business_date": day, "amount": 10}
    return {"transaction_id": "t1", "line": number, **usual, **given}


def build(spark, *lines):
    return store_days.build(rows(spark, TRANSACTIONS, *lines))


def test_a_day_counts_lines_baskets_and_members_and_tells_their_money_from_all(spark):
    built = build(spark, line(1), line(2), line(1, transaction_id="t2", member_id=None, amount="0.50"))
    same(
        built,
        [
            ("s1", date(2018, 1, 3), 3, 2, 1, Decimal("20.50"), Decimal("20.00")),
        ],
        *STORE_DAYS.columns,
    )


def test_a_basket_counts_for_the_store_of_its_first_bought_line(spark):
    built = build(spark, line(1, amount=-1, store_id="s1"), line(2, store_id="s2"), line(3, store_id="s1"))
    same(built, [("s1", 0), ("s2", 1)], "store_id", "n_baskets")


def test_lines_without_a_store_add_up_under_unknown(spark):
    built = build(spark, line(store_id=None), line(store_id="s2"), line(state="cancelled"))
    same(built, [("s2", Decimal("10.00")), ("unknown", Decimal("10.00"))], "store_id", "amount")


def test_a_day_is_recomputed_whole_so_that_a_line_can_leave_the_unknown_store():
    assert STORE_DAYS.load.by == ("business_date",)
