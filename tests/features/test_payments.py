"""How a member pays, as of a date."""

from datetime import date

from gcrm.core.testing import rows, same
from gcrm.features import payments
from gcrm.warehouse.member_payments import MEMBER_PAYMENTS

AS_OF = date(2018, 3, 1)


def test_shares_are_of_the_payments(spark):
    paid = {"member_id": "m1", "n_payments": 4, "n_payments_voucher": 1, "n_payments_credit_card": 3}
    built = payments.build(rows(spark, MEMBER_PAYMENTS, {**paid, "mean_instalments": 2.5}), AS_OF)
    wanted = ("member_id", "as_of", "voucher_share", "credit_card_share", "mean_instalments")
    same(built, [("m1", AS_OF, 0.25, 0.75, 2.5)], *wanted)
