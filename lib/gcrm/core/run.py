"""Executes steps in order, and keeps the ledger."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql import functions as F

from gcrm import __version__
from gcrm.core import land
from gcrm.core.build import Task, build
from gcrm.core.config import Config, digest
from gcrm.core.errors import UsageError
from gcrm.core.graph import find
from gcrm.core.lakehouse import Lakehouse, reason
from gcrm.core.ledger import Delivery, Ledger, Run, StepRecord
from gcrm.core.step import AnyStep, Landing, Step

Say = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a run did, step by step and file by file."""

    run: Run
    steps: tuple[StepRecord, ...]
    deliveries: tuple[Delivery, ...]
    seconds: float


class Runner:
    """One run over one lakehouse. `settings` maps a table's name to the frozen settings of its build."""

    def __init__(self, lake: Lakehouse, config: Config, settings: Mapping[str, Any], run: Run, say: Say) -> None:
        self.lake, self.config, self.settings, self.run, self.say = lake, config, settings, run, say
        self.ledger = Ledger(lake)
        self.versions: dict[str, int] = {}
        self._as_of = run.as_of
        self._position = 0

    def execute(self, steps: list[AnyStep], every: list[AnyStep]) -> Outcome:
        """Brings the outputs of `steps` up to date; `every` step is known so that a table can be found by name."""
        began = time.monotonic()
        whole_hash = digest(self.config.document.plain())
        self.ledger.begin(self.run, whole_hash, __version__)
        done: list[StepRecord] = []
        seen: list[Delivery] = []
        status, message = "failed", "stopped before its end"
        try:
            self._start(every)
            for position, step in enumerate(steps, 1):
                self._position = position
                following = steps[position].output.name if position < len(steps) else "the summary"
                done.append(self._one(step, len(steps), following, seen))
            status, message = "done", ""
        except (PySparkException, UsageError) as error:
            message = reason(error) if isinstance(error, PySparkException) else str(error)
            raise
        finally:
            self.ledger.record([record for record in done if record.status == "unchanged"])
            now = datetime.now(UTC).replace(tzinfo=None)
            self.ledger.end(self.run, status, whole_hash, __version__, self._as_of, now, message or None)
        return Outcome(self.run, tuple(done), tuple(seen), time.monotonic() - began)

    def _start(self, every: list[AnyStep]) -> None:
        self.every = every
        self.states = self.ledger.states()
        self.known = self.ledger.deliveries()
        self.refusing = self.ledger.refusing_tables()

    def _one(self, step: AnyStep, total: int, following: str, seen: list[Delivery]) -> StepRecord:
        clock = time.monotonic()
        began = datetime.now(UTC).replace(tzinfo=None)
        with self.lake.lock(step.output):
            record = self._land(step, began, seen) if isinstance(step, Landing) else self._build(step, began)
        seconds = round(time.monotonic() - clock, 3)
        record = replace(record, run_id=self.run.run_id, position=self._position, seconds=seconds)
        if record.status == "done":
            self.ledger.record([record])
            self.versions[step.output.name] = record.output_version
        self.say(progress(record, total, following))
        return record

    def _land(self, step: Landing, began: datetime, seen: list[Delivery]) -> StepRecord:
        new = land.arrivals(step, self.known, self.run.run_id)
        if not new:
            self.lake.create(step.output)
            return StepRecord(step.output.name, "unchanged", "rows", began)
        # Another run may have taken them while this one waited for the lock.
        self.known = self.ledger.deliveries()
        new = land.arrivals(step, self.known, self.run.run_id)
        new, record = land.take(step, self.lake, new, self.run.run_id, began)
        self.ledger.deliver(new)
        seen.extend(new)
        self.known.extend(new)
        return record

    def _build(self, step: Step, began: datetime) -> StepRecord:
        as_of = self.as_of() if step.wants_as_of else None
        settings = self.settings.get(step.output.name)
        config_hash = digest(
            [__version__, self.config.digest(step.output.name), [(part.name, part.signature) for part in step.parts]]
        )
        now = {name: self._version(name, table) for name, table in step.tables.items()}
        task = Task(step, settings, as_of, config_hash, now, self.states.get(step.output.name))
        if task.unchanged:
            return StepRecord(step.output.name, "unchanged", "", began)
        return build(task, self.lake, self.run.run_id, self.refusing, began)

    def as_of(self) -> date:
        """The run's business date: the one asked for, or the latest that was delivered."""
        if self._as_of is None:
            source = self.config.as_of
            table = find(self.every, (), source.table)
            row = self.lake.read(table).agg(F.max(source.field).alias("latest")).first()
            if row is None or row["latest"] is None:
                raise UsageError(f"{source.table} has no rows, so there is no latest business date; give one with --date.")
            self._as_of = row["latest"]
        return self._as_of

    def _version(self, name: str, table: Any) -> int:
        if name not in self.versions:
            self.lake.create(table)
            self.versions[name] = self.lake.version(table)
        return self.versions[name]


def progress(record: StepRecord, total: int, following: str) -> str:
    """One line of progress: step i of n, rows, seconds, and what is next."""
    head = f"[{record.position:>3}/{total}] {record.table_name:<36}"
    if record.status == "unchanged":
        return f"{head} {'unchanged':>13}"
    refused = f"  {record.rows_quarantined:,} quarantined" if record.rows_quarantined else ""
    return f"{head} {record.rows_kept:>8,} rows {record.seconds:>6.1f} s  {record.mode}{refused}  next: {following}"
