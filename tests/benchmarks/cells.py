"""Cells and member features from 20M lines: ours, the plain PySpark of a notebook, DuckDB, on the same files.

Ours runs with the settings of `gcrm run`, the notebook with Spark's own, in one process of the same memory.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from tests.benchmarks import steps
from tests.benchmarks.lines import LINES_A_MEMBER_AND_YEAR, lines, session, settings, write
from tests.benchmarks.report import keep

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.silver.transactions import TRANSACTIONS

DAYS = 365


def notebook(lake: Lakehouse, out: str) -> None:
    """What a notebook does: a distinct count a measure, a join for each, then the features from the lines again."""
    spark = lake.spark.newSession()
    for key in settings():
        if key.startswith("spark.sql."):
            spark.conf.unset(key)
    data = Lakehouse(spark, lake.root).read(TRANSACTIONS).filter("state = 'settled' AND member_id IS NOT NULL")
    key = ["member_id", "month", "partner_id", "category"]
    cells = data.groupBy(*key).agg(
        F.count("*").alias("n_lines"),
        F.sum("amount").alias("amount"),
        F.sum("quantity").alias("quantity"),
        F.countDistinct("business_date").alias("n_days"),
        F.countDistinct("transaction_id").alias("n_baskets"),
        F.min("amount").alias("smallest_line"),
        F.max("amount").alias("largest_line"),
        *[F.sum((F.floor(F.hour("sold_at") / 6) == i).cast("int")).alias(f"part_{i}") for i in range(4)],
    )
    cells.write.format("delta").mode("overwrite").save(f"{out}/cells")
    base = data.groupBy("member_id").agg(
        F.min("business_date").alias("first"),
        F.max("business_date").alias("last"),
        F.sum("amount").alias("amount"),
        F.sum("discount").alias("discount"),
        F.count("*").alias("n_lines"),
        F.max("amount").alias("largest_line"),
    )
    visits = data.groupBy("member_id").agg(
        F.countDistinct("business_date").alias("n_visits"), F.countDistinct("month").alias("n_months")
    )
    baskets = data.groupBy("member_id").agg(F.countDistinct("transaction_id").alias("n_baskets"))
    breadth = data.groupBy("member_id").agg(
        F.countDistinct("category").alias("n_categories"), F.countDistinct("partner_id").alias("n_partners")
    )
    hours = data.groupBy("member_id").agg(
        *[F.sum((F.floor(F.hour("sold_at") / 6) == i).cast("int")).alias(f"part_{i}") for i in range(4)]
    )
    weekdays = data.groupBy("member_id").agg(
        *[
            F.countDistinct(F.when(F.weekday("business_date") == i, F.col("business_date"))).alias(f"day_{i}")
            for i in range(7)
        ]
    )
    joined = base
    for frame in (visits, baskets, breadth, hours, weekdays):
        joined = joined.join(frame, "member_id")
    joined.write.format("delta").mode("overwrite").save(f"{out}/features")


def with_duckdb(lake: Lakehouse, out: str) -> None:
    """The same tables from the same Parquet files."""
    files = [path.removeprefix("file://") for path in lake.read(TRANSACTIONS).inputFiles()]
    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET memory_limit = '4GB'")
    view = "CREATE VIEW lines AS SELECT * FROM read_parquet({}) WHERE state = 'settled' AND member_id IS NOT NULL"
    connection.execute(view.format(files))
    hours = ", ".join(f"count(*) FILTER (hour(sold_at) // 6 = {i}) part_{i}" for i in range(4))
    connection.execute(
        f"""COPY (SELECT member_id, month, partner_id, category, count(*) n_lines, sum(amount) amount,
        sum(quantity) quantity,
        count(DISTINCT business_date) n_days, count(DISTINCT transaction_id) n_baskets, min(amount) smallest_line,
        max(amount) largest_line, {hours}
        FROM lines GROUP BY ALL) TO '{out}/cells.parquet' (FORMAT parquet)"""
    )
    weekdays = ", ".join(
        f"count(DISTINCT business_date) FILTER (isodow(business_date) = {i + 1}) day_{i}" for i in range(7)
    )
    connection.execute(
        f"""COPY (SELECT member_id, min(business_date) first, max(business_date) last, sum(amount) amount,
        sum(discount) discount, count(*) n_lines, max(amount) largest_line, count(DISTINCT business_date) n_visits,
        count(DISTINCT month) n_months, count(DISTINCT transaction_id) n_baskets, count(DISTINCT category) n_categories,
        count(DISTINCT partner_id) n_partners,
        {hours}, {weekdays} FROM lines GROUP BY member_id) TO '{out}/features.parquet' (FORMAT parquet)"""
    )


def timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def agree(lake: Lakehouse, out: str) -> None:
    """The three must tell the same of every member before their times may be compared."""
    ours = steps_table(lake, "features.purchases")
    plain = lake.spark.read.format("delta").load(f"{out}/features")
    duck = lake.spark.read.parquet(f"{out}/features.parquet")
    told = [F.count("*"), F.sum("n_visits"), F.sum("n_baskets"), F.sum(F.col("amount").cast("decimal(18,2)"))]
    sums = [frame.agg(*told).first() for frame in (ours, plain, duck)]
    if not sums[0] == sums[1] == sums[2]:
        sys.exit(f"The three disagree, so nothing is compared: {sums}")


def steps_table(lake: Lakehouse, name: str) -> DataFrame:
    from gcrm.core.contracts.graph import discover

    return lake.read(next(step.output for step in discover() if step.output.name == name))


def main(n: int = 20_000_000) -> None:
    folder = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    lake = Lakehouse(session("cells"), str(folder / "lakehouse"))
    members = n // LINES_A_MEMBER_AND_YEAR
    print(f"Generating {n:,} lines of {members:,} members ...", flush=True)
    write(lake, lines(lake.spark, n, members, 0, DAYS))
    for number in range(2):
        warm = Lakehouse(lake.spark, str(folder / f"warm-{number}"))
        write(warm, lines(lake.spark, 50_000, 1_000, 0, 60))
        steps.run(warm, 0)
        notebook(warm, str(folder / f"warm-notebook-{number}"))
    ours = timed(lambda: steps.run(lake, 1))
    plain = timed(lambda: notebook(lake, str(folder)))
    duck = timed(lambda: with_duckdb(lake, str(folder)))
    agree(lake, str(folder))
    keep(
        "cells",
        {
            "lines": n,
            "members": members,
            "ours_seconds": ours,
            "plain_pyspark_seconds": plain,
            "duckdb_seconds": duck,
            "plain_pyspark_over_ours": plain / ours,
            "ours_over_duckdb": ours / duck,
        },
    )
    lake.spark.stop()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
