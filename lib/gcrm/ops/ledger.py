"""What happened: runs, steps, deliveries and what was refused, written and read as tables like any other."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import to_arrow_schema

from gcrm.core.contracts.table import Table
from gcrm.core.errors import UsageError
from gcrm.core.running.records import Delivery, Judged, Past, Run, StepRecord, Verdict
from gcrm.core.storage.lakehouse import GONE, Lakehouse
from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.quality import QUALITY
from gcrm.ops.quarantine import QUARANTINE, Quarantine
from gcrm.ops.releases import RELEASES
from gcrm.ops.runs import RUNS
from gcrm.ops.steps import STEPS

OPS = (RUNS, STEPS, DELIVERIES, QUARANTINE, QUALITY, RELEASES)


class Ledger:
    """Reads and writes the ops tables of one lakehouse; with `make` unset it only reads what is there."""

    def __init__(self, lake: Lakehouse, make: bool = True) -> None:
        self.lake = lake
        if not make:
            return
        # Most of a first write is planning; these tables wait for each other no more than they must.
        with ThreadPoolExecutor(len(OPS)) as pool:
            list(pool.map(lake.create, OPS))

    def require_key(self, run: Run) -> None:
        """Raises UsageError where an earlier run made pseudonyms with another key: the two would not meet."""
        if run.key_id is None:
            return
        other = self.lake.read(RUNS).filter(F.col("key_id") != run.key_id).select("key_id").first()
        if other and other["key_id"].partition("-")[0] != run.key_id.partition("-")[0]:
            raise UsageError(
                "This lakehouse's pseudonyms were derived by another version of G-CRM; after `gcrm rotate-key` the "
                "next run makes them anew."
            )
        if other:
            raise UsageError(
                f"The vault key (fingerprint {run.key_id}) is not the one that made this lakehouse's pseudonyms "
                f"({other['key_id']}); give that one, or build into another lakehouse."
            )

    def begin(self, run: Run, config_hash: str, version: str) -> None:
        self._append(RUNS, [self._run(run, "running", config_hash, version)])

    def end(
        self,
        run: Run,
        status: str,
        config_hash: str,
        version: str,
        as_of: date | None,
        delivered_to: date | None,
        ended_at: datetime,
        message: str | None,
    ) -> None:
        told = {"as_of": as_of, "delivered_to": delivered_to, "ended_at": ended_at, "message": message}
        row = self._run(run, status, config_hash, version, **told)
        # The row stands in a file of its own, so one overwrite is all it takes.
        self._append(RUNS, [row], replacing=f"run_id = '{run.run_id}'")

    def record(self, steps: Iterable[StepRecord]) -> None:
        self._append(STEPS, [asdict(step) for step in steps])

    def judge(self, verdicts: Iterable[Verdict]) -> None:
        self._append(QUALITY, [asdict(verdict) for verdict in verdicts])

    def judged(self) -> dict[str, Judged]:
        """The last checks of each table: of which version, the sentence of one that stopped, and whether one failed.

        A row a table.
        """
        stopped = F.when(F.col("status") == "stopped", F.col("told"))
        found = F.struct(
            F.max("version").alias("version"),
            F.max(stopped).alias("stopped"),
            F.bool_or(F.col("status") == "failed").alias("failed"),
        )
        times = self.lake.read(QUALITY).groupBy("table_name", "checked_at").agg(found.alias("found"))
        newest = times.groupBy("table_name").agg(F.max_by("found", "checked_at").alias("last"))
        return {row["table_name"]: Judged(**row["last"].asDict()) for row in newest.collect()}

    def asked_last(self) -> list[dict[str, Any]]:
        """What the checks of the last run that asked any found: rows of ops.quality, by table and check."""
        if not self.lake.exists(QUALITY):
            return []
        every = self.lake.read(QUALITY)
        newest = every.agg(F.max_by("run_id", "checked_at").alias("run_id"))
        rows = every.join(newest, "run_id").orderBy("table_name", "check_name").select(*QUALITY.columns)
        return [row.asDict() for row in rows.collect()]

    def deliver(self, deliveries: Iterable[Delivery]) -> None:
        # A run beside this one may have put the same files on record since this one looked.
        self._append(DELIVERIES, [asdict(delivery) for delivery in deliveries], unless_there=DELIVERIES.key)

    def redeliver(self, changed: Iterable[tuple[Delivery, Delivery]]) -> None:
        """Puts deliveries on record as what their files became, each in place of what it was."""
        kinds = to_arrow_schema(self.lake.empty(DELIVERIES).schema).append(pa.field(GONE, pa.bool_()))
        pairs = list(changed)
        marked = [asdict(one) | {GONE: gone} for pair in pairs for one, gone in zip(pair, (True, False), strict=True)]
        if marked:
            rows = self.lake.spark.createDataFrame(pa.Table.from_pylist(marked, kinds))
            with self.lake.lock(DELIVERIES):
                self.lake.merge(DELIVERIES, rows, {"rewritten": len(pairs)})

    def states(self) -> dict[tuple[str, date | None], StepRecord]:
        """The last thing done per table and business day (never grows with members); no day where a step takes none."""
        if not self.lake.exists(STEPS):
            return {}
        done = self.lake.read(STEPS).filter("status = 'done'").groupBy("table_name", "as_of")
        newest = done.agg(F.max_by(F.struct(*STEPS.columns), "started_at").alias("s"))
        rows = (row["s"].asDict() for row in newest.collect())
        return {(row["table_name"], row["as_of"]): StepRecord(**row) for row in rows}

    def past(self) -> list[Past]:
        """Every run that ended, and how far deliveries went when it did (a row a run)."""
        # Runs of before `delivered_to` was kept were always as of the latest day.
        runs = self.lake.read(RUNS).withColumn("delivered_to", F.coalesce("delivered_to", "as_of"))
        return [Past(**row.asDict()) for row in runs.select("run_id", "started_at", "delivered_to").collect()]

    def deliveries(self) -> list[Delivery]:
        """Every delivery seen so far (a row a file)."""
        rows = self.lake.read(DELIVERIES).collect() if self.lake.exists(DELIVERIES) else []
        return [Delivery(**row.asDict()) for row in rows]

    def refusals(self, run: Run) -> Quarantine:
        """Where the run puts rows aside; knows the tables that have some there already."""
        rows = self.lake.read(QUARANTINE).select("table_name").distinct().collect()
        return Quarantine(run.run_id, {row["table_name"] for row in rows})

    def _append(
        self, table: Table, rows: list[dict[str, Any]], replacing: str = "", unless_there: tuple[str, ...] = ()
    ) -> None:
        if rows:
            # By Arrow, for rows of Python would first go through a worker process.
            fields = self.lake.empty(table).schema
            given = pa.Table.from_pylist(rows, to_arrow_schema(fields))
            frame = self.lake.spark.createDataFrame(given, fields)
            with self.lake.lock(table):
                if unless_there:
                    there = self.lake.read(table).select(*unless_there)
                    frame = frame.join(there, list(unless_there), "left_anti").select(*table.columns)
                writer = frame.coalesce(1).write.format("delta").mode("overwrite" if replacing else "append")
                (writer.option("replaceWhere", replacing) if replacing else writer).save(self.lake.path(table))

    def _run(self, run: Run, status: str, config_hash: str, version: str, **told: Any) -> dict[str, Any]:
        return {
            "run_id": run.run_id,
            "coalition": run.coalition,
            "started_at": run.started_at,
            "status": status,
            "version": version,
            "config_hash": config_hash,
            "n_steps": run.n_steps,
            "key_id": run.key_id,
            **told,
        }
