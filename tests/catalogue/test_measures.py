"""What is counted of stored tables, good and bad."""

from dataclasses import replace

from tests.catalogue.contracts import SALES
from tests.catalogue.stored import GOOD, seen, store


def test_what_is_not_met_is_counted(validator, lake):
    bad = (
        *GOOD,
        {"sale_id": "b", "line": 1, "amount": 0, "area_id": "west"},
        {"sale_id": "c|", "line": 1, "amount": None, "area_id": "west"},
    )
    store(lake, SALES, *bad)
    assert seen(validator, SALES) == {
        "expect_rows_to_be_unique": "1 repeat others",
        "amount_is_given": "1 rows do not",
        # A null verdict is none.
        "amount_is_not_zero": "2 rows do not",
        "sale_id_is_plain": "1 rows do not",
        "expect_values_to_be_found": "2 of 4 are",
        "expect_table_row_count_to_be_between": 5,
    }


def test_a_share_of_values_may_be_absent_and_nulls_do_not_count(validator, lake):
    store(lake, SALES, *GOOD, {"sale_id": "c", "line": 1, "area_id": "north"})
    assert seen(validator, replace(SALES, checks=(replace(SALES.checks[1], share=1.0),))) == {}
    store(lake, SALES, *GOOD, {"sale_id": "c", "line": 1, "area_id": "west"})
    assert seen(validator, replace(SALES, checks=(replace(SALES.checks[1], share=0.66),))) == {}
    assert list(seen(validator, replace(SALES, checks=(replace(SALES.checks[1], share=0.67),)))) == [
        "expect_values_to_be_found"
    ]
