"""What is read is written again as it was, so that Spark reads the same."""

import re

import pytest
from tests.feeds.delivery import CONF

from gcrm.bronze.plain_sql import quoted, read, read_one, written


@pytest.mark.parametrize(
    "sql",
    [
        "to_timestamp(sold, 'd/M/yyyy H:mm')",
        "date_format(sold, 'EEEE')",
        "regexp_extract(a, '(\\\\d+)-\\\\w', 1)",
        "filter(a, x -> x > 1)",
        "sum(a) FILTER(WHERE b > 1) OVER (PARTITION BY c ORDER BY d DESC)",
        "CAST(a AS DECIMAL(18, 2))",
        "a RLIKE '^[0-9]+$'",
        "`giá` + 1",
        "parts[2].name",
    ],
)
def test_an_expression_stays_as_it_is(sql):
    assert written(read_one(sql)) == sql


@pytest.mark.parametrize("path", sorted(CONF.glob("coalitions/*/feeds/*/*.sql")), ids=lambda path: path.stem)
def test_spark_reads_the_same_selects(spark, path):
    def plan(sql):
        parsed = spark._jsparkSession.sessionState().sqlParser().parsePlan(sql).toString()
        return re.sub(r"#\d+L?|lambdavariable_\d+", "", parsed)

    given = path.read_text(encoding="utf-8")
    # IS NOT NULL is written as NOT ... IS NULL.
    assert plan(written(read(given))).lower() == plan(given).lower().replace("isnotnull(", "not isnull(")


def test_a_text_is_quoted():
    assert quoted("o'clock \\ 1") == "'o\\'clock \\\\ 1'"
