"""Executes steps in order, several at once where they do not wait for each other, and keeps the ledger."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from typing import Any

from gcrm import __version__
from gcrm.core.contracts.graph import find
from gcrm.core.contracts.step import AnyStep, Landing, Step
from gcrm.core.contracts.table import Table
from gcrm.core.errors import UsageError
from gcrm.core.running import reland
from gcrm.core.running.build import Task
from gcrm.core.running.business_days import BusinessDays
from gcrm.core.running.careful import build
from gcrm.core.running.day_steps import DaySteps
from gcrm.core.running.failures import named, reason
from gcrm.core.running.fingerprint import fingerprint
from gcrm.core.running.reasons import short, why
from gcrm.core.running.records import Book, Delivery, Run, StepRecord
from gcrm.core.running.taken import require_inputs
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
        self._guard = threading.Lock()
        self._own = threading.local()

    def execute(self, steps: list[AnyStep], every: list[AnyStep]) -> Outcome:
        """Brings the outputs of `steps` up to date; `every` step is known so that a table can be found by name."""
        began = time.monotonic()
        whole_hash = digest(self.config.document.plain())
        makers = {step.output.name: step for step in every if isinstance(step, Step)}
        with ThreadPoolExecutor(4, "ledger") as pool:
            states, known = pool.submit(self.ledger.states), pool.submit(self.ledger.deliveries)
            past = pool.submit(self.ledger.past)
            self.ledger.require_key(self.run)
            begun = pool.submit(self.ledger.begin, self.run, whole_hash, __version__)
            self.refusals = self.ledger.refusals(self.run)
            self.states, self.known = states.result(), known.result()
            told = self.config.as_of
            table = find((step.output for step in every), told.table)
            self.days = BusinessDays(self.run, table, told.field, past.result())
            self.day_steps = DaySteps(makers, self.settings, self.states, self.days, self.refusals)
            begun.result()
        self.done: list[StepRecord] = []
        self._finished = 0
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
            there = self.days.delivered()
            ends = self.days.latest(), there.latest if there else None
            self.ledger.end(self.run, status, whole_hash, __version__, *ends, now, message or None)
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
        """The tables that the step reads; where it is built as of a day, also those that it sees a past day by, and the
        one that tells the latest business date."""
        if isinstance(step, Step) and step.dated:
            return [*self.day_steps.reads(step), self.config.as_of.table]
        return [*step.tables]

    def _one(self, step: AnyStep, total: int) -> None:
        lake = self._lake()
        # What Spark's pages and event logs tell its jobs by.
        lake.spark.sparkContext.setJobDescription(step.output.name)
        with named(step), lake.lock(step.output):
            # Of two runs that wait for each other here, the later one's record must be the newer one.
            began, clock = datetime.now(UTC).replace(tzinfo=None), time.monotonic()
            if isinstance(step, Landing):
                records = [self._land(step, lake, began)]
            else:
                self._require_inputs(step, lake)
                built = self._of_days(step, lake, began) if step.dated else [self._build(step, lake, began)]
                records = [self._told(step, record) for record in built]
        seconds = time.monotonic() - clock
        with self._guard:
            self._finished += 1
            each = round(seconds / max(1, sum(record.status == "done" for record in records)), 3)
            records = [
                replace(
                    r, run_id=self.run.run_id, position=len(self.done) + i, seconds=each if r.status == "done" else 0.0
                )
                for i, r in enumerate(records, 1)
            ]
            self.done.extend(records)
            line = progress(records, seconds, self._finished, total)
        self.say(line)

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
        taken_away = last is None and (step.output.name, None) in self.states
        new, record = reland.bring(step, lake, last, taken_away, self.known, self.run, self.refusals, began)
        with self._guard:
            self.seen.extend(new)
        return record

    def _build(self, step: Step, lake: Lakehouse, began: datetime) -> StepRecord:
        now = {name: self._version(lake, table) for name, table in step.tables.items()}
        settings = self.settings.get(step.output.name)
        task = Task(step, settings, None, digest(self._made_of(step)), now, self._last(step, lake))
        if task.unchanged:
            return StepRecord(step.output.name, "unchanged", "", began)
        return build(task, lake, self.refusals, began)

    def _of_days(self, step: Step, lake: Lakehouse, began: datetime) -> list[StepRecord]:
        with self._guard:
            done, seen = list(self.done), list(self.seen)
        return self.day_steps.bring(
            step,
            lake,
            lambda table: self._version(lake, table),
            digest(self._made_of(step)),
            done,
            lambda: [*self.known, *(delivery for delivery in seen if delivery not in self.known)],
            began,
        )

    def _made_of(self, step: Step) -> dict[str, str]:
        return fingerprint(step, self.settings.get(step.output.name))

    def _require_inputs(self, step: Step, lake: Lakehouse) -> None:
        now = {name: self._version(lake, table) for name, table in step.tables.items()}
        require_inputs(step.output.name, self._before(step.output.name), now, self._newest, self.run)

    def _told(self, step: Step, record: StepRecord) -> StepRecord:
        """The record with what made the table, and why it was built."""
        if record.status != "done":
            return record
        made = self._made_of(step)
        last = self.states.get((record.table_name, record.as_of)) or self._before(record.table_name)
        return replace(record, fingerprint=made, reason=short(why(last, made, record.inputs, record.as_of)))

    def _before(self, table: str) -> StepRecord | None:
        """How a table was built last before this run, whichever day it was built as of."""
        mine = [record for (name, _), record in self.states.items() if name == table]
        return max(mine, key=lambda record: record.started_at, default=None)

    def _newest(self, table: str) -> StepRecord | None:
        """How a table was built last, in this run or before."""
        with self._guard:
            done = [record for record in self.done if (record.table_name, record.status) == (table, "done")]
        return done[-1] if done else self._before(table)

    def _last(self, step: AnyStep, lake: Lakehouse) -> StepRecord | None:
        """What the ledger says of the table; nothing where somebody has taken the table away since."""
        last = self.states.get((step.output.name, None))
        return last if last and lake.version(step.output) >= last.output_version else None

    def _version(self, lake: Lakehouse, table: Table) -> int:
        """The newest version, for a run beside this one may have written it since: who held the lock of an output last
        must have read no older inputs than who held it before."""
        if table.name not in self._made:
            lake.create(table)
            self._made.add(table.name)
        return lake.version(table)


def progress(records: list[StepRecord], seconds: float, place: int, total: int) -> str:
    """One line of progress: step i of n, table, rows, seconds, how much was read, of how many days, and why."""
    head = f"[{place:>3}/{total}] {records[0].table_name:<36}"
    done = [record for record in records if record.status == "done"]
    why = next((f"  ({record.reason})" for record in (done or records) if record.reason), "")
    if not done:
        return f"{head} {'unchanged':>13}{why}"
    bad, late = sum(r.rows_quarantined for r in done), sum(r.rows_late or 0 for r in done)
    told = "".join(f"  {n:,} {what}" for n, what in ((bad, "quarantined"), (late, "late")) if n)
    several = f"  {len(done)} of {len(records)} days" if len(records) > 1 else ""
    return f"{head} {sum(r.rows_kept for r in done):>8,} rows {seconds:>6.1f} s  {done[0].mode}{several}{told}{why}"
