"""A contract's columns in SQL."""

from gcrm.core.contracts.table import Field, Table
from gcrm.core.storage.ddl import ddl, quoted, schema

SALES = Table(
    "silver.sales",
    "Sales.",
    (Field("sale_id", "string", "It's an id"), Field("n", "int", "Of\nthem")),
    key=("sale_id",),
)


def test_a_schema_is_names_and_types():
    assert schema(SALES) == "`sale_id` string, `n` int"


def test_a_column_of_the_key_cannot_be_absent_and_every_column_says_what_it_is():
    assert ddl(SALES) == "`sale_id` string NOT NULL COMMENT 'It\\'s an id', `n` int COMMENT 'Of them'"


def test_a_literal_is_read_back_as_it_was(spark):
    for text in ("it's", "back\\slash", "\\' OR true --", "plain"):
        assert spark.sql(f"SELECT {quoted(text)} AS text").first().text == text
