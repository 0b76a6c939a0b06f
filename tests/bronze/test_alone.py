"""A SELECT that looks at several rows must be given them all."""

import pytest

from gcrm.bronze import select
from gcrm.bronze.feed import Feed, FeedSpec, SelectSpec
from gcrm.bronze.values import Values
from gcrm.core.contracts.table import Field, Raw
from gcrm.sources.spec import FileSpec

COLUMNS = ("receipt", "customer", "price")
FILES = {
    "sales": FileSpec("s*.csv", "csv", COLUMNS),
    "keyed": FileSpec("k*.csv", "csv", COLUMNS, key=("receipt",)),
    "prices": FileSpec("p*.csv", "csv", ("article", "price")),
}
RAW = Raw("transactions", (Field("transaction_id", "string", "x"), Field("amount", "int", "x")))
NUMBERED = """SELECT receipt AS transaction_id,
  row_number() OVER (PARTITION BY receipt ORDER BY _source) AS amount, _source
FROM sales"""
SUMMED = "SELECT receipt AS transaction_id, sum(price) AS amount, max(_source) AS _source FROM sales GROUP BY receipt"


def mistakes(sql, **spec):
    selects = {"transactions": SelectSpec(**spec)}
    feed = Feed("till", FeedSpec("Till", FILES, "till", selects), {"transactions": sql}, "conf/till")
    return select.mistakes("transactions", feed, RAW, ["transactions"])


@pytest.mark.parametrize(
    ("sql", "by"),
    [(NUMBERED, ()), (NUMBERED, ("customer",)), (SUMMED, ()), (SUMMED.replace(" GROUP BY receipt", ""), ("receipt",)),
     (NUMBERED.replace("PARTITION BY receipt ", ""), ("receipt",))],
)  # fmt: skip
def test_a_select_over_rows_that_are_not_read_together_is_a_mistake(sql, by):
    assert len(mistakes(sql, by=by)) == 1


def test_the_mistake_tells_its_line_and_what_to_write():
    [told] = mistakes(NUMBERED, by=())
    assert told.startswith(
        "conf/till/transactions.sql:2: ROW_NUMBER() OVER (PARTITION BY receipt ORDER BY _source) looks "
    )
    assert "'by: []' of selects.transactions in feed.yml" in told
    assert "write 'by: [receipt]'" in told


@pytest.mark.parametrize(
    ("sql", "spec"),
    [
        (NUMBERED, {"by": ("receipt",)}),
        (NUMBERED, {}),
        (NUMBERED.replace("sales", "keyed"), {"by": ()}),
        (SUMMED, {"by": ("receipt",)}),
        (SUMMED.replace("sum(price)", "1"), {"by": ()}),
        (
            "WITH dear AS (SELECT max(price) AS most FROM prices) "
            "SELECT receipt AS transaction_id, most AS amount, _source FROM sales CROSS JOIN dear",
            {"by": (), "lookups": {"prices": "article"}},
        ),
    ],
)
def test_a_select_that_is_given_all_that_it_looks_at_is_sound(sql, spec):
    assert mistakes(sql, **spec) == []


def test_options_of_a_column_that_is_not_there_are_named():
    [told] = mistakes(NUMBERED, by=("receipt",), values={"amuont": Values(decimal=",")})
    assert told.startswith(
        "conf/till/feed.yml: selects.transactions.values: Unknown column 'amuont': did you mean 'amount'?"
    )
