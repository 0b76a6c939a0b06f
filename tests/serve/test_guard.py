"""What the SQL server takes and what it refuses, by the plans of statements."""

import pytest

from gcrm.serve.guard import refusal, restore, unseen
from gcrm.serve.views import STORED

SCRIPT = "SELECT TRANSFORM(x) USING 'hdfs dfs -cat /vault/demo/key' AS (k) FROM VALUES (1) t(x)"


@pytest.fixture
def refused(spark):
    parser = spark._jsparkSession.sessionState().sqlParser()
    return lambda statement: refusal(spark.sparkContext._gateway, parser.parsePlan(statement))


@pytest.mark.parametrize(
    "statement",
    [
        SCRIPT,
        f"WITH q AS ({SCRIPT}) SELECT * FROM q",
        f"SELECT * FROM marts.area_power WHERE area_id IN (SELECT k FROM ({SCRIPT}))",
        f"SELECT (SELECT max(k) FROM ({SCRIPT})) AS one",
    ],
)
def test_a_program_is_refused_wherever_it_stands(refused, statement):
    assert refused(statement).startswith("TRANSFORM runs a program")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE FUNCTION f AS 'org.apache.hadoop.hive.ql.udf.generic.GenericUDFReflect'",
        "CREATE TEMPORARY FUNCTION f AS 'a.b.C' USING JAR 'hdfs:///tmp/c.jar'",
        "ADD JAR hdfs:///tmp/c.jar",
        "CREATE TABLE peek USING delta LOCATION 'hdfs:///vault/demo/programme_members'",
        "CREATE TEMPORARY VIEW peek USING text OPTIONS (path 'hdfs:///landing/demo')",
        "INSERT INTO marts.area_power SELECT * FROM marts.area_power",
        "INSERT OVERWRITE DIRECTORY '/tmp/out' USING csv SELECT 1",
        "DROP TABLE marts.area_power",
        "SET spark.sql.runSQLOnFiles=true",
    ],
)
def test_whatever_does_more_than_look_is_refused(refused, statement):
    assert refused(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DESCRIBE HISTORY '/vault/demo/programme_members'",
        "DESCRIBE DETAIL '/etc'",
        "DESCRIBE DETAIL 'hdfs://elsewhere:8020/lake/t'",
        "DESCRIBE HISTORY delta.`/vault/demo/programme_members`",
        "DESCRIBE DETAIL delta.`s3a://elsewhere/t`",
        "DESCRIBE EXTENDED delta.`/vault/demo/programme_members`",
        "DESCRIBE TABLE parquet.`/vault`",
        "SELECT * FROM delta.`hdfs://elsewhere/lake/t`",
        "SELECT * FROM text.`/etc/passwd`",
        "SELECT 1 WHERE EXISTS (SELECT * FROM csv.`/etc/passwd`)",
        "WITH a AS (SELECT * FROM delta.`/vault`) SELECT * FROM a",
        "EXPLAIN SELECT * FROM delta.`/vault`",
        "SHOW COLUMNS IN delta.`/vault`",
        "SHOW TBLPROPERTIES delta.`/vault`",
        "SHOW CREATE TABLE delta.`/vault`",
    ],
)
def test_a_path_is_refused_before_anybody_asks_for_it(refused, statement):
    assert refused(statement) == "This server knows tables by their names alone, such as marts.area_power, and no path."


@pytest.fixture(scope="module")
def served(spark, tmp_path_factory):
    """A view, and the table behind it, which only the view may read."""
    home = tmp_path_factory.mktemp("served")
    for schema in (STORED, "shown"):
        spark.sql(f"CREATE SCHEMA IF NOT EXISTS {schema} LOCATION '{home}/{schema}'")
    spark.sql(f"CREATE TABLE IF NOT EXISTS {STORED}.t (a INT, b INT) USING parquet")
    spark.sql(f"CREATE VIEW IF NOT EXISTS shown.t AS SELECT a FROM {STORED}.t")
    yield lambda statement: unseen(spark.sql(statement)._jdf.queryExecution().analyzed())
    spark.sql("DROP SCHEMA shown CASCADE")
    spark.sql(f"DROP SCHEMA {STORED} CASCADE")


@pytest.mark.parametrize(
    "statement",
    [
        f"SELECT b FROM {STORED}.t",
        f"SELECT x.b FROM shown.t JOIN {STORED}.t x USING (a)",
        f"SELECT (SELECT max(b) FROM {STORED}.t) AS b FROM shown.t",
        f"SELECT * FROM shown.t WHERE a IN (SELECT b FROM {STORED}.t)",
        f"WITH w AS (SELECT * FROM {STORED}.t) SELECT * FROM w",
        f"DESCRIBE {STORED}.t",
        f"SHOW TABLES IN {STORED}",
        f"SHOW COLUMNS IN {STORED}.t",
    ],
)
def test_what_stands_behind_a_view_is_read_by_the_view_alone(served, statement):
    assert served(statement).startswith(f"{STORED} is no schema of this server")


def test_a_view_reads_it(served):
    assert served("SELECT a, count(*) FROM shown.t GROUP BY a") is None
    assert (
        served("SELECT * FROM (SELECT * FROM shown.t UNION ALL SELECT 1) WHERE a > (SELECT min(a) FROM shown.t)")
        is None
    )


class Properties(dict):
    """Of a process, as Java's."""

    def getProperty(self, name):  # noqa: N802
        return self.get(name)

    def setProperty(self, name, value):  # noqa: N802
        self[name] = value

    def remove(self, name):
        del self[name]


def test_properties_that_a_connection_has_set_are_set_back():
    before = {"user.name": "gcrm", "java.security.policy": "ours"}
    now = Properties(before | {"user.name": "steward", "HADOOP_USER_NAME": "steward", "jetty.version": "9"})
    restore(now, before)
    assert now == before | {"jetty.version": "9"}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT area_id, count(*) FROM marts.area_power VERSION AS OF 1 GROUP BY area_id",
        "WITH q AS (SELECT 1 AS a) SELECT * FROM q UNION ALL SELECT 2",
        "SHOW SCHEMAS",
        "SHOW TABLES IN marts",
        "DESCRIBE EXTENDED marts.area_power",
        "DESCRIBE HISTORY marts.area_power",
        "EXPLAIN SELECT 1",
        "USE marts",
        "SET",
        "SET spark.sql.shuffle.partitions",
    ],
)
def test_who_looks_is_answered(refused, statement):
    assert refused(statement) is None
