"""What the SQL server takes and what it refuses, by the plans of statements."""

import pytest

from gcrm.serve.guard import refusal

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
