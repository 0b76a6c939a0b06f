"""Runs of `gcrm` as processes that can be watched and killed, and what a lakehouse holds after them."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from tests.conftest import REPOSITORY
from tests.faults.kiosk import TABLES

from gcrm.core.lakehouse import Lakehouse
from gcrm.core.ledger import DELIVERIES, QUARANTINE, STEPS
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse.member_months import MEMBER_MONTHS

KEY = "5a" * 32
PATIENCE = 300


@dataclass
class Process:
    """A command that runs, and what it has said so far."""

    popen: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
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

    def wait(self) -> int:
        code = self.popen.wait(PATIENCE)
        self._reader.join(10)
        return code

    @property
    def text(self) -> str:
        return "\n".join(self.said)


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


def audit(spark: SparkSession, lakehouse: str) -> None:
    """Keys once; what the ledger's last steps built = kept + quarantined + repeated; files once."""
    lake = Lakehouse(spark, lakehouse)
    for table in (TRANSACTIONS, MEMBER_MONTHS):
        rows = lake.read(table)
        assert rows.count() == rows.select(*table.key).distinct().count(), f"{table.name} holds a key twice"
    sums = F.expr("rows_built <> rows_kept + rows_quarantined + rows_repeated")
    assert lake.read(STEPS).filter("status = 'done'").filter(sums).isEmpty()
    taken = lake.read(DELIVERIES).filter("status = 'taken'").groupBy("table_name", "sha256").count()
    assert taken.filter("count > 1").isEmpty(), "a file was taken twice"


def _rows(frame: DataFrame) -> list[Any]:
    # A few thousand lines of a test; sorted as text, for maps and arrays have no order of their own.
    return sorted(row.j for row in frame.select(F.to_json(F.struct("*")).alias("j")).collect())
