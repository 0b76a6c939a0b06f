"""Frames for tests: what a test does not name is filled in by the contract."""

from datetime import date
from decimal import Decimal

import pytest
from chispa import DataFramesNotEqualError

from gcrm.core.contracts.table import SOURCE, Field, Table
from gcrm.core.frames import small
from gcrm.core.testing import plain, rows, same, with_source

SALES = Table(
    "silver.sales",
    "Sales.",
    (
        Field("sale_id", "string", "Identifier"),
        Field("amount", "decimal(18,2)", "Paid", required=True),
        Field("day", "date", "Day", required=True),
        Field("score", "double", "Score"),
        SOURCE,
    ),
    key=("sale_id",),
)


def test_keys_and_required_fields_are_filled_in_and_the_others_are_null(spark):
    assert plain(rows(spark, SALES, {})) == [("x", Decimal("1.00"), date(2018, 1, 15), None, None)]


def test_values_are_taken_as_people_write_them(spark):
    given = {"sale_id": "s", "amount": "2.5", "day": "2018-02-03", "score": 4, "_source": ("a.csv", 1, 2)}
    assert plain(rows(spark, SALES, given)) == [("s", Decimal("2.50"), date(2018, 2, 3), 4.0, ("a.csv", 1, 2))]


def test_a_column_that_the_contract_lacks_is_a_mistake_of_the_test(spark):
    with pytest.raises(KeyError, match=r"silver\.sales has no column 'amuont'; it has sale_id, amount, day"):
        rows(spark, SALES, {"amuont": 1})


def test_rows_are_numbered_as_lines_of_a_file(spark):
    raw = rows(spark, SALES, {"sale_id": "a"}, {"sale_id": "b"}).drop("_source")
    assert plain(with_source(raw, "b.csv", 3), "sale_id", "_source") == [("a", ("b.csv", 3, 2)), ("b", ("b.csv", 3, 3))]


def test_frames_are_the_same_in_any_order_and_differ_in_any_value(spark):
    frame = rows(spark, SALES, {"sale_id": "a", "score": 0.1}, {"sale_id": "b", "amount": 2})
    same(frame, [("b", Decimal(2), None), ("a", Decimal(1), 0.1)], "sale_id", "amount", "score")
    for other in ([("a", 0.1)], [("a", 0.1), ("b", 0.0)], [("a", 0.1 + 1e-9), ("b", None)], [("a", 0.1)] * 2, []):
        with pytest.raises(DataFramesNotEqualError):
            same(frame, other, "sale_id", "score")


def test_what_differs_is_told_beside_what_was_expected(spark):
    frame = rows(spark, SALES, {"sale_id": "a", "score": 0.5})
    with pytest.raises(DataFramesNotEqualError) as caught:
        same(frame, [("a", 0.25)], "sale_id", "score")
    (line,) = (line for line in str(caught.value).splitlines() if "score=" in line)
    assert line.index("score=0.5") < line.index("score=0.25")


def test_a_number_that_is_none_is_no_other_number(spark):
    frame = rows(spark, SALES, {"score": float("nan")})
    with pytest.raises(DataFramesNotEqualError):
        same(frame, [(0.5,)], "score")


def test_maps_and_structs_are_compared_in_any_order_of_rows(spark):
    given = [({"k": 1}, ("a.csv", 2)), ({}, None)]
    frame = small(spark, "more map<string,int>, at struct<file:string,line:int>", given)
    same(frame, given[::-1])
