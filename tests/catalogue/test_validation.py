"""Great Expectations over real Delta tables."""

from dataclasses import replace

from tests.catalogue.contracts import SALES
from tests.catalogue.stored import GOOD, seen, store

from gcrm.catalogue.validation import Validator
from gcrm.core.contracts.table import Field, Rule, Table


def test_a_good_table_meets_all(validator, lake):
    store(lake, SALES, *GOOD)
    assert seen(validator, SALES) == {}


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
