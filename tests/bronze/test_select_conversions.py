"""Conversions in a feed's SELECTs: those that would end a run, or lose rows unseen, are mistakes."""

import pytest
from tests.bronze.till import GOOD, mistakes

JOINED_BY = "SELECT s.receipt AS transaction_id, 1 AS amount, s._source FROM sales s JOIN rates r ON r.rate = "


@pytest.mark.parametrize(
    ("given", "other"),
    [
        ("CAST(price AS INT)", "try_cast"),
        ("int(price)", "try_cast"),
        ("to_timestamp(price, 'dd.MM.yyyy')", "try_to_timestamp"),
        ("to_date(price)", "try_to_date"),
        ("to_number(price, '999')", "try_to_number"),
        ("CAST(replace(price, ',', '.') AS DOUBLE)", "try_cast"),
        ("year(price)", "try_to_date"),
        ("datediff(price, DATE '2020-01-01')", "try_to_date"),
        ("unix_timestamp(price, 'yyyy')", "unix_timestamp(try_to_timestamp(...))"),
    ],
)
def test_a_conversion_may_fail_where_its_row_can_tell_and_not_in_a_join(given, other):
    assert mistakes(GOOD.replace("price AS", f"{given} AS")) == []
    [problem] = mistakes(f"{JOINED_BY}{given.replace('price', 's.price')}")
    assert "ends the run at a text that it cannot read" in problem
    assert problem.endswith(f"write {other}.")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT receipt AS transaction_id, sum(1) AS amount, max(_source) AS _source FROM sales "
        "GROUP BY receipt, to_date(price)",
        "SELECT receipt AS transaction_id, price AS amount, _source FROM sales "
        "WHERE article IN (SELECT article FROM articles WHERE CAST(label AS INT) > 2)",
        "WITH paid AS (SELECT receipt, CAST(price AS INT) AS price, _source FROM sales) "
        "SELECT p.receipt AS transaction_id, p.price AS amount, p._source FROM paid p JOIN rates r ON r.rate = p.price",
    ],
)
def test_a_conversion_that_would_lose_rows_unseen_is_named(sql):
    [problem] = mistakes(sql)
    assert "ends the run at a text that it cannot read" in problem


@pytest.mark.parametrize(
    "given",
    [
        "try_cast(price AS INT)",
        "CAST(length(price) AS STRING)",
        "CAST(length(price) AS BIGINT)",
        "CAST(count(*) OVER (PARTITION BY receipt) AS BIGINT)",
        "CAST(NULL AS DATE)",
        "CAST(1 AS DECIMAL(5, 2))",
        "CAST(try_cast(price AS DOUBLE) AS INT)",
        "DATE '2020-01-01'",
        "try_to_date(price)",
        "year(try_to_date(price))",
        "month(try_cast(price AS DATE))",
        "datediff(try_to_date(price), DATE '2020-01-01')",
        "unix_timestamp(try_to_timestamp(price, 'yyyy'))",
        "try_to_number(price, '999')",
    ],
)
def test_what_gives_null_there_is_taken(given):
    assert mistakes(GOOD.replace("price AS", f"{given} AS")) == []
