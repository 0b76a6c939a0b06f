"""Basket lines: calendar columns, and lines that are no purchase."""

from pyspark.sql import SparkSession
from tests.silver.judge import reasons

from gcrm.core.testing import rows, same, with_source
from gcrm.silver import transactions

LINE = {"line": 1, "partner_id": "p", "state": "settled", "sold_at": "2018-12-31 23:59:59", "quantity": 1, "amount": 5}


def test_lines(spark: SparkSession) -> None:
    raw = rows(
        spark,
        transactions.RAW,
        LINE | {"transaction_id": "sale"},
        LINE | {"transaction_id": "return", "amount": -5, "quantity": -1},
        LINE | {"transaction_id": "free", "amount": 0},
        LINE | {"transaction_id": "none", "quantity": 0},
        LINE | {"transaction_id": "lost", "state": "lost"},
        LINE | {"transaction_id": "early", "sold_at": "1999-12-31 00:00:00"},
        LINE | {"transaction_id": "thai", "sold_at": "2567-01-15 10:00:00"},
        LINE | {"transaction_id": "dear", "amount": 10000000},
    )
    built = transactions.build(with_source(raw))
    days = built.filter("transaction_id = 'sale'").selectExpr("string(business_date)", "string(month)")
    same(days, [("2018-12-31", "2018-12-01")])
    assert reasons(built, transactions.TRANSACTIONS, "transaction_id") == {
        "sale": [],
        "return": [],
        "free": ["amount_is_not_zero"],
        "none": ["quantity_is_not_zero"],
        "lost": ["state_is_known"],
        "early": ["sold_at_is_plausible"],
        "thai": ["sold_at_is_plausible"],
        "dear": [],
    }


def test_a_return_gives_units_back(spark: SparkSession) -> None:
    signs = {
        "return": (-5, -1),
        "money back, goods kept": (-5, 1),
        "goods back, money kept": (5, -1),
        "free": (0, -1),
        "no units": (-5, 0),
        "nothing": (0, 0),
    }
    given = [LINE | {"transaction_id": name, "amount": a, "quantity": q} for name, (a, q) in signs.items()]
    built = transactions.build(with_source(rows(spark, transactions.RAW, *given)))
    assert reasons(built, transactions.TRANSACTIONS, "transaction_id") == {
        "return": [],
        "money back, goods kept": ["quantity_has_the_sign_of_amount"],
        "goods back, money kept": ["quantity_has_the_sign_of_amount"],
        "free": ["amount_is_not_zero"],
        "no units": ["quantity_is_not_zero"],
        "nothing": ["amount_is_not_zero", "quantity_is_not_zero"],
    }
