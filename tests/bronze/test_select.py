"""A feed's SELECTs: their mistakes are found without Spark; they see the records that stand."""

import pytest

from gcrm.bronze import select
from gcrm.bronze.feed import Feed, FeedSpec, SelectSpec
from gcrm.core.contracts.step import Lookup, News
from gcrm.core.contracts.table import Field, Raw
from gcrm.core.frames import small
from gcrm.core.testing import same
from gcrm.sources.spec import FileSpec

FILES = {
    "sales": FileSpec("s*.csv", "csv", ("receipt", "customer", "article", "price"), key=("receipt",)),
    "articles": FileSpec("a*.csv", "csv", ("article", "label"), key=("article",)),
    "rates": FileSpec("r*.csv", "csv", ("currency", "rate")),
}
JOINED_BY = "SELECT s.receipt AS transaction_id, 1 AS amount, s._source FROM sales s JOIN rates r ON r.rate = "
RAW = Raw("transactions", (Field("transaction_id", "string", "x"), Field("amount", "int", "x")))
GOOD = "SELECT receipt AS transaction_id, price AS amount, _source FROM sales"


def feed(sql=GOOD, **selects):
    spec = FeedSpec("Till", FILES, "till", {name: SelectSpec(**given) for name, given in selects.items()})
    return Feed("till", spec, {"transactions": sql}, "conf/till")


def mistakes(sql, **selects):
    return select.mistakes("transactions", feed(sql, **selects), RAW, ["members", "transactions"])


@pytest.mark.parametrize(
    "sql",
    [
        GOOD,
        "WITH dear AS (SELECT * FROM sales WHERE price > 10) "
        "SELECT receipt AS transaction_id, price AS amount, _source FROM dear",
        "SELECT s.receipt AS transaction_id, try_cast(r.rate AS INT) AS amount, s._source FROM sales s "
        "LEFT JOIN rates r ON r.currency = s._extra['currency'] -- a comment",
        f"{GOOD} UNION ALL {GOOD}",
    ],
)
def test_a_select_that_works_has_no_mistakes(sql):
    assert mistakes(sql) == []


@pytest.mark.parametrize(
    ("given", "other"),
    [
        ("CAST(price AS INT)", "try_cast"),
        ("int(price)", "try_cast"),
        ("to_timestamp(price, 'dd.MM.yyyy')", "try_to_timestamp"),
        ("to_date(price)", "try_to_date"),
        ("to_number(price, '999')", "try_to_number"),
        ("CAST(replace(price, ',', '.') AS DOUBLE)", "try_cast"),
        ("year(price)", "try_to_date"),
        ("datediff(price, DATE '2020-01-01')", "try_to_date"),
        ("unix_timestamp(price, 'yyyy')", "unix_timestamp(try_to_timestamp(...))"),
    ],
)
def test_a_conversion_may_fail_where_its_row_can_tell_and_not_in_a_join(given, other):
    assert mistakes(GOOD.replace("price AS", f"{given} AS")) == []
    [problem] = mistakes(f"{JOINED_BY}{given.replace('price', 's.price')}")
    assert "ends the run at a text that it cannot read" in problem
    assert problem.endswith(f"write {other}.")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT receipt AS transaction_id, sum(1) AS amount, max(_source) AS _source FROM sales "
        "GROUP BY receipt, to_date(price)",
        "SELECT receipt AS transaction_id, price AS amount, _source FROM sales "
        "WHERE article IN (SELECT article FROM articles WHERE CAST(label AS INT) > 2)",
        "WITH paid AS (SELECT receipt, CAST(price AS INT) AS price, _source FROM sales) "
        "SELECT p.receipt AS transaction_id, p.price AS amount, p._source FROM paid p JOIN rates r ON r.rate = p.price",
    ],
)
def test_a_conversion_that_would_lose_rows_unseen_is_named(sql):
    [problem] = mistakes(sql)
    assert "ends the run at a text that it cannot read" in problem


@pytest.mark.parametrize(
    "given",
    [
        "try_cast(price AS INT)",
        "CAST(length(price) AS STRING)",
        "CAST(length(price) AS BIGINT)",
        "CAST(count(*) OVER (PARTITION BY receipt) AS BIGINT)",
        "CAST(NULL AS DATE)",
        "CAST(1 AS DECIMAL(5, 2))",
        "CAST(try_cast(price AS DOUBLE) AS INT)",
        "DATE '2020-01-01'",
        "try_to_date(price)",
        "year(try_to_date(price))",
        "month(try_cast(price AS DATE))",
        "datediff(try_to_date(price), DATE '2020-01-01')",
        "unix_timestamp(try_to_timestamp(price, 'yyyy'))",
        "try_to_number(price, '999')",
    ],
)
def test_what_gives_null_there_is_taken(given):
    assert mistakes(GOOD.replace("price AS", f"{given} AS")) == []


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("SELECT FROM WHERE", "conf/till/transactions.sql:1: not SQL: "),
        ("SELECT receipt AS\n transaction_id, (price", "conf/till/transactions.sql:2: not SQL: "),
        ("SELECT 'open FROM sales", "conf/till/transactions.sql: not SQL: "),
        ("", "conf/till/transactions.sql: not SQL: "),
        ("SELECT 1; SELECT 2", "conf/till/transactions.sql: must hold one SELECT and nothing else."),
        ("DROP TABLE sales", "conf/till/transactions.sql: must hold one SELECT and nothing else."),
        (
            GOOD.replace("sales", "sale"),
            "conf/till/transactions.sql: Unknown file 'sale': did you mean 'sales'? Known: ",
        ),
        (GOOD.replace("price AS", "prize AS"), "conf/till/transactions.sql: Column 'prize' could not be resolved"),
        (GOOD.replace("price AS", "s.price AS"), "conf/till/transactions.sql: "),
        (GOOD.replace(" AS amount", ""), "conf/till/transactions.sql: lacks column amount; wanted: transaction_id, "),
        (GOOD.replace(", _source", ""), "conf/till/transactions.sql: lacks column _source; wanted: "),
        (GOOD.replace("_source", "1 AS more, _source"), "conf/till/transactions.sql: yields the unknown column more; "),
    ],
)
def test_a_mistake_in_a_select_is_one_sentence_with_its_file(sql, problem):
    found = mistakes(sql)
    assert found
    assert found[0].startswith(problem)
    assert all("\n" not in one for one in found)


def test_a_missing_column_lists_what_the_files_have():
    [problem] = mistakes(GOOD.replace("price AS", "prize AS"))
    assert problem.endswith(
        "the files have sales(receipt, customer, article, price); articles(article, label); rates(currency, rate)."
    )


def test_names_of_other_scripts_stand_in_back_quotes():
    files = {"sales": FileSpec("s*.csv", "csv", ("Đơn giá", "단지명"))}
    sql = "SELECT\n  {} AS transaction_id,\n  {} AS amount, _source -- é\nFROM sales WHERE `단지명` <> 'é'"
    given = [
        Feed("till", FeedSpec("Till", files, "till"), {"transactions": sql.format(*names)}, "conf/till")
        for names in (("`단지명`", "`đơn_giá`"), ("단지명", "đơn_giá"))
    ]
    assert [select.mistakes("transactions", one, RAW, ["transactions"]) for one in given] == [
        [],
        [
            "conf/till/transactions.sql:2: '단지명' needs back quotes: `단지명`.",
            "conf/till/transactions.sql:3: 'đơn_giá' needs back quotes: `đơn_giá`.",
        ],
    ]


def test_quotes_of_a_word_processor_are_told():
    assert mistakes("SELECT ‘r’ AS transaction_id,\n “2” AS amount, _source FROM sales") == [
        "conf/till/transactions.sql:1: ‘r’ stands in quotes of a word processor; SQL's are plain: 'r'.",
        "conf/till/transactions.sql:2: “2” stands in quotes of a word processor; SQL's are plain: '2'.",
    ]


def test_several_mistakes_are_named_at_once():
    sql = GOOD.replace("price AS amount", "1 AS sum").replace("_source", "1 AS more")
    assert len(mistakes(sql, transactions={"by": ("receipt",), "lookups": {"articles": "name"}})) == 3


def test_rows_are_kept_together_by_columns_that_are_there():
    [problem] = mistakes(GOOD, transactions={"by": ("recipt",)})
    assert problem == (
        "conf/till/feed.yml: selects.transactions.by: Unknown column 'recipt': did you mean 'receipt'? "
        "Known: article, customer, price, receipt."
    )


def test_a_select_for_no_table_is_named():
    given = Feed("till", feed().spec, {"transaction": GOOD}, "conf/till")
    assert select.mistakes("transaction", given, None, ["members", "transactions"]) == [
        "conf/till/transaction.sql: Unknown canonical table 'transaction': did you mean 'transactions'? "
        "Known: members, transactions."
    ]


JOINED = (
    "SELECT s.receipt AS transaction_id, r.rate AS amount, s._source FROM sales s JOIN articles a USING (article) "
    "CROSS JOIN rates r"
)


def test_what_is_read_again_follows_from_the_configuration():
    given = feed(JOINED, transactions={"by": ("receipt",), "lookups": {"articles": "article"}})
    sales, articles, rates = (given.table(name) for name in ("sales", "articles", "rates"))
    assert select.inputs_of("transactions", given) == (
        {"articles": Lookup(articles, "article"), "rates": rates, "sales": News(sales)}, ("receipt",),
    )  # fmt: skip
    assert select.inputs_of("transactions", feed(JOINED)) == (
        {"articles": articles, "rates": rates, "sales": sales}, None,
    )  # fmt: skip
    assert select.inputs_of("transactions", feed(transactions={"by": ()})) == ({"sales": News(sales)}, ("receipt",))


def delivered(spark, *rows):
    kinds = "article string, label string, _problem string, _source struct<file:string,revision:int,line:bigint>"
    return small(spark, kinds, rows)


def test_of_records_with_a_key_the_last_delivered_stands(spark):
    frame = delivered(
        spark,
        ("1", "old", None, ("a.csv", 1, 2)), ("1", "old", None, ("a.csv", 1, 3)),
        ("1", "other file", None, ("b.csv", 1, 2)), ("1", "other revision", None, ("b.csv", 2, 2)),
        ("1", "no record", "is_a_record", ("c.csv", 1, 2)), (None, "no key", None, ("c.csv", 1, 3)),
        ("2", "alone", None, ("a.csv", 1, 4)),
    )  # fmt: skip
    stand = select.current(frame, FILES["articles"])
    same(stand, [("1", "other revision"), ("2", "alone")], "article", "label")
    assert stand.columns == frame.columns


def test_of_records_that_their_delivery_contradicts_none_stands(spark):
    frame = delivered(
        spark,
        ("1", "before", None, ("a.csv", 1, 2)),
        ("1", "one", None, ("b.csv", 1, 2)), ("1", "two", None, ("b.csv", 1, 3)),
        ("2", "one", None, ("b.csv", 1, 4)), ("2", "two", None, ("b.csv", 1, 5)), ("2", "one", None, ("b.csv", 1, 6)),
        ("3", "same", None, ("b.csv", 1, 7)), ("3", "same", None, ("b.csv", 1, 8)),
    )  # fmt: skip
    stand = select.current(frame, FILES["articles"])
    same(stand, [("1", "before"), ("3", "same")], "article", "label")


def test_of_records_without_a_key_those_of_the_newest_revision_stand(spark):
    frame = delivered(
        spark,
        ("1", "first", None, ("a.csv", 1, 2)), ("1", "first", None, ("a.csv", 1, 3)),
        ("2", "again", None, ("a.csv", 2, 2)), ("2", "again", None, ("a.csv", 2, 3)),
        ("3", "bad", "is_a_record", ("a.csv", 2, 4)), ("4", "other", None, ("b.csv", 1, 2)),
        ("5", "gone with its file", None, ("c.csv", 1, 2)), (None, "bad too", "is_a_record", ("c.csv", 2, 2)),
    )  # fmt: skip
    stand = select.current(frame, FileSpec("a*.csv", "csv", ("article", "label")))
    same(stand, [("again",), ("again",), ("other",)], "label")


def test_a_select_runs_over_the_records_that_stand(spark):
    frame = delivered(spark, ("1", "old", None, ("a.csv", 1, 2)), ("1", "new", None, ("b.csv", 1, 2)))
    given = feed("SELECT article AS transaction_id, upper(label) AS amount, _source FROM articles")
    same(select.run("transactions", given, {"articles": frame}), [("1", "NEW")], "transaction_id", "amount")


def test_a_key_made_of_all_columns_is_made_of_what_was_delivered(spark):
    frame = delivered(spark, ("1", "tea", None, ("a.csv", 1, 2))).selectExpr(
        "article", "label", "map('shelf', '7') AS _extra", "_problem", "_source"
    )
    given = feed("SELECT concat_ws('|', *) AS transaction_id,\n CAST(label AS INT) AS amount, _source FROM articles")
    assert mistakes(given.sql["transactions"]) == []
    same(select.run("transactions", given, {"articles": frame}), [("1|tea", None)], "transaction_id", "amount")
