"""Spark's own SQL server (JDBC, ODBC) over a lakehouse: its tables, as analysts see them, with comments; no vault."""

import time
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any

from gcrm.core.contracts.table import Table
from gcrm.core.storage.anew import has_columns
from gcrm.core.storage.ddl import quoted
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.serve import guard, views
from gcrm.silver.areas import SILVER_AREAS

Say = Callable[[str], None]
SERVED = ("silver", "warehouse", "features", "models", "marts", "publish")
_NEW_TABLES_SECONDS = 60.0
_USER = "HADOOP_USER_NAME"
_SECONDS = 600


def settings(
    host: str, port: int, environment: MutableMapping[str, str], java: str, seconds: int = _SECONDS
) -> dict[str, str]:
    """Spark settings of a session that is to be served.

    `java`: the options of its JVM that are given already. `seconds`: after which a statement is stopped.

    HADOOP_USER_NAME leaves the environment: Hive's server would impersonate him, which HDFS refuses. As a property of
    the JVM it is read by Hadoop alone, and means the same.
    """
    user = environment.pop(_USER, None)
    return {
        "spark.driver.extraJavaOptions": f"{java} -D{_USER}={user}".strip() if user else java,
        "spark.hadoop.hive.server2.thrift.bind.host": host,
        "spark.hadoop.hive.server2.thrift.port": str(port),
        # Whoever connects may do what this process's user may, whatever name he gives.
        "spark.hadoop.hive.server2.enable.doAs": "false",
        # Tables are asked for by name: a path would lead to what is not registered.
        "spark.sql.runSQLOnFiles": "false",
        # ${env:...} in a statement would tell the environment of this process.
        "spark.sql.variable.substitute": "false",
        # Spark's own pages would show every statement to whoever reaches the machine.
        "spark.ui.enabled": "false",
        "spark.sql.thriftServer.queryTimeout": f"{seconds}s",
        "spark.hadoop.hive.server2.idle.session.timeout": "1h",
    }


def register(lake: Lakehouse, tables: Iterable[Table]) -> list[str]:
    """Puts those tables that are built into the catalog; gives the names of the new ones.

    One that another version has built may hold what its view does not hide, so it waits for the next run. Comments of
    tables are Delta's own, from the contracts, so they are there already.
    """
    added = []
    for table in sorted(tables, key=lambda table: table.name != SILVER_AREAS.name):
        if table.layer in SERVED and not lake.spark.catalog.tableExists(table.name) and is_served(lake, table):
            lake.spark.sql(f"CREATE SCHEMA IF NOT EXISTS {table.layer}")
            _add(lake, table)
            added.append(table.name)
    return added


def is_served(lake: Lakehouse, table: Table) -> bool:
    """Whether a table is built, with the columns that its contract has."""
    return lake.exists(table) and has_columns(table, lake.snapshot(table))


def waiting(lake: Lakehouse, tables: Iterable[Table]) -> list[str]:
    """A sentence for each table that another version has built."""
    return [
        f"{table.name} was built by another version and is not served; `gcrm run` builds it anew"
        for table in tables
        if table.layer in SERVED and lake.exists(table) and not is_served(lake, table)
    ]


def _add(lake: Lakehouse, table: Table) -> None:
    """The table itself, or where it holds what analysts do not see, a view of it."""
    spark, areas = lake.spark, is_served(lake, SILVER_AREAS)
    select = views.view(table, areas)
    if select is None:
        spark.sql(f"CREATE TABLE {table.name} USING delta LOCATION {quoted(lake.path(table))}")
        return
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {views.STORED}")
    for one in (table, *([SILVER_AREAS] if areas else [])):
        spark.sql(f"CREATE TABLE IF NOT EXISTS {views.stored(one)} USING delta LOCATION {quoted(lake.path(one))}")
    doc = quoted(table.doc.strip().split("\n")[0])
    spark.sql(f"CREATE VIEW {table.name} ({views.columns(table)}) COMMENT {doc} AS {select}")


def serve(lake: Lakehouse, tables: Iterable[Table], say: Say) -> None:
    """Serves until the process is stopped; tables that are built meanwhile are added."""
    every, jvm = list(tables), _jvm(lake)
    guard.protect(lake.spark)
    say(f"{len(register(lake, every))} tables of {', '.join(SERVED)}")
    for sentence in waiting(lake, every):
        say(sentence)
    jvm.org.apache.spark.sql.hive.thriftserver.HiveThriftServer2.startWithSparkSession(lake.spark._jsparkSession, False)
    conf = lake.spark.sparkContext.getConf()
    host, port = (conf.get(f"spark.hadoop.hive.server2.thrift.{name}") for name in ("bind.host", "port"))
    say(f"Serving SQL: jdbc:hive2://{host}:{port}")
    while True:
        time.sleep(_NEW_TABLES_SECONDS)
        for name in register(lake, every):
            say(f"{name} is new")


def _jvm(lake: Lakehouse) -> Any:
    return lake.spark._jvm
