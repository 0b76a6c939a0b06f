"""Great Expectations over real Delta tables, good and bad."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from tests.catalogue.contracts import AREAS, SALES

from gcrm.catalogue.expectations import suite
from gcrm.catalogue.validation import Validator
from gcrm.core.contracts.table import Field, Rule, Table
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import rows

GOOD = (
    {"sale_id": "a", "line": 1, "area_id": "north"},
    {"sale_id": "a", "line": 2, "area_id": "south"},
    {"sale_id": "b", "line": 1},
)


@pytest.fixture
def validator(lake: Lakehouse, spark: SparkSession) -> Validator:
    lake.replace(AREAS, rows(spark, AREAS, {"area_id": "north"}, {"area_id": "south"}), {})
    return Validator(lake)


def store(lake: Lakehouse, table: Table, *given: Mapping[str, Any]) -> None:
    """Stores rows past every guard, as a fault would."""
    rows(lake.spark, table, *given).write.format("delta").mode("overwrite").save(lake.path(table))


def seen(validator: Validator, table: Table) -> dict[str, str]:
    """What was observed of each expectation that is not met, by its rule or type."""
    result = validator.validate(table, validator.lake.version(table))
    return {
        one.expectation_config.kwargs.get("rule", one.expectation_config.type): one.result.get("observed_value")
        for one in result.results
        if not one.success
    }


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


def test_a_good_table_meets_all(validator, lake):
    store(lake, SALES, *GOOD)
    assert seen(validator, SALES) == {}


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


def test_other_columns_than_promised_are_noticed(validator, lake):
    store(lake, SALES, *GOOD)
    fewer = replace(SALES, fields=SALES.fields[:-1])
    assert list(seen(validator, fewer)) == ["expect_table_columns_to_match_set"]


def test_a_reference_to_a_table_that_is_not_built_is_not_met(lake):
    store(lake, SALES, *GOOD)
    assert seen(Validator(lake), SALES) == {"expect_values_to_be_found": "0 of 2 are"}


def test_an_error_is_named_without_the_value_that_it_quotes(validator, lake):
    store(lake, SALES, {**GOOD[0], "sale_id": "secret-7"}, *GOOD)
    cast = replace(SALES, rules=(Rule("is_a_number", "CAST(sale_id AS int) > 0"),), checks=())
    result = validator.validate(cast, lake.version(SALES))
    assert not result.success
    assert "secret-7" not in str(result.to_json_dict())
    told = [
        one.result["observed_value"]
        for one in result.results
        if one.expectation_config.kwargs.get("rule") == "is_a_number"
    ]
    assert told == ["could not be evaluated (CAST_INVALID_INPUT)"]


def test_of_the_vault_not_even_counts_are_told(validator, lake):
    persons = Table(
        name="vault.persons",
        doc="Persons.",
        key=("person_id",),
        fields=(Field("person_id", "string", "Key", pii="direct"), Field("phone", "string", "Phone", pii="direct")),
        rules=(Rule("phone_is_long", "length(phone) > 5"),),
    )
    store(lake, persons, {"person_id": "0815", "phone": "12"}, {"person_id": "0816", "phone": "0123456"})
    result = validator.validate(persons, 0)
    told = {one.expectation_config.kwargs.get("rule"): (one.success, one.result) for one in result.results}
    assert told["phone_is_long"] == (False, {})
    assert told["person_id_is_given"] == (True, {})
    assert "0815" not in str(result.to_json_dict())


def test_nothing_stays_cached(validator, lake, spark):
    store(lake, SALES, *GOOD)
    spark.catalog.clearCache()
    validator.validate(SALES, lake.version(SALES))
    assert spark._jsparkSession.sharedState().cacheManager().isEmpty()
