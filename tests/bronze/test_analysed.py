"""What Spark alone knows of a SELECT is told before any row is read, with file, line and column."""

import pytest

from gcrm.bronze import analysed, select
from gcrm.bronze.feed import Feed, FeedSpec
from gcrm.core.contracts.table import Field, Raw
from gcrm.sources.spec import FileSpec

RAW = Raw("sales", (Field("sale_id", "string", "x"), Field("amount", "int", "x")))
FILES = {"lines": FileSpec("*.csv", "csv", ("receipt", "price", "card"), personal=("card",))}
GOOD = "SELECT receipt AS sale_id,\n  price AS amount,\n  _source\nFROM lines"


def feed(sql):
    return Feed("till", FeedSpec("Till", FILES, "till"), {"sales": sql}, "conf/till")


@pytest.fixture
def told(spark):
    """The mistakes of a SELECT in which nothing is found without Spark."""
    session = spark.newSession()

    def run(sql):
        assert select.mistakes("sales", feed(sql), RAW, ["sales"]) == []
        return analysed.mistakes(session, feed(sql), {"sales": RAW})

    return run


@pytest.mark.parametrize(
    "amount",
    ["price", "CAST(price AS DECIMAL(9, 2))", "try_cast(price AS INT) / 2", "NULL", "length(price)"],
)
def test_a_select_that_works_has_no_mistakes(told, amount):
    assert told(GOOD.replace("price", amount)) == []


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        ("price + array(1)", '2:3: Cannot resolve "(price + array(1))" due to data type mismatch: '),
        ("explode(price)", '2:3: Cannot resolve "explode(price)" due to data type mismatch: '),
        ("price.cents", '2:3: Can\'t extract a value from "price".'),
        ("CAST(price AS DECIMAL(50, 2))", "2: "),
        ("CAST(NULL AS DECIMAL(9, 12))", "2: "),
        ("array(price)", "2: amount is of type array<string>, which is no int."),
        ("DATE '2024-01-01'", "2: amount is of type date, which is no int."),
    ],
)
def test_what_spark_would_refuse_is_one_sentence_with_its_place(told, amount, problem):
    [found] = told(GOOD.replace("price", amount))
    assert found.startswith(f"conf/till/sales.sql:{problem}")
    assert found.endswith((".", "?"))
    assert "\n" not in found
    assert "SQLSTATE" not in found


def test_what_a_star_brings_along_is_named(told):
    [strange] = told("SELECT receipt AS sale_id, price AS amount, * EXCEPT (receipt, price, card, _problem) FROM lines")
    assert strange == "conf/till/sales.sql: yields the unknown column _extra; wanted: sale_id, amount, _source."


def test_the_place_of_a_row_is_passed_on_as_it_is(told):
    [found] = told(GOOD.replace("_source", "_source.line AS _source"))
    assert found == "conf/till/sales.sql:3: _source must be passed on as the file has it."
