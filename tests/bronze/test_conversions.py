"""Conversions of text that may fail, and whether a row can tell of it."""

import pytest

from gcrm.bronze.conversions import found
from gcrm.bronze.feed import Feed, FeedSpec
from gcrm.sources.spec import FileSpec

FILES = {"sales": FileSpec("s*.csv", "csv", ("receipt", "price")), "rates": FileSpec("r*.csv", "csv", ("rate",))}


def of(sql):
    feed = Feed("till", FeedSpec("T", FILES, "t"), {"x": sql}, "c")
    return [(one.instead, one.is_guarded) for one in found("x", feed)]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT int(price) AS a FROM sales", [("try_cast", True)]),
        ("SELECT receipt FROM sales WHERE to_date(price) > DATE '2024-01-01'", [("try_to_date", True)]),
        ("SELECT sum(int(price)) AS a FROM sales", [("try_cast", True)]),
        ("WITH s AS (SELECT int(price) AS a FROM sales) SELECT a FROM s", [("try_cast", True)]),
        ("SELECT a FROM (SELECT int(price) AS a FROM sales)", [("try_cast", True)]),
        ("SELECT count(*) AS a FROM sales GROUP BY int(price)", [("try_cast", False)]),
        ("SELECT receipt FROM sales JOIN rates ON int(rate) = 2", [("try_cast", False)]),
        (
            "SELECT price FROM sales WHERE price IN (SELECT rate FROM rates WHERE int(rate) > 1)",
            [("try_cast", False)],
        ),
        ("SELECT (SELECT max(int(rate)) FROM rates) AS a FROM sales", [("try_cast", False)]),
        ("SELECT try_cast(price AS INT) AS a, int('3') AS b, CAST(length(price) AS BIGINT) AS c FROM sales", []),
    ],
)
def test_conversions_are_found_with_what_gives_null(sql, told):
    assert of(sql) == told
