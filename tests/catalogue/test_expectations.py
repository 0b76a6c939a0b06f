"""A contract's promises as expectations."""

from tests.catalogue.contracts import SALES

from gcrm.catalogue.expectations import ExpectRowsToBeUnique, ExpectRowsToMeetRule, ExpectValuesToBeFound, suite


def test_a_suite_says_all_that_the_contract_promises():
    found = [(e.expectation_type, getattr(e, "rule", "")) for e in suite(SALES).expectations]
    assert found == [
        ("expect_table_columns_to_match_set", ""),
        ("expect_rows_to_be_unique", ""),
        ("expect_rows_to_meet_rule", "sale_id_is_given"),
        ("expect_rows_to_meet_rule", "line_is_given"),
        ("expect_rows_to_meet_rule", "amount_is_given"),
        ("expect_rows_to_meet_rule", "amount_is_not_zero"),
        ("expect_rows_to_meet_rule", "sale_id_is_plain"),
        ("expect_values_to_be_found", ""),
        ("expect_table_row_count_to_be_between", ""),
    ]


def test_a_verdict_is_told_in_counts():
    rule = ExpectRowsToMeetRule(rule="r", sql="true")
    assert (rule.verdict(0), rule.verdict(1200)) == ((True, "all do"), (False, "1,200 rows do not"))
    unique = ExpectRowsToBeUnique(fields=["a"])
    assert (unique.verdict(0), unique.verdict(3)) == ((True, "none do"), (False, "3 repeat others"))
    found = ExpectValuesToBeFound(field="a", within="silver.areas", to="area_id", share=0.5)
    assert (found.verdict((4, 2)), found.verdict((4, 1))) == ((True, "2 of 4 are"), (False, "1 of 4 are"))
    assert found.verdict((0, 0)) == (True, "0 of 0 are")
