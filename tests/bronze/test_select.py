"""A feed's SELECTs: what they read, the records that stand, and the rows that they give."""

from tests.bronze.till import FILES, feed, mistakes

from gcrm.bronze import select
from gcrm.core.contracts.step import Lookup, News
from gcrm.core.frames import small
from gcrm.core.testing import same
from gcrm.sources.spec import FileSpec

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
