"""Executes steps in order, several at once where they do not wait for each other, and keeps the ledger."""

import threading
import time
import typing
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from graphlib import TopologicalSorter
from typing import Any

from pyspark.sql import functions as F

from gcrm import __version__
from gcrm.core.contracts.graph import find
from gcrm.core.contracts.step import AnyStep, Landing, Step
from gcrm.core.contracts.table import Table
from gcrm.core.errors import UsageError
from gcrm.core.running import land
from gcrm.core.running.build import Task, build
from gcrm.core.running.failures import reason
from gcrm.core.running.records import Book, Delivery, Run, StepRecord
from gcrm.core.settings.config import Config, digest
from gcrm.core.storage.lakehouse import Lakehouse

Say = Callable[[str], None]
_FLUSH_SECONDS = 15.0  # how old what the ledger tells of a running run may be


@dataclass(frozen=True)
class Outcome:
    """What a run did, step by step and file by file."""

    run: Run
    steps: tuple[StepRecord, ...]
    deliveries: tuple[Delivery, ...]
    seconds: float


class Runner:
    """One run over one lakehouse. `settings` maps a table's name to the frozen settings of its build."""

    def __init__(
        self, lake: Lakehouse, config: Config, settings: Mapping[str, Any], run: Run, ledger: Book, say: Say
    ) -> None:
        self.lake, self.config, self.settings, self.run, self.say = lake, config, settings, run, say
        self.ledger = ledger
        self._made: set[str] = set()
        self._as_of: tuple[int, date] | None = None  # and the version of the table that tells it
        self._guard = threading.Lock()
        self._own = threading.local()

    def execute(self, steps: list[AnyStep], every: list[AnyStep]) -> Outcome:
        """Brings the outputs of `steps` up to date; `every` step is known so that a table can be found by name."""
        began = time.monotonic()
        whole_hash = digest(self.config.document.plain())
        self.every = every
        with ThreadPoolExecutor(4, "ledger") as pool:
            states, known = pool.submit(self.ledger.states), pool.submit(self.ledger.deliveries)
            self.ledger.require_key(self.run)
            begun = pool.submit(self.ledger.begin, self.run, whole_hash, __version__)
            self.refusals = self.ledger.refusals(self.run)
            self.states, self.known = states.result(), known.result()
            begun.result()
        self.done: list[StepRecord] = []
        self.seen: list[Delivery] = []
        status, message = "failed", "stopped before its end"
        try:
            self._all(steps)
            status, message = "done", ""
        except Exception as error:
            message = str(error) if isinstance(error, UsageError) else reason(error)
            raise
        finally:
            self._flush()
            now = datetime.now(UTC).replace(tzinfo=None)
            self.ledger.end(
                self.run,
                status,
                whole_hash,
                __version__,
                self._as_of[1] if self._as_of else self.run.as_of,
                now,
                message or None,
            )
        return Outcome(self.run, tuple(self.done), tuple(self.seen), time.monotonic() - began)

    def _all(self, steps: list[AnyStep]) -> None:
        """Runs every step after those it reads; the first failure lets running steps end, and starts no other."""
        by_name = {step.output.name: step for step in steps}
        waits = {name: [t for t in self._waits_for(step) if t in by_name] for name, step in by_name.items()}
        sorter = TopologicalSorter(waits)
        sorter.prepare()
        running: dict[Future[None], str] = {}
        self._recorded, flushed = 0, time.monotonic()
        order = list(by_name)
        with ThreadPoolExecutor(self.config.workers, "step") as pool:
            while sorter.is_active():
                for name in sorted(sorter.get_ready(), key=order.index):
                    running[pool.submit(self._one, by_name[name], len(steps))] = name
                finished, _ = wait(running, timeout=_FLUSH_SECONDS, return_when=FIRST_COMPLETED)
                for future in finished:
                    name = running.pop(future)
                    if future.exception():
                        pool.shutdown(wait=True, cancel_futures=True)
                    future.result()
                    sorter.done(name)
                if time.monotonic() - flushed > _FLUSH_SECONDS:
                    self._flush()
                    flushed = time.monotonic()

    def _waits_for(self, step: AnyStep) -> list[str]:
        """The tables that the step reads, and the one that tells the latest business date where it takes one."""
        asks = isinstance(step, Step) and step.wants_as_of
        return [*step.tables, *([self.config.as_of.table] if asks else [])]

    def _one(self, step: AnyStep, total: int) -> None:
        lake = self._lake()
        # What Spark's pages and event logs tell its jobs by.
        lake.spark.sparkContext.setJobDescription(step.output.name)
        with lake.lock(step.output):
            # Of two runs that wait for each other here, the later one's record must be the newer one.
            began, clock = datetime.now(UTC).replace(tzinfo=None), time.monotonic()
            record = self._land(step, lake, began) if isinstance(step, Landing) else self._build(step, lake, began)
        seconds = round(time.monotonic() - clock, 3)
        with self._guard:
            record = replace(record, run_id=self.run.run_id, position=len(self.done) + 1, seconds=seconds)
            self.done.append(record)
        self.say(progress(record, total))

    def _lake(self) -> Lakehouse:
        """This thread's own session over the lakehouse."""
        if not hasattr(self._own, "lake"):
            self._own.lake = self.lake.twin()
        lake: Lakehouse = self._own.lake
        return lake

    def _flush(self) -> None:
        """Writes what was done since the last time. A kill in between loses only the ledger's rows: the tables' commits
        say themselves what they hold, and every step may be repeated."""
        with self._guard:
            new, self._recorded = self.done[self._recorded :], len(self.done)
            delivered = [d for d in self.seen if d not in self.known]
            self.known.extend(delivered)
        # Files first: a file that is not on record would land again, a step would but be repeated.
        self.ledger.deliver(delivered)
        self.ledger.record(new)

    def _land(self, step: Landing, lake: Lakehouse, began: datetime) -> StepRecord:
        last = self._last(step, lake)
        new = land.arrivals(step, self.known if last or step.output.name not in self.states else [], self.run.run_id)
        if not new:
            lake.create(step.output)
            return StepRecord(step.output.name, "unchanged", "rows", began)
        new, record = land.take(step, lake, new, last, self.refusals, began)
        with self._guard:
            self.seen.extend(new)
        return record

    def _build(self, step: Step, lake: Lakehouse, began: datetime) -> StepRecord:
        settings = self.settings.get(step.output.name)
        config_hash = digest([__version__, settings, [(part.name, part.signature) for part in step.parts]])
        now = {name: self._version(lake, name, table) for name, table in step.tables.items()}
        # After the inputs, which must not hold a later day than this one.
        as_of = self.as_of(lake) if step.wants_as_of else None
        task = Task(step, settings, as_of, config_hash, now, self._last(step, lake))
        if task.unchanged:
            return StepRecord(step.output.name, "unchanged", "", began)
        return build(task, lake, self.refusals, began)

    def _last(self, step: AnyStep, lake: Lakehouse) -> StepRecord | None:
        """What the ledger says of the table; nothing where somebody has taken the table away since."""
        last = self.states.get(step.output.name)
        return last if last and lake.version(step.output) >= last.output_version else None

    def as_of(self, lake: Lakehouse) -> date:
        """The run's business date: the one asked for, or the latest that was delivered. Raises UsageError for one that
        lies before that: what is known of members by now cannot be told as of a day before."""
        table = find((step.output for step in self.every), self.config.as_of.table)
        with self._guard:
            # A run beside this one may deliver a day while this one goes on.
            version = lake.version(table)
            if self._as_of is None or self._as_of[0] != version:
                self._as_of = version, self._checked(self._latest(lake, table))
            return self._as_of[1]

    def _checked(self, latest: date | None) -> date:
        asked, source = self.run.as_of, self.config.as_of.table
        if asked is None and latest is None:
            raise UsageError(f"{source} has no day up to now, so there is no business date; give one with --date.")
        if asked is not None and latest is not None and asked < latest:
            raise UsageError(
                f"--date {asked} lies before {latest}, the latest day in {source}, and tables hold everything that was "
                f"delivered; leave --date out, or give {latest} or later."
            )
        return asked or typing.cast(date, latest)

    def _latest(self, lake: Lakehouse, table: Table) -> date | None:
        """The latest day that was delivered. A till whose clock is years ahead does not make that day everybody's."""
        if not lake.exists(table):
            return None
        day, tomorrow = F.col(self.config.as_of.field), datetime.now(UTC).date() + timedelta(days=1)
        row = lake.read(table).filter(day <= F.lit(tomorrow)).agg(F.max(day).alias("latest")).first()
        return row["latest"] if row else None

    def _version(self, lake: Lakehouse, name: str, table: Table) -> int:
        """The newest version, for a run beside this one may have written it since: who held the lock of an output last
        must have read no older inputs than who held it before."""
        if name not in self._made:
            lake.create(table)
            self._made.add(name)
        return lake.version(table)


def progress(record: StepRecord, total: int) -> str:
    """One line of progress: step i of n, table, rows, seconds, and how much was read."""
    head = f"[{record.position:>3}/{total}] {record.table_name:<36}"
    if record.status == "unchanged":
        return f"{head} {'unchanged':>13}"
    refused = f"  {record.rows_quarantined:,} quarantined" if record.rows_quarantined else ""
    return f"{head} {record.rows_kept:>8,} rows {record.seconds:>6.1f} s  {record.mode}{refused}"
