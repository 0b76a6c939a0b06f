"""Steps that are built as of a business day: which days are wanted, which are as they should be, and what each sees."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Snapshots, Table
from gcrm.core.errors import UsageError
from gcrm.core.running import dated, known
from gcrm.core.running.build import Task, Versions
from gcrm.core.running.business_days import BusinessDays
from gcrm.core.running.older import keeps_days
from gcrm.core.running.records import Delivery, Refusals, StepRecord
from gcrm.core.storage import snapshots
from gcrm.core.storage.lakehouse import Lakehouse

States = Mapping[tuple[str, date | None], StepRecord]
VersionOf = Callable[[Table], int]


class DaySteps:
    """Those of one run. `states`: what was done before, by table and day; `settings`: of each table's build."""

    def __init__(
        self, makers: known.Makers, settings: Mapping[str, Any], states: States, days: BusinessDays, refusals: Refusals
    ) -> None:
        self._makers, self._settings, self._states = makers, settings, states
        self._days, self._refusals = days, refusals

    def reads(self, step: Step) -> dict[str, Table]:
        """The tables that the step reads, and those that their views of a past day are made of."""
        below = (known.sources(table, self._makers) for table in step.tables.values())
        return {**step.tables, **{name: table for found in below for name, table in found.items()}}

    def bring(
        self,
        step: Step,
        lake: Lakehouse,
        version: VersionOf,
        config_hash: str,
        done: list[StepRecord],
        deliveries: Callable[[], list[Delivery]],
        began: datetime,
    ) -> list[StepRecord]:
        """Builds the step for every day of the run that is not as it should be; a table that keeps no days, for the
        latest one. One record a day. `done`: what the run did so far."""
        # Before the days, which must not lie before those that the inputs hold.
        versions = {name: version(table) for name, table in step.tables.items()}
        days = self._days.of(lake)
        if any(map(self._days.is_past, days)):
            versions = {name: version(table) for name, table in self.reads(step).items()} | versions
        if not keeps_days(step.output):
            days = days[-1:]
            if self._shows_later(step, days[0]):
                return [StepRecord(step.output.name, "unchanged", "", began, as_of=days[0])]
        tasks = [self._task(step, lake, day, versions, config_hash, done) for day in days]
        pending = [task for task in tasks if not task.unchanged]
        # One after the other where a day is built by what those before it came to.
        batches = [[task] for task in pending] if step.remembers else [pending] if pending else []
        made = [record for batch in batches for record in dated.build(batch, lake, self._refusals, began)]
        left = [StepRecord(step.output.name, "unchanged", "", began, as_of=t.as_of) for t in tasks if t.unchanged]
        told = [dated.with_late(record, self._late(step, lake, record, deliveries)) for record in made]
        return sorted([*left, *told], key=lambda record: str(record.as_of))

    def _task(
        self, step: Step, lake: Lakehouse, day: date, versions: Versions, config_hash: str, done: list[StepRecord]
    ) -> Task:
        view = known.View(lake, self._makers, self._settings, versions, day, self._days.is_past(day))
        read = self.reads(step) if view.past else step.tables
        now = {name: self._written(table, lake, day, step, versions[name], done) for name, table in read.items()}
        settings, last = self._settings.get(step.output.name), self._last(step, lake, day)
        return Task(step, settings, day, config_hash, now, last, view)

    def _written(
        self, table: Table, lake: Lakehouse, day: date, step: Step, version: int, done: list[StepRecord]
    ) -> int:
        """The version that wrote what the step reads: of a table with snapshots that of the day's, so that other days
        are no news. Raises UsageError where that day has not been built."""
        if not (isinstance(table.load, Snapshots) and table in step.inputs.values()):
            return version
        mine = [r for r in done if (r.table_name, r.as_of, r.status) == (table.name, day, "done")]
        last = mine[-1] if mine else self._held(table, lake, day)
        # A run that was killed may have built it without a record.
        if last is None and day not in (there := snapshots.days(lake, table)):
            other = f", or give --date {there[-1]}" if there else ""
            raise UsageError(
                f"{step.output.name} reads {table.name} as of {day}, which has not been built; build it too{other}."
            )
        return last.output_version if last and last.output_version <= version else version

    def _last(self, step: Step, lake: Lakehouse, day: date) -> StepRecord | None:
        """What the ledger says of the table on that day, or of the one day that it holds; nothing where somebody has
        taken the table away since."""
        last = self._held(step.output, lake, day) if keeps_days(step.output) else self._newest(step)
        return last if last and lake.version(step.output) >= last.output_version else None

    def _held(self, table: Table, lake: Lakehouse, day: date) -> StepRecord | None:
        """What the ledger says of the day, unless newer ones have taken its place since."""
        last = self._states.get((table.name, day))
        limited = isinstance(table.load, Snapshots) and table.load.keep is not None
        gone = limited and last is not None and last.rows_kept > 0 and day not in snapshots.days(lake, table)
        return None if gone else last

    def _newest(self, step: Step) -> StepRecord | None:
        mine = [record for (name, _), record in self._states.items() if name == step.output.name]
        return max(mine, key=lambda record: record.started_at, default=None)

    def _shows_later(self, step: Step, day: date) -> bool:
        """Whether the table shows a later day, which a run of an earlier one leaves there."""
        last = self._newest(step)
        return self._days.is_past(day) and last is not None and last.as_of is not None and last.as_of > day

    def _late(
        self, step: Step, lake: Lakehouse, record: StepRecord, deliveries: Callable[[], list[Delivery]]
    ) -> int | None:
        assert record.as_of is not None
        tables = [table for name, table in self.reads(step).items() if table.day]
        return self._days.rows_late(lake, tables, record.as_of, deliveries)
