"""Mistakes in a feed's SELECTs are found without Spark, each one sentence with its file."""

import pytest
from tests.bronze.till import GOOD, RAW, feed, mistakes

from gcrm.bronze import select
from gcrm.bronze.feed import Feed, FeedSpec
from gcrm.sources.spec import FileSpec


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
