"""SQL for analysts: tables with their comments, and nothing else."""

import pytest


@pytest.fixture(scope="module")
def key(cluster):
    return cluster.run("client", "hdfs", "dfs", "-cat", "/vault/demo/key", user="steward").strip().splitlines()[-1]


def test_analysts_read_tables_and_their_comments(submitted, cluster):
    assert submitted
    schemas = cluster.sql("SHOW SCHEMAS")
    assert all(f" {name} " in schemas for name in ("silver", "marts", "publish"))
    assert " vault " not in schemas
    assert "n_members" in cluster.sql("SELECT * FROM publish.area_power LIMIT 1")
    assert "Pseudonym of the member" in cluster.sql("DESCRIBE silver.transactions")


SCRIPT = (
    "SELECT TRANSFORM(x) USING 'HADOOP_USER_NAME=steward hdfs dfs -cat /vault/demo/key' AS (k) FROM VALUES (1) t(x)"
)
REFLECT = "SELECT {}('java.lang.System', 'setProperty', 'HADOOP_USER_NAME', 'steward')"


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("SELECT * FROM delta.`hdfs:///vault/demo/programme_members`", "TABLE_OR_VIEW_NOT_FOUND"),
        ("CREATE TABLE peek USING delta LOCATION 'hdfs:///vault/demo/programme_members'", "answers queries"),
        ("CREATE TEMPORARY VIEW peek USING text OPTIONS (path 'hdfs:///landing/demo/programme')", "answers queries"),
        ("INSERT INTO marts.area_power SELECT * FROM marts.area_power", "answers queries"),
        ("SET spark.sql.runSQLOnFiles=true", "cannot be set here"),
        ("ADD JAR hdfs:///tmp/any.jar", "answers queries"),
        ("CREATE FUNCTION f AS 'org.apache.hadoop.hive.ql.udf.generic.GenericUDFReflect'", "answers queries"),
        (SCRIPT, "TRANSFORM runs a program"),
        (f"SELECT count(*) FROM (SELECT 1 AS a) WHERE a IN (SELECT k FROM ({SCRIPT}))", "TRANSFORM runs a program"),
        *((REFLECT.format(name), "UNRESOLVED_ROUTINE") for name in ("reflect", "java_method", "try_reflect")),
    ],
)
def test_nobody_reads_the_vault_or_writes_whatever_name_he_gives(submitted, cluster, key, statement, refusal):
    assert submitted
    for name in ("analyst", "steward"):
        said = cluster.sql(statement, name, check=False)
        assert refusal in said
        assert key not in said


@pytest.mark.parametrize("vault", ["/vault/demo", "hdfs://namenode:8020/vault/demo", "hdfs://datanode-1:8020/vault"])
def test_past_the_server_nobody_reaches_the_vault_whoever_he_claims_to_be(submitted, cluster, vault):
    assert submitted
    said = cluster.run("sql", "hdfs", "dfs", "-ls", vault, user="steward", check=False)
    assert "No such file" in said or "UnknownHost" in said
    assert "key" not in said


def test_past_the_server_it_reaches_the_tables(submitted, cluster):
    assert submitted
    assert "marts" in cluster.run("sql", "hdfs", "dfs", "-ls", "/lake/demo")
