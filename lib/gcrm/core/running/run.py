"""Executes steps in order, several at once where they do not wait for each other, and keeps the ledger."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, date, datetime
from graphlib import TopologicalSorter
from typing import Any

from gcrm import __version__
from gcrm.core.contracts.graph import find
from gcrm.core.contracts.step import AnyStep, Landing, Step
from gcrm.core.errors import UsageError
from gcrm.core.running import older, reland
from gcrm.core.running.arrivals import lying
from gcrm.core.running.build import Task
from gcrm.core.running.business_days import BusinessDays
from gcrm.core.running.careful import build
from gcrm.core.running.checked import Checks
from gcrm.core.running.day_steps import DaySteps
from gcrm.core.running.failures import named, reason
from gcrm.core.running.fingerprint import fingerprint
from gcrm.core.running.records import Book, Delivery, Judge, Outcome, Run, StepRecord
from gcrm.core.running.states import States
from gcrm.core.running.taken import require_inputs
from gcrm.core.running.told import progress
from gcrm.core.running.versions import Versions
from gcrm.core.settings.config import Config, digest
from gcrm.core.storage.lakehouse import Lakehouse

Say = Callable[[str], None]
_FLUSH_SECONDS = 15.0  # how old what the ledger tells of a running run may be


class Runner:
    """One run over one lakehouse. `settings` maps a table's name to the frozen settings of its build; `judge` asks the
    checks of the tables that are built, where any are to be asked."""

    def __init__(
        self,
        lake: Lakehouse,
        config: Config,
        settings: Mapping[str, Any],
        run: Run,
        ledger: Book,
        say: Say,
        judge: Judge | None = None,
    ) -> None:
        self.lake, self.config, self.settings, self.run, self.say = lake, config, settings, run, say
        self.ledger, self._judge = ledger, judge
        self._versions = Versions()
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
            judged = pool.submit(self.ledger.judged) if self._judge else None
            self.ledger.require_key(self.run)
            begun = pool.submit(self.ledger.begin, self.run, whole_hash, __version__)
            self.refusals = self.ledger.refusals(self.run)
            # Here, for Python 3.11 cannot build syntax trees in two threads at once.
            self._parts = {step.output.name: fingerprint(step, self.settings.get(step.output.name)) for step in steps}
            self.states, self.known = States(states.result()), known.result()
            told = self.config.as_of
            table = find((step.output for step in every), told.table)
            kept = older.kept((step.output for step in every), self.states.told.values())
            self.days = BusinessDays(self.run, table, told.field, past.result(), kept)
            self.day_steps = DaySteps(makers, self.settings, self.states.told, self.days, self.refusals)
            self.checks = Checks(self._judge, judged.result() if judged else {}, self.run)
            begun.result()
        self.done: list[StepRecord] = []
        self._finished = 0
        self.seen: list[Delivery] = []
        status, message = "failed", "stopped before its end"
        try:
            self._all(steps)
            message = self.checks.message or ""
            status = "failed" if message else "done"
        except Exception as error:
            message = str(error) if isinstance(error, UsageError) else reason(error)
            raise
        finally:
            self._flush(last=True)
            now = datetime.now(UTC).replace(tzinfo=None)
            there = self.days.delivered()
            ends = self.days.latest(), there.latest if there else None
            self.ledger.end(self.run, status, whole_hash, __version__, *ends, now, message or None)
        seconds, found = time.monotonic() - began, tuple(self.checks.found)
        left = older.told(self._made_otherwise(steps))
        return Outcome(self.run, tuple(self.done), tuple(self.seen), seconds, found, message or None, left)

    def _made_otherwise(self, steps: list[AnyStep]) -> dict[str, list[date]]:
        """Of each table the days that stay as other code or settings made them."""
        entries = [*self.states.told.values(), *(record for record in self.done if record.status == "done")]
        return {
            step.output.name: older.made_otherwise(step.output, self._made_of(step), entries)
            for step in steps
            if isinstance(step, Step) and step.dated
        }

    def _all(self, steps: list[AnyStep]) -> None:
        """Runs every step after those it reads; the first failure lets running steps end, and starts no other."""
        by_name = {step.output.name: step for step in steps}
        waits = {name: [t for t in self._waits_for(step) if t in by_name] for name, step in by_name.items()}
        sorter = TopologicalSorter(self.checks.ordered(waits, [step.output for step in steps]))
        sorter.prepare()
        running: dict[Future[None], str] = {}
        self._recorded, flushed = 0, time.monotonic()
        order = list(by_name)
        with ThreadPoolExecutor(self.config.workers, "step") as pool:
            while sorter.is_active():
                for node in sorted(sorter.get_ready(), key=lambda node: order.index(Checks.table_of(node) or node)):
                    checked = Checks.table_of(node)
                    task = (self._check, by_name[checked]) if checked else (self._one, by_name[node], len(steps))
                    running[pool.submit(*task)] = node
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
            if why := self.checks.hold(step.output.name, self._waits_for(step)):
                records = [self.checks.held(step.output.name, why, began)]
            elif isinstance(step, Landing):
                records = [self._land(step, lake, began)]
            else:
                self._require_inputs(step, lake)
                built = self._of_days(step, lake, began) if step.dated else [self._build(step, lake, began)]
                records = [self.states.explained(record, self._made_of(step)) for record in built]
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

    def _check(self, step: AnyStep) -> None:
        """Asks the checks of a step's table, and tells of those that are not met."""
        lake, table = self._lake(), step.output
        lake.spark.sparkContext.setJobDescription(f"checks of {table.name}")
        with self._guard:
            done = [r for r in self.done if (r.table_name, r.status) == (table.name, "done")]
            delivered = {d for d in (*self.known, *self.seen) if d.table_name == table.name}
        files = lying(delivered, step) if isinstance(step, Landing) else []
        for verdict in self.checks.judge(table, lake, done, self.states.before(table.name), files):
            if verdict.status != "met":
                self.say(f"{verdict.status}: {verdict.told}")

    def _flush(self, last: bool = False) -> None:
        """Writes what was done since the last time; what checks found waits for the `last` time. A kill in between
        loses only the ledger's rows: the tables' commits say themselves what they hold, every step may be repeated, and
        a table of whose version nothing was found is judged anew."""
        with self._guard:
            new, self._recorded = self.done[self._recorded :], len(self.done)
            delivered = [d for d in self.seen if d not in self.known]
            self.known.extend(delivered)
        # Files first: a file that is not on record would land again, a step would but be repeated.
        self.ledger.deliver(delivered)
        self.ledger.record(new)
        if last and self.checks.found:
            self.ledger.judge(self.checks.found)

    def _land(self, step: Landing, lake: Lakehouse, began: datetime) -> StepRecord:
        last = self.states.last(step, lake)
        taken_away = last is None and (step.output.name, None) in self.states.told
        new, record, told = reland.bring(
            step, self._made_of(step), lake, last, taken_away, self.known, self.run, self.refusals, began
        )
        with self._guard:
            self.seen.extend(new)
        if told:
            self.say(f"warned: {step.output.name}: {told}.")
        return record

    def _build(self, step: Step, lake: Lakehouse, began: datetime) -> StepRecord:
        now = {name: self._versions.of(lake, table) for name, table in step.tables.items()}
        settings = self.settings.get(step.output.name)
        task = Task(step, settings, None, digest(self._made_of(step)), now, self.states.last(step, lake))
        if task.unchanged:
            return StepRecord(step.output.name, "unchanged", "", began)
        return build(task, lake, self.refusals, began)

    def _of_days(self, step: Step, lake: Lakehouse, began: datetime) -> list[StepRecord]:
        with self._guard:
            done, seen = list(self.done), list(self.seen)
        return self.day_steps.bring(
            step,
            lake,
            lambda table: self._versions.of(lake, table),
            digest(self._made_of(step)),
            done,
            lambda: [*self.known, *(delivery for delivery in seen if delivery not in self.known)],
            began,
        )

    def _made_of(self, step: AnyStep) -> dict[str, str]:
        return self._parts[step.output.name]

    def _require_inputs(self, step: Step, lake: Lakehouse) -> None:
        now = {name: self._versions.of(lake, table) for name, table in step.tables.items()}
        require_inputs(step.output.name, self.states.before(step.output.name), now, self._newest, self.run)

    def _newest(self, table: str) -> StepRecord | None:
        with self._guard:
            done = list(self.done)
        return self.states.newest(table, done)
