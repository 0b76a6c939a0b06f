"""Which expressions may fail."""

import pytest

from gcrm.bronze.attempt import group_without_spark
from gcrm.bronze.failing import Failing
from gcrm.bronze.plain_sql import read, written

FAILING = Failing(group_without_spark, lambda name: name == "card")


def guard(expression):
    select = read(f"SELECT {expression} AS x FROM t")
    return FAILING.guard(select), written(select)


@pytest.mark.parametrize(
    "expression",
    ["price", "'x'", "1 / 0", "TRY_CAST(price AS INT)", "CAST(price AS STRING)", "concat(price, 'x')", "t.price",
     "coalesce(price, '')", "CASE WHEN price = 'x' THEN card END", "try_to_date(sold)", "(SELECT max(a) FROM b)"],
)  # fmt: skip
def test_names_texts_and_tries_are_left_alone(expression):
    assert guard(expression) == ([], f"SELECT {expression} AS x FROM t")


@pytest.mark.parametrize("expression", ["price + 1", "price > 2", "CAST(price AS INT)", "to_date(sold)", "parts[2]"])
def test_what_may_fail_is_tried_and_told(expression):
    [fault], sql = guard(expression)
    assert fault.startswith("if(transform(array(0), _one -> gcrm_attempt(")
    assert f"x_can_be_computed: {expression}" in fault
    assert sql.lower().startswith("select transform(array(0), _one -> gcrm_attempt(")


def test_a_long_expression_is_shortened_and_a_quote_in_it_is_kept():
    [fault], _ = guard("to_date(concat(sold, 'o\\'clock', " + ", ".join(["sold"] * 30) + "))")
    assert "o\\\\\\'clock" in fault
    assert "...', 'value', concat_ws(" in fault


def test_a_text_that_may_be_personal_is_withheld():
    [fault], _ = guard("int(card)")
    assert "card = (withheld)" in fault
    assert "CAST(card AS STRING)" not in fault
