"""Tables as they were known on a past business day: what is kept up to date, less what later days brought.

Tables that are brought up to date step by step stay at the latest day, and are never rebuilt for an earlier one. A step
that is built as of a day sees them through a view: rows of later days left out, sums of the day's month made anew from
what happened in it so far, and what is made of such tables made again of their views. Tables whose rows have no day are
seen as they are known now.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Earlier, Every, Input, Step, arguments, stored_table
from gcrm.core.contracts.table import Table
from gcrm.core.running import quality
from gcrm.core.running.days import last_of_month
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.snapshots import day_column

DAY = "_day"
Makers = Mapping[str, Step]  # by the name of the table that each makes


@dataclass(frozen=True)
class View:
    """What a step sees on `day`: `past` where later days were delivered. `versions` of tables without snapshots;
    `made`: tables that were made for this day and others already, with the day in column `_day`."""

    lake: Lakehouse
    makers: Makers
    settings: Mapping[str, Any]
    versions: Mapping[str, int]
    day: date
    past: bool
    made: Mapping[str, DataFrame] = field(default_factory=dict)

    def frames(self, step: Step) -> dict[str, DataFrame]:
        """The step's inputs, by name."""
        wanted = {
            name: given for name, given in step.inputs.items() if stored_table(given) or isinstance(given, Earlier)
        }
        return {name: self._input(given) for name, given in wanted.items()}

    def _input(self, given: Input) -> DataFrame:
        if isinstance(given, Earlier):
            return self._earlier(given.table)
        table = stored_table(given)
        assert table is not None
        if isinstance(given, Every):
            return self.lake.read(table).filter(F.col(str(day_column(table))) <= F.lit(self.day))
        return self._table(table)

    def _earlier(self, table: Table) -> DataFrame:
        if self.lake.version(table) < 1:
            return self.lake.empty(table)
        return self.lake.read(table).filter(F.col(str(day_column(table))) < F.lit(self.day))

    def _table(self, table: Table) -> DataFrame:
        column = day_column(table)
        if column is not None:
            # The newest version: another day's snapshot may have been written since this one was.
            return self.lake.read(table).filter(F.col(column) == F.lit(self.day))
        if self.past and table.period:
            return self._months(table)
        if self.makes(table):
            made = self.made.get(table.name)
            return self._made(table) if made is None else made.filter(F.col(DAY) == F.lit(self.day)).drop(DAY)
        stored = self.lake.read(table, self.versions[table.name])
        if not (self.past and table.day):
            return stored
        # A timestamp of the day's last hour is of that day; a row whose day is not told is as known now.
        return stored.filter(F.col(table.day).isNull() | (F.col(table.day) < F.lit(self.day + timedelta(days=1))))

    def makes(self, table: Table) -> bool:
        """Whether the table is made anew for the day."""
        kept = day_column(table) or table.day or table.period
        return self.past and not kept and made_of_days(table, self.makers)

    def _months(self, table: Table) -> DataFrame:
        """Sums of months that are over as they are stored, and those of the day's month so far."""
        begin, month = self.day.replace(day=1), F.col(table.period)
        stored = self.lake.read(table, self.versions[table.name])
        if self.day == last_of_month(self.day):
            return stored.filter(month <= F.lit(begin))
        return stored.filter(month < F.lit(begin)).unionByName(self._made(table, begin))

    def _made(self, table: Table, begin: date | None = None) -> DataFrame:
        """The table's good rows, built of what happened up to the day, from `begin` on."""
        step = self.makers[table.name]
        frames = self.frames(step)
        if begin is not None:
            dated = {name: given.day for name, given in _stored(step) if given.day}
            frames |= {name: frames[name].filter(F.col(day) >= F.lit(begin)) for name, day in dated.items()}
        built = step.build(**arguments(step, frames, self.settings.get(table.name), None))
        return quality.good(quality.judged(quality.match_columns(built, table), table))


def made_of_days(table: Table, makers: Makers) -> bool:
    """Whether later days have changed the table: its rows have a day, or it is made of such a table."""
    if table.day or table.period:
        return True
    step = makers.get(table.name)
    if step is None or step.raw or step.dated:
        return False
    return any(made_of_days(given, makers) for _, given in _stored(step))


def sources(table: Table, makers: Makers) -> dict[str, Table]:
    """The stored tables that a past day's view of `table` is made of, by name."""
    own = {} if not table.period and not table.day and made_of_days(table, makers) else {table.name: table}
    if own and not table.period:
        return own
    below = (sources(given, makers) for _, given in _stored(makers[table.name]))
    return {**own, **{name: found for each in below for name, found in each.items()}}


def _stored(step: Step) -> Iterator[tuple[str, Table]]:
    """The stored tables among the step's inputs, by the names of the inputs."""
    return ((name, table) for name, given in step.inputs.items() if (table := stored_table(given)))
