"""Runs of `gcrm` as processes that can be watched and killed, and what a lakehouse holds after them."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from delta.tables import DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from tests.conftest import REPOSITORY
from tests.faults.kiosk import TABLES, deliver, lines

from gcrm.core.contracts.table import Table
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.quarantine import QUARANTINE
from gcrm.ops.runs import RUNS
from gcrm.ops.steps import STEPS
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse.member_months import MEMBER_MONTHS

KEY = "8d1f0a6be2c45793b01e9c7f64d2a85be3370c59f19846adcb02e57d1a6f83b4"
PATIENCE = 300


@dataclass
class Process:
    """A command that runs, and what it has said so far."""

    popen: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    every: ClassVar[list["Process"]] = []

    def __post_init__(self) -> None:
        self.every.append(self)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.popen.stdout is not None
        for line in self.popen.stdout:
            self.said.append(line.rstrip("\n"))

    def wait_for(self, pattern: str, patience: float = PATIENCE) -> str:
        """The first line that matches; raises where the process ends, or time does, without one."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            found = next((line for line in list(self.said) if re.search(pattern, line)), None)
            if found is not None:
                return found
            if self.popen.poll() is not None and not self._reader.is_alive():
                break
            time.sleep(0.02)
        raise AssertionError(f"Never said {pattern!r}:\n{self.text}")

    def kill(self) -> None:
        """Python and its JVM at once, as when the machine loses its power."""
        os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    @classmethod
    def end_all(cls) -> None:
        """Ends what a test left running."""
        for process in cls.every:
            if process.popen.poll() is None:
                process.kill()
        cls.every.clear()

    def wait(self) -> int:
        code = self.popen.wait(PATIENCE)
        self._reader.join(10)
        return code

    @property
    def text(self) -> str:
        return "\n".join(self.said)


@dataclass(frozen=True)
class Watched:
    """A table's folder seen past Spark. `names` lists a folder: what is in it, and nothing where it is not there."""

    folder: str
    names: Callable[[str], set[str]]

    def files(self) -> set[str]:
        return {name for name in self.names(self.folder) if name.endswith((".parquet", ".bin"))}

    def version(self) -> int:
        """The number of the newest commit; -1 before the first."""
        logged = self.names(f"{self.folder}/_delta_log")
        return max((int(name[:20]) for name in logged if re.fullmatch(r"\d{20}[.]json", name)), default=-1)

    def wait_for_a_write(self, process: Process) -> int:
        """Waits for a data file that no commit holds; gives the version at that moment."""
        version, files = self.version(), self.files()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and process.popen.poll() is None:
            new, now = self.files() - files, self.version()
            if now != version:
                version, files = now, self.files()
            elif new:
                return version
        raise AssertionError(f"Nothing was written to {self.folder}:\n{process.text}")

    def wait_for_a_commit(self, process: Process) -> int:
        """Waits for the next commit; gives its number."""
        version, until = self.version(), time.monotonic() + PATIENCE
        while time.monotonic() < until and process.popen.poll() is None:
            if (now := self.version()) > version:
                return now
        raise AssertionError(f"Nothing was committed to {self.folder}:\n{process.text}")


def local_names(folder: str) -> set[str]:
    try:
        return {path.name for path in Path(folder).iterdir()}
    except FileNotFoundError:
        return set()


@dataclass(frozen=True)
class Place:
    """Where a coalition is run: its configuration, files and tables, and the process's own variables."""

    conf: Path
    landing: str
    lakehouse: str
    variables: Mapping[str, str] = field(default_factory=dict)

    def start(self, *arguments: str, command: str = "run", **variables: str) -> Process:
        where = ["--coalition", "kiosk", "--conf", str(self.conf), "--lakehouse", self.lakehouse]
        given = ["--landing", self.landing, "--only", *TABLES] if command == "run" else []
        line = [sys.executable, "-m", "gcrm.cli.main", command, *where, *given, *arguments]
        env = {**os.environ, "GCRM_VAULT_KEY": KEY, **self.variables, **variables}
        popen = subprocess.Popen(
            line, cwd=REPOSITORY, env=env, text=True, stdout=-1, stderr=subprocess.STDOUT, start_new_session=True
        )
        return Process(popen)

    def run(self, *arguments: str, **variables: str) -> Process:
        """A run to its end, which must be a good one."""
        process = self.start(*arguments, **variables)
        assert process.wait() == 0, process.text
        return process

    def deliver(self, number: int, **sizes: Any) -> Path:
        return deliver(Path(self.landing), number, **sizes)

    def kill(self, process: Process) -> None:
        """Ends the driver at once."""
        process.kill()

    def watch(self, table: Table) -> Watched:
        layer, _, noun = table.name.partition(".")
        root = f"{self.lakehouse}/vault" if layer == "vault" else f"{self.lakehouse}/{layer}"
        return Watched(f"{root}/{noun}", local_names)


@dataclass(frozen=True)
class Holding:
    """What a lakehouse holds, by which it is compared: rows in a fixed order, and what the ledger counts."""

    transactions: list[Any]
    months: list[Any]
    quarantine: list[Any]


def held(spark: SparkSession, lakehouse: str) -> Holding:
    lake = Lakehouse(spark, lakehouse)
    return Holding(
        _rows(lake.read(TRANSACTIONS).drop("_source")),
        _rows(lake.read(MEMBER_MONTHS)),
        _rows(lake.read(QUARANTINE).select("table_name", "failed", "record")),
    )


def audit(spark: SparkSession, lakehouse: str, days: int = 0) -> None:
    """Keys once; what the ledger's last steps built = kept + quarantined + repeated; files once; every line of so many
    days, and every cent of them, in the table or in quarantine."""
    lake = Lakehouse(spark, lakehouse)
    if days:
        _complete(lake, days)
    for table in (TRANSACTIONS, MEMBER_MONTHS):
        rows = lake.read(table)
        assert rows.count() == rows.select(*table.key).distinct().count(), f"{table.name} holds a key twice"
    sums = F.expr("rows_built <> rows_kept + rows_quarantined + rows_repeated")
    assert lake.read(STEPS).filter("status = 'done'").filter(sums).isEmpty()
    taken = lake.read(DELIVERIES).filter("status = 'taken'").groupBy("table_name", "sha256").count()
    assert taken.filter("count > 1").isEmpty(), "a file was taken twice"


def _complete(lake: Lakehouse, days: int) -> None:
    given = [line for number in range(days) for line in lines(number)]
    kept = lake.read(TRANSACTIONS).agg(F.count("*").alias("n"), F.sum("amount").alias("amount")).first()
    refused = lake.read(QUARANTINE).filter(F.col("table_name") == TRANSACTIONS.name).count()
    assert kept is not None
    assert kept["n"] + refused == len(given)
    # What could not be read as an amount is what was refused.
    readable = [Decimal(line[-1]) for line in given if line[-1] != "n/a"]
    assert kept["n"] == len(readable)
    assert kept["amount"] == sum(readable)
    delivered = lake.read(DELIVERIES).filter("status = 'taken' AND table_name = 'vault.kiosk_lines'")
    assert delivered.filter("rows_read IS NULL").isEmpty()


def inserted(spark: SparkSession, path: str, after: int) -> int:
    """Rows that MERGEs put into a table in its versions after that one, by DESCRIBE HISTORY."""
    history = DeltaTable.forPath(spark, path).history().filter(F.col("version") > after)
    merges = history.filter("operation = 'MERGE'").select(F.col("operationMetrics")["numTargetRowsInserted"].alias("n"))
    return sum(int(row["n"]) for row in merges.collect())


def unrecorded(spark: SparkSession, lakehouse: str, table: Table, version: int) -> bool:
    """Whether the ledger knows of no step that made this version of the table."""
    steps = Lakehouse(spark, lakehouse).read(STEPS).filter(F.col("table_name") == table.name)
    return steps.filter(F.col("output_version") >= version).isEmpty()


def runs(spark: SparkSession, lakehouse: str) -> list[Any]:
    """The ledger's runs, the oldest first."""
    return Lakehouse(spark, lakehouse).read(RUNS).orderBy("started_at").collect()


def _rows(frame: DataFrame) -> list[Any]:
    # A few thousand lines of a test; sorted as text, for maps and arrays have no order of their own.
    return sorted(row.j for row in frame.select(F.to_json(F.struct("*")).alias("j")).collect())
