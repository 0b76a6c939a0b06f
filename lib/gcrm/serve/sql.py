"""Spark's own SQL server (JDBC, ODBC) over a lakehouse: its tables under their names, with their comments; no vault."""

import time
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any

from gcrm.core.contracts.table import Table
from gcrm.core.storage.ddl import quoted
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.serve import guard

Say = Callable[[str], None]
SERVED = ("silver", "warehouse", "features", "models", "marts", "publish")
_NEW_TABLES_SECONDS = 60.0
_USER = "HADOOP_USER_NAME"


def settings(host: str, port: int, environment: MutableMapping[str, str], java: str) -> dict[str, str]:
    """Spark settings of a session that is to be served; `java` are the options of its JVM that are given already.

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
    }


def register(lake: Lakehouse, tables: Iterable[Table]) -> list[str]:
    """Puts those tables that are built into the catalog; gives the names of the new ones.

    Comments are Delta's own, from the contracts, so they are there already.
    """
    added = []
    for table in tables:
        if table.layer in SERVED and not lake.spark.catalog.tableExists(table.name) and lake.exists(table):
            lake.spark.sql(f"CREATE SCHEMA IF NOT EXISTS {table.layer}")
            lake.spark.sql(f"CREATE TABLE {table.name} USING delta LOCATION {quoted(lake.path(table))}")
            added.append(table.name)
    return added


def serve(lake: Lakehouse, tables: Iterable[Table], say: Say) -> None:
    """Serves until the process is stopped; tables that are built meanwhile are added."""
    every, jvm = list(tables), _jvm(lake)
    guard.protect(lake.spark)
    say(f"{len(register(lake, every))} tables of {', '.join(SERVED)}")
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
