"""Payments: dated by month; unknown methods and impossible figures are refused."""

from pyspark.sql import SparkSession
from tests.silver.judge import reasons

from gcrm.core.testing import rows, same, with_source
from gcrm.silver import payments

PAID = {"sequence": 1, "paid_at": "2018-02-28 10:00:00", "method": "voucher", "instalments": 1, "amount": 10}


def test_the_rules_name_what_is_wrong(spark: SparkSession) -> None:
    raw = rows(
        spark,
        payments.RAW,
        PAID | {"transaction_id": "good"},
        PAID | {"transaction_id": "free", "amount": 0},
        PAID | {"transaction_id": "untold", "method": "not_defined"},
        PAID | {"transaction_id": "back", "amount": -1},
        PAID | {"transaction_id": "long", "instalments": 121},
        PAID | {"transaction_id": "undated", "paid_at": None},
    )
    built = payments.build(with_source(raw))
    same(built.filter("transaction_id = 'good'").select(built["month"].cast("string")), [("2018-02-01",)])
    assert reasons(built, payments.PAYMENTS, "transaction_id") == {
        "good": [],
        "free": [],
        "untold": ["method_is_known"],
        "back": ["amount_is_not_negative"],
        "long": ["instalments_are_plausible"],
        "undated": ["paid_at_is_given", "month_is_given"],
    }
