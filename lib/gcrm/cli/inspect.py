"""What is there, what is in it, what was refused, what happened."""

import argparse
from collections.abc import Callable

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.cli.lake import opened
from gcrm.cli.project import Project
from gcrm.core.contracts.graph import find
from gcrm.core.errors import UsageError
from gcrm.core.storage.folders import may_enter
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.quarantine import QUARANTINE
from gcrm.ops.runs import RUNS
from gcrm.ops.steps import STEPS

Answer = Callable[[Lakehouse, Project, argparse.Namespace], DataFrame]


def add_commands(
    add: Callable[..., argparse.ArgumentParser],
    command: Callable[[argparse.Namespace], int],
    lakehouse: argparse.ArgumentParser,
) -> None:
    """Adds `tables`, `show`, `quarantine` and `runs` to the command line."""
    for name, (help_text, _) in ANSWERS.items():
        sub = add(name, help_text, command, lakehouse)
        sub.add_argument("--limit", type=int, default=20, help="rows to print (default: %(default)s)")
        if name == "show":
            sub.add_argument("table", help="such as marts.area_power")
        if name == "quarantine":
            sub.add_argument("table", nargs="?", help="rows of one table, one by one")


def answer(args: argparse.Namespace, project: Project) -> int:
    """Prints the answer to one of these commands."""
    lake = opened(args, project)
    _, query = ANSWERS[args.name]
    frame = query(lake, project, args)
    frame.show(args.limit, truncate=60)
    return 0


def _show(lake: Lakehouse, project: Project, args: argparse.Namespace) -> DataFrame:
    table = find(project.tables, args.table)
    if table.layer == "vault":
        raise UsageError(
            f"{table.name} lies in the vault, which is not shown; read it with the vault's own permissions."
        )
    if not lake.exists(table):
        raise UsageError(f"{table.name} has not been built yet; `gcrm run` builds it.")
    frame = lake.read(table)
    return frame.orderBy(*table.key) if table.key else frame


def _tables(lake: Lakehouse, project: Project, args: argparse.Namespace) -> DataFrame:
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
    args.limit = len(rows)
    return lake.spark.createDataFrame(rows, "table string, rows bigint, version bigint, holds string").coalesce(1)


def _quarantine(lake: Lakehouse, project: Project, args: argparse.Namespace) -> DataFrame:
    rows = lake.read(QUARANTINE)
    if args.table:
        table = find(project.tables, args.table)
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


def _runs(lake: Lakehouse, _project: Project, _args: argparse.Namespace) -> DataFrame:
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
    runs = lake.read(RUNS).select("run_id", "coalition", "started_at", "status", "as_of", "message")
    return runs.join(per_run, "run_id", "left").orderBy(F.desc("started_at"))


ANSWERS: dict[str, tuple[str, Answer]] = {
    "tables": ("Print what is there: every table, its rows and version.", _tables),
    "show": ("Print rows of one table.", _show),
    "quarantine": ("Print what was refused, and why.", _quarantine),
    "runs": ("Print what happened: every run, its rows and time.", _runs),
}
