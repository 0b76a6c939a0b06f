"""What happened: runs, steps, deliveries and what was refused, as tables of the lakehouse like any other."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import to_arrow_schema

from gcrm.core.contracts.table import Append, Field, Rule, Table, Upsert
from gcrm.core.errors import UsageError
from gcrm.core.storage.lakehouse import Lakehouse

RUNS = Table(
    name="ops.runs",
    doc="One row per run of the platform: what was asked, with which configuration, and how it ended.",
    key=("run_id",),
    fields=(
        Field("run_id", "string", "Identifier of the run"),
        Field("coalition", "string", "Coalition that was run", required=True),
        Field("started_at", "timestamp", "When it started", required=True),
        Field("ended_at", "timestamp", "When it ended; null while it runs, or after a kill"),
        Field("status", "string", "running, done or failed", required=True),
        Field("as_of", "date", "Business date that members and areas are described at"),
        Field("version", "string", "Version of the platform", required=True),
        Field("config_hash", "string", "Hash of the whole configuration", required=True),
        Field("message", "string", "Why it failed"),
        Field("n_steps", "int", "Tables that it was to bring up to date", unit="tables"),
        Field("key_id", "string", "Fingerprint of the key that pseudonyms are made with; null where none were made"),
    ),
    rules=(Rule("status_is_known", "status IN ('running', 'done', 'failed')"),),
    load=Upsert(),
)
STEPS = Table(
    name="ops.steps",
    doc="One row per run and table: rows read and written, time, and the exact versions of what was read.",
    key=("run_id", "table_name"),
    fields=(
        Field("run_id", "string", "Identifier of the run"),
        Field("position", "int", "Place in the order of the run"),
        Field("table_name", "string", "Table that the step makes"),
        Field("status", "string", "done, or unchanged where nothing that it reads had changed", required=True),
        Field("mode", "string", "whole: everything was read; touched: only changed groups; rows: only new rows"),
        Field("rows_read", "bigint", "Rows of the inputs that were read", unit="rows"),
        Field("rows_built", "bigint", "Rows that came out: kept + quarantined + repeated", unit="rows"),
        Field("rows_kept", "bigint", "Rows that met every rule", unit="rows"),
        Field("rows_quarantined", "bigint", "Rows that broke a rule", unit="rows"),
        Field("rows_repeated", "bigint", "Rows whose key a later row carries", unit="rows"),
        Field("rows_written", "bigint", "Rows inserted, updated or deleted in the table", unit="rows"),
        Field("seconds", "double", "Time it took", unit="s"),
        Field("inputs", "map<string,bigint>", "Version of each input that was read"),
        Field("output_version", "bigint", "Version of the table afterwards"),
        Field("config_hash", "string", "Hash of the step's settings and feeds"),
        Field("as_of", "date", "Business date, where the step takes one"),
        Field("started_at", "timestamp", "When it started", required=True),
    ),
    load=Append(),
)
DELIVERIES = Table(
    name="ops.deliveries",
    doc="One row per file that was delivered: taken, repeated (the same content came before) or refused, and why.",
    key=("table_name", "file", "revision", "sha256"),
    fields=(
        Field("table_name", "string", "Bronze table that the file belongs to"),
        Field("feed", "string", "Feed that the file belongs to", required=True),
        Field("file", "string", "Path below the landing folder"),
        Field("revision", "int", "1 for the first delivery under this name, 2 for the next content, ..."),
        Field("status", "string", "taken, repeated or refused", required=True),
        Field("reason", "string", "Why it was refused, or which file it repeats"),
        Field("rows_read", "bigint", "Rows in the file", unit="rows"),
        Field(
            "rows_quarantined", "bigint", "Rows that are no record of the declared columns, or contradict", unit="rows"
        ),
        Field("size", "bigint", "Size of the file", unit="bytes"),
        Field("modified_at", "timestamp", "When the file was last changed"),
        Field("sha256", "string", "Hash of the content"),
        Field("run_id", "string", "Run that saw it first", required=True),
    ),
    load=Append(),
)
QUARANTINE = Table(
    name="ops.quarantine",
    doc="One row per row that was refused, with every reason and the place in the landing where it stands.",
    key=("quarantine_id",),
    fields=(
        Field("quarantine_id", "string", "Hash of table, source and record"),
        Field("table_name", "string", "Table that refused the row", required=True),
        Field("failed", "array<string>", "Names of all rules that the row broke", required=True),
        Field("unreadable", "map<string,string>", "Text of the columns that could not be read as their type"),
        Field("record", "string", "The row as JSON, masked and pseudonymous"),
        Field("file", "string", "Path below the landing folder"),
        Field("revision", "int", "Revision of the file"),
        Field("line", "bigint", "Line in the file"),
        Field("run_id", "string", "Run that refused it", required=True),
    ),
    load=Upsert(),
    cluster_by=("table_name",),
)
OPS = (RUNS, STEPS, DELIVERIES, QUARANTINE)


@dataclass(frozen=True)
class Run:
    """One run. `as_of` is the business date asked for; None means the latest that was delivered. `key_id` tells the
    key that its pseudonyms are made with, where it makes any."""

    run_id: str
    coalition: str
    started_at: datetime
    as_of: date | None = None
    key_id: str | None = None
    n_steps: int | None = None


@dataclass(frozen=True)
class StepRecord:
    """A row of ops.steps; fields as there."""

    table_name: str
    status: str
    mode: str
    started_at: datetime
    rows_read: int = 0
    rows_built: int = 0
    rows_kept: int = 0
    rows_quarantined: int = 0
    rows_repeated: int = 0
    rows_written: int = 0
    seconds: float = 0.0
    inputs: Mapping[str, int] = field(default_factory=dict)
    output_version: int = -1
    config_hash: str = ""
    as_of: date | None = None
    position: int = 0
    run_id: str = ""


@dataclass(frozen=True)
class Delivery:
    """A row of ops.deliveries; fields as there."""

    table_name: str
    feed: str
    file: str
    revision: int
    status: str
    size: int
    modified_at: datetime
    sha256: str
    run_id: str
    reason: str | None = None
    rows_read: int | None = None
    rows_quarantined: int | None = None


class Ledger:
    """Reads and writes the ops tables of one lakehouse."""

    def __init__(self, lake: Lakehouse) -> None:
        self.lake = lake
        # Most of a first write is planning; four tables wait for each other no more than they must.
        with ThreadPoolExecutor(len(OPS)) as pool:
            list(pool.map(lake.create, OPS))

    def require_key(self, run: Run) -> None:
        """Raises UsageError where an earlier run made pseudonyms with another key: the two would not meet."""
        if run.key_id is None:
            return
        other = self.lake.read(RUNS).filter(F.col("key_id") != run.key_id).select("key_id").first()
        if other:
            raise UsageError(
                f"The vault key (fingerprint {run.key_id}) is not the one that made this lakehouse's pseudonyms "
                f"({other['key_id']}); give that one, or build into another lakehouse."
            )

    def begin(self, run: Run, config_hash: str, version: str) -> None:
        self._append(RUNS, [self._run(run, "running", config_hash, version, run.as_of, None, None)])

    def end(
        self,
        run: Run,
        status: str,
        config_hash: str,
        version: str,
        as_of: date | None,
        ended_at: datetime,
        message: str | None,
    ) -> None:
        row = self._run(run, status, config_hash, version, as_of, ended_at, message)
        # The row stands in a file of its own, so one overwrite is all it takes.
        self._append(RUNS, [row], replacing=f"run_id = '{run.run_id}'")

    def record(self, steps: Iterable[StepRecord]) -> None:
        self._append(STEPS, [asdict(step) for step in steps])

    def deliver(self, deliveries: Iterable[Delivery]) -> None:
        # A run beside this one may have put the same files on record since this one looked.
        self._append(DELIVERIES, [asdict(delivery) for delivery in deliveries], unless_there=DELIVERIES.key)

    def states(self) -> dict[str, StepRecord]:
        """The last thing done per table (a few rows a table; never grows with members)."""
        done = self.lake.read(STEPS).filter("status = 'done'")
        newest = done.groupBy("table_name").agg(F.max_by(F.struct(*STEPS.columns), "started_at").alias("s"))
        rows = (row["s"].asDict() for row in newest.collect())
        return {row["table_name"]: StepRecord(**row) for row in rows}

    def deliveries(self) -> list[Delivery]:
        """Every delivery seen so far (a row a file)."""
        return [Delivery(**row.asDict()) for row in self.lake.read(DELIVERIES).collect()]

    def refusing_tables(self) -> set[str]:
        """Names of the tables that have rows in quarantine."""
        return {row["table_name"] for row in self.lake.read(QUARANTINE).select("table_name").distinct().collect()}

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

    def _run(
        self,
        run: Run,
        status: str,
        config_hash: str,
        version: str,
        as_of: date | None,
        ended_at: datetime | None,
        message: str | None,
    ) -> dict[str, Any]:
        return {
            "run_id": run.run_id,
            "coalition": run.coalition,
            "started_at": run.started_at,
            "ended_at": ended_at,
            "status": status,
            "as_of": as_of,
            "version": version,
            "config_hash": config_hash,
            "message": message,
            "n_steps": run.n_steps,
            "key_id": run.key_id,
        }
