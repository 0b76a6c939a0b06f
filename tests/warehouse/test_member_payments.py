"""Everything a member paid, by method."""

from gcrm.core.testing import rows, same
from gcrm.silver.payments import PAYMENTS
from gcrm.warehouse import member_payments


def totals(spark, *payments):
    return member_payments.build(rows(spark, PAYMENTS, *payments))


def test_payments_of_known_members_are_counted_by_method(spark):
    built = totals(
        spark,
        {"transaction_id": "t1", "member_id": "m1", "method": "credit_card", "instalments": 10},
        {"transaction_id": "t2", "member_id": "m1", "method": "bank_slip", "instalments": 1},
        {"transaction_id": "t3", "member_id": None, "method": "cash"},
    )
    same(built, [(2, 1, 1, 0)], "n_payments", "n_payments_credit_card", "n_payments_bank_slip", "n_payments_cash")
    same(built, [(5.5,)], "mean_instalments")


def test_each_member_has_a_row(spark):
    built = totals(spark, {"member_id": "m1", "method": "cash"}, {"member_id": "m2", "method": "other"})
    same(built, [("m1", 1, 0), ("m2", 0, 1)], "member_id", "n_payments_cash", "n_payments_other")


def test_nothing_delivered_gives_nothing(spark):
    assert totals(spark).count() == 0
