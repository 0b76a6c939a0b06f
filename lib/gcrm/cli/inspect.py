"""What is there, what is in it, what was refused, what happened: each as a frame to print."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.cli.project import Project
from gcrm.core.contracts.graph import find
from gcrm.core.errors import UsageError
from gcrm.core.storage.folders import may_enter
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.quarantine import QUARANTINE
from gcrm.ops.runs import RUNS
from gcrm.ops.steps import STEPS

WIDTH = 60  # characters of a value that are printed


def show(lake: Lakehouse, project: Project, name: str) -> DataFrame:
    """The rows of a table, by key; raises UsageError for one of the vault's, and for one that is not there."""
    table = find(project.tables, name)
    if table.layer == "vault":
        raise UsageError(
            f"{table.name} lies in the vault, which is not shown; read it with the vault's own permissions."
        )
    if not lake.exists(table):
        raise UsageError(f"{table.name} has not been built yet; `gcrm run` builds it.")
    frame = lake.read(table)
    return frame.orderBy(*table.key) if table.key else frame


def tables(lake: Lakehouse, project: Project) -> DataFrame:
    """`table`, `rows`, `version` and what it `holds`, null where a table is not there, or not to be seen."""
    rows, in_vault = [], may_enter(lake.vault)
    for table in project.tables:
        there = (in_vault or table.layer != "vault") and lake.exists(table)
        rows.append(
            (
                table.name,
                lake.read(table).count() if there else None,
                lake.version(table) if there else None,
                table.doc.strip().split("\n")[0],
            )
        )
    return lake.spark.createDataFrame(rows, "table string, rows bigint, version bigint, holds string").coalesce(1)


def quarantine(lake: Lakehouse, project: Project, name: str | None) -> DataFrame:
    """The refused rows of one table, one by one; without a name the reasons of all, and files refused as a whole."""
    rows = lake.read(QUARANTINE)
    if name:
        table = find(project.tables, name)
        one = rows.filter(F.col("table_name") == table.name).select("failed", "unreadable", "file", "line", "record")
        return one.orderBy("file", "line")
    reasons = rows.select("table_name", F.explode("failed").alias("reason"), "file", "line")
    counted = reasons.groupBy("table_name", "reason").agg(
        F.count(F.lit(1)).alias("rows"),
        F.min_by(F.concat_ws(":", "file", "line"), F.struct("file", "line")).alias("first_at"),
    )
    refused = lake.read(DELIVERIES).filter("status = 'refused'")
    files = refused.select(
        "table_name", F.col("reason"), F.lit(None).cast("bigint").alias("rows"), F.col("file").alias("first_at")
    )
    return counted.unionByName(files).orderBy("table_name", F.desc("rows"))


def runs(lake: Lakehouse) -> DataFrame:
    """Every run, the newest first, with its rows and seconds over all its steps."""
    per_run = (
        lake.read(STEPS)
        .groupBy("run_id")
        .agg(
            F.count(F.when(F.col("status") == "done", 1)).alias("tables_done"),
            F.sum("rows_read").alias("rows_read"),
            F.sum("rows_written").alias("rows_written"),
            F.sum("rows_quarantined").alias("rows_quarantined"),
            F.round(F.sum("seconds"), 1).alias("seconds"),
        )
    )
    known = lake.read(RUNS).select("run_id", "coalition", "started_at", "status", "as_of", "message")
    return known.join(per_run, "run_id", "left").orderBy(F.desc("started_at"))
