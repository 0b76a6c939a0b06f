"""What the values of a query tell of the columns of its files."""

import pytest
import sqlglot
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope

from gcrm.bronze.relations import Relations

COLUMNS = ("receipt", "store")


def relation(sql):
    schema = {"sales": dict.fromkeys(COLUMNS, "TEXT"), "prices": {"article": "TEXT"}}
    tree = qualify(sqlglot.parse_one(sql, dialect="spark"), schema=schema, dialect="spark", quote_identifiers=False)
    return Relations({"sales": COLUMNS}).of(build_scope(tree))


@pytest.mark.parametrize(
    ("made", "tells"),
    [
        ("receipt", {"receipt"}), ("CAST(receipt AS STRING)", {"receipt"}),
        ("concat(store, '-', receipt)", set(COLUMNS)),
        ("md5(receipt)", {"receipt"}), ("coalesce(receipt, 'x')", {"receipt"}), ("coalesce(receipt, store)", set()),
        ("upper(receipt)", set()), ("left(receipt, 2)", set()), ("CAST(receipt AS INT)", set()), ("1", set()),
        ("struct(receipt, store)", set(COLUMNS)),
    ],
)  # fmt: skip
def test_a_value_tells_what_it_is_made_of_without_loss(made, tells):
    assert relation(f"SELECT {made} AS x FROM sales").pins == {"x": frozenset(tells)}
    assert relation(f"WITH a AS (SELECT {made} AS y FROM sales) SELECT y AS x FROM a").pins == {"x": frozenset(tells)}


def test_of_a_union_that_is_told_which_both_sides_tell():
    found = relation("SELECT receipt AS a, store AS b FROM sales UNION ALL SELECT receipt, receipt FROM sales")
    assert found.pins == {"a": frozenset({"receipt"}), "b": frozenset()}


def test_what_reads_no_news_is_none():
    assert not relation("SELECT article FROM prices").is_news
    assert relation("SELECT article FROM prices WHERE article IN (SELECT receipt FROM sales)").is_news
