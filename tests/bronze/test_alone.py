"""A SELECT that looks at several rows must be given them all."""

import pytest

from gcrm.bronze import select
from gcrm.bronze.feed import Feed, FeedSpec, SelectSpec
from gcrm.bronze.values import Values
from gcrm.core.contracts.table import Field, Raw
from gcrm.sources.spec import FileSpec

COLUMNS = ("receipt", "customer", "price", "store")
FILES = {
    "sales": FileSpec("s*.csv", "csv", COLUMNS),
    "keyed": FileSpec("k*.csv", "csv", COLUMNS, key=("receipt",)),
    "lines": FileSpec("l*.csv", "csv", ("receipt", "article", "price")),
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


R, TWO, LOOKUP = ("receipt",), ("receipt", "store"), {"prices": "article"}
EXISTS = "sales s WHERE NOT EXISTS (SELECT 1 FROM sales b WHERE b.receipt = s.receipt AND b.price > s.price)"
COUNTED = "(SELECT count(*) FROM sales b WHERE b.receipt = sales.receipt)"
FIRST = """WITH f AS (SELECT receipt r, min(price) m FROM sales GROUP BY receipt)
SELECT receipt AS transaction_id, m AS amount, _source FROM sales JOIN f ON f.r = receipt"""
NAMED = "sales WINDOW w AS (PARTITION BY receipt ORDER BY _source)"
BESIDE = "sales s, LATERAL (SELECT max(price) m FROM sales b WHERE b.receipt = s.receipt)"


def numbered(by):
    return yields(f"rank() OVER (PARTITION BY {by} ORDER BY _source)", "sales")


def yields(amount, rest):
    return f"SELECT receipt AS transaction_id, {amount} AS amount, _source FROM {rest}"


def joined(rest):
    return f"SELECT a.receipt AS transaction_id, b.price AS amount, a._source FROM {rest}"


@pytest.mark.parametrize(
    ("sql", "spec"),
    [
        (NUMBERED, {"by": ()}),
        (NUMBERED, {"by": ("customer",)}),
        (NUMBERED, {"by": TWO}),
        (NUMBERED.replace("PARTITION BY receipt ", ""), {"by": R}),
        (numbered("substring(receipt, 1, 3)"), {"by": R}),
        (numbered("trim(receipt)"), {"by": R}),
        (yields("rank() OVER w", NAMED), {"by": ("customer",)}),
        ("WITH f AS (SELECT receipt, _source, left(receipt, 2) AS g FROM sales) "
         + yields("rank() OVER (PARTITION BY g ORDER BY _source)", "f"), {"by": R}),
        (SUMMED, {"by": ()}),
        (SUMMED.replace(" GROUP BY receipt", ""), {"by": R}),
        (SUMMED.replace("GROUP BY receipt", "GROUP BY ROLLUP (receipt)"), {"by": R}),
        (SUMMED.replace("sum(price)", "listagg(price)"), {"by": ()}),
        (SUMMED.replace("sum(price)", "max_by(price, store)"), {"by": ()}),
        (SUMMED.replace("sum(price)", "1") + " HAVING count(*) > 1", {"by": ()}),
        (yields(1, "sales LIMIT 5"), {"by": ()}),
        (yields(1, "sales LIMIT 5"), {"by": R}),
        (yields(1, EXISTS), {"by": ()}),
        (yields(1, "sales WHERE receipt NOT IN (SELECT receipt FROM sales WHERE price = '0')"), {"by": ()}),
        (yields(1, "sales WHERE customer NOT IN (SELECT customer FROM sales WHERE price = '0')"), {"by": R}),
        (yields(1, "sales WHERE receipt IN (SELECT receipt FROM sales EXCEPT SELECT receipt FROM lines)"),
         {"by": ("price",)}),
        (yields("m", BESIDE), {"by": ()}),
        (joined("sales a JOIN sales b ON a.receipt = b.receipt"), {"by": ()}),
        (joined("sales a LEFT JOIN lines b USING (receipt)"), {"by": ()}),
        (joined("sales a, lines b WHERE a.receipt = b.receipt"), {"by": ()}),
        (joined("sales a JOIN sales b ON a.store = b.store"), {"by": R}),
        ("SELECT article AS transaction_id, 1 AS amount, p._source FROM prices p LEFT ANTI JOIN sales s "
         "ON s.price = p.price", {"by": (), "lookups": LOOKUP}),
        (joined("prices b LEFT JOIN sales a ON a.price = b.price"), {"by": (), "lookups": LOOKUP}),
        ("WITH n AS (SELECT count(*) AS n FROM sales) " + yields("n", "sales CROSS JOIN n"), {"by": R}),
    ],
)  # fmt: skip
def test_a_select_over_rows_that_are_not_read_together_is_a_mistake(sql, spec):
    told = mistakes(sql, **spec)
    assert told
    assert all("of selects.transactions in feed.yml gives it only" in one for one in told)


def test_the_mistake_tells_its_line_and_what_to_write():
    [told] = mistakes(NUMBERED, by=())
    assert told.startswith(
        "conf/till/transactions.sql:2: ROW_NUMBER() OVER (PARTITION BY receipt ORDER BY _source) looks "
    )
    assert "'by: []' of selects.transactions in feed.yml" in told
    assert "write 'by: [receipt]'" in told
    [told] = mistakes(joined("sales a\nJOIN lines b ON a.receipt = b.receipt"), by=())
    assert told.startswith(
        "conf/till/transactions.sql:2: JOIN lines AS b ON a.receipt = b.receipt joins rows with others"
    )
    assert "write 'by: [receipt]'" in told
    [told] = mistakes(yields(1, "sales LIMIT 5"), by=R)
    assert "leave 'by' out" in told


@pytest.mark.parametrize(
    ("sql", "spec"),
    [
        (NUMBERED, {"by": R}),
        (NUMBERED, {}),
        (NUMBERED.replace("sales", "keyed"), {"by": ()}),
        (numbered("store, receipt"), {"by": R}),
        (numbered("concat_ws('-', store, receipt)"), {"by": R}),
        (numbered("_source"), {"by": ()}),
        (yields("rank() OVER w", NAMED), {"by": R}),
        (SUMMED, {"by": R}),
        (SUMMED.replace("GROUP BY receipt", "GROUP BY ALL"), {"by": R}),
        (SUMMED.replace("sum(price)", "1"), {"by": ()}),
        (yields(1, EXISTS), {"by": R}),
        (yields(COUNTED, "sales"), {"by": R}),
        (yields(1, "sales WHERE receipt NOT IN (SELECT receipt FROM sales WHERE price = '0')"), {"by": R}),
        (yields("m", BESIDE), {"by": R}),
        (FIRST, {"by": R}),
        (joined("sales a JOIN lines b ON a.receipt = b.receipt"), {"by": R}),
        (joined("sales a LEFT JOIN lines b USING (receipt)"), {"by": R}),
        (joined("sales a LEFT JOIN prices b ON a.store = b.article"), {"by": R}),
        (joined("sales a LEFT JOIN prices b ON a.store = b.article"), {"by": (), "lookups": LOOKUP}),
        (yields(1, "sales LEFT ANTI JOIN prices ON store = article"), {"by": (), "lookups": LOOKUP}),
        (yields("price", "sales UNION ALL SELECT receipt, price, _source FROM lines"), {"by": ()}),
        ("WITH u AS (SELECT receipt, _source FROM sales UNION ALL SELECT receipt, _source FROM lines) "
         + yields("rank() OVER (PARTITION BY receipt ORDER BY _source)", "u"), {"by": R}),
        (yields("x", "sales LATERAL VIEW explode(split(price, ',')) t AS x"), {"by": ()}),
        (yields("price", "sales").replace("SELECT", "SELECT DISTINCT"), {"by": ()}),
        ("WITH dear AS (SELECT max(price) AS most FROM prices) " + yields("most", "sales CROSS JOIN dear"),
         {"by": (), "lookups": LOOKUP}),
    ],
)  # fmt: skip
def test_a_select_that_is_given_all_that_it_looks_at_is_sound(sql, spec):
    assert mistakes(sql, **spec) == []


def test_options_of_a_column_that_is_not_there_are_named():
    [told] = mistakes(NUMBERED, by=("receipt",), values={"amuont": Values(decimal=",")})
    assert told.startswith(
        "conf/till/feed.yml: selects.transactions.values: Unknown column 'amuont': did you mean 'amount'?"
    )
