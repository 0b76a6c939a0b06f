"""How tables were built last, as the ledger told it when the run began, and as the run itself has built them since."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from gcrm.core.contracts.step import AnyStep
from gcrm.core.running.reasons import Parts, short, why
from gcrm.core.running.records import StepRecord
from gcrm.core.storage.lakehouse import Lakehouse


class States:
    """`told`: the last row of each table and business day."""

    def __init__(self, told: Mapping[tuple[str, date | None], StepRecord]) -> None:
        self.told = told

    def before(self, table: str) -> StepRecord | None:
        """How a table was built last before this run, whichever day it was built as of."""
        mine = [record for (name, _), record in self.told.items() if name == table]
        return max(mine, key=lambda record: record.started_at, default=None)

    def newest(self, table: str, done: Iterable[StepRecord]) -> StepRecord | None:
        """How a table was built last, in this run, of which `done` are the rows so far, or before."""
        mine = [record for record in done if (record.table_name, record.status) == (table, "done")]
        return mine[-1] if mine else self.before(table)

    def last(self, step: AnyStep, lake: Lakehouse) -> StepRecord | None:
        """What the ledger says of the table; nothing where somebody has taken the table away since."""
        last = self.told.get((step.output.name, None))
        return last if last and lake.version(step.output) >= last.output_version else None

    def explained(self, record: StepRecord, made: Parts) -> StepRecord:
        """The record with what made the table, and why it was built."""
        if record.status != "done":
            return record
        last = self.told.get((record.table_name, record.as_of)) or self.before(record.table_name)
        return replace(record, fingerprint=made, reason=short(why(last, made, record.inputs, record.as_of)))
