"""What Spark's parser sees and another does not: calls behind a comment that ends elsewhere, and whole statements."""

import pytest

from gcrm.bronze import analysed, parsed, select
from gcrm.bronze.feed import Feed, FeedSpec
from gcrm.core.contracts.table import Field, Raw
from gcrm.core.errors import MistakesError
from gcrm.core.frames import small
from gcrm.sources.spec import FileSpec

RAW = Raw("sales", (Field("sale_id", "string", "x"), Field("amount", "string", "x")))
FILES = {"lines": FileSpec("*.csv", "csv", ("receipt", "price"))}
# For Spark a comment goes on behind a backslash, so that what begins on its second line is none.
HIDDEN = """SELECT receipt AS sale_id, price -- \\
/*
|| reflect('java.lang.System', 'getenv', 'GCRM_VAULT_KEY') -- */
 AS amount, _source FROM lines
"""


def feed(sql):
    return Feed("till", FeedSpec("Till", FILES, "till"), {"sales": sql}, "conf/till")


def test_a_call_in_what_another_parser_takes_for_a_comment_is_refused(spark):
    given = feed(HIDDEN)
    assert select.mistakes("sales", given, RAW, []) == []
    told = "conf/till/sales.sql: 'reflect' runs code outside of the SELECT; write the value that it should give."
    assert analysed.mistakes(spark.newSession(), given, {"sales": RAW}) == [told]
    frame = small(spark, ", ".join(f"`{f.name}` {f.type}" for f in given.table("lines").fields))
    with pytest.raises(MistakesError, match="'reflect' runs code"):
        select.run("sales", given, {"lines": frame})


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT IDENTIFIER('reflect')('a') FROM lines",
        "SELECT * FROM IDENTIFIER('text.`/etc/passwd`')",
        "SELECT builtin.reflect('a') FROM lines",
        "SELECT TRANSFORM(price) USING 'cat' AS x FROM lines",
        "FROM lines MAP price USING 'cat' AS x",
        "SELECT * FROM range(10)",
        "SELECT * FROM table_changes_by_path('/lake', 0)",
        "TABLE csv.lines",
        "SELECT * FROM lines LATERAL VIEW builtin.reflect('a') e AS x",
        "SELECT current_user FROM lines",
        "SELECT exists(SELECT 1 FROM text.`/etc/passwd`) FROM lines",
        "SET spark.sql.variable.substitute=true",
        "SHOW TABLES",
        "DESCRIBE lines",
        "EXPLAIN SELECT 1",
        "INSERT INTO lines SELECT 1",
        "CREATE TABLE x AS SELECT 1",
        "ADD JAR 'x.jar'",
        "SELECT :secret FROM lines",
    ],
)
def test_what_is_no_select_over_files_is_refused(spark, sql):
    found = parsed.strange(spark, sql, FILES, ["receipt", "price"])
    assert found
    assert all(one.endswith((".", "?")) for one in found)


@pytest.mark.parametrize(
    "sql",
    [
        "WITH a AS (SELECT * FROM Lines) SELECT DISTINCT price FROM a WHERE price > 1 ORDER BY price LIMIT 3 OFFSET 1",
        "SELECT receipt, sum(price) OVER w FROM lines WINDOW w AS (PARTITION BY receipt) UNION SELECT 1, 2",
        "SELECT * FROM lines LEFT JOIN (VALUES (1, 'a')) AS v(k, n) ON v.k = price",
        "SELECT receipt, count(*) FROM lines GROUP BY ALL HAVING count(*) > 1",
        "SELECT * FROM lines LATERAL VIEW OUTER posexplode(split(price, ',')) e AS n, one",
        "SELECT * FROM (SELECT receipt, price FROM lines) PIVOT (max(price) FOR receipt IN ('a', 'b'))",
        "SELECT * FROM lines UNPIVOT (v FOR k IN (receipt, price))",
        "SELECT receipt FROM lines INTERSECT SELECT price FROM lines EXCEPT SELECT 'x'",
        "SELECT /*+ BROADCAST(lines) */ a.* EXCEPT (price) FROM lines a, LATERAL (SELECT a.price AS p)",
        "SELECT CASE WHEN price RLIKE 'x' THEN try_cast(price AS INT) END, interval '1' day, price::int FROM lines",
        "SELECT x FROM lines TABLESAMPLE (5 ROWS)",
    ],
)
def test_what_reads_its_files_alone_is_taken(spark, sql):
    assert parsed.strange(spark, sql, FILES, ["receipt", "price"]) == []


def test_no_session_knows_the_functions_that_run_any_code(spark):
    for session in (spark, spark.newSession()):
        known = {row[0] for row in session.sql("SHOW SYSTEM FUNCTIONS").collect()}
        assert not known & {"reflect", "java_method", "try_reflect"}
        assert session.sql("SELECT '${env:HOME}' AS home").first().home == "${env:HOME}"
