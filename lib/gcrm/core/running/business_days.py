"""The business days of one run, read from the table that tells them once it is up to date, and what came late."""

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

from pyspark.sql import functions as F

from gcrm.core.contracts.table import Table
from gcrm.core.running import late
from gcrm.core.running.days import Delivered, resolved
from gcrm.core.running.records import Delivery, Past, Run
from gcrm.core.storage.lakehouse import Lakehouse


class BusinessDays:
    """Asked by several threads. `table`.`column` tells the business day of every row; `past`: the runs before; `kept`:
    the days that tables keep."""

    def __init__(self, run: Run, table: Table, column: str, past: Iterable[Past], kept: Iterable[date] = ()) -> None:
        self._run, self._table, self._column, self._kept = run, table, column, tuple(kept)
        self._past = [*(one for one in past if one.run_id != run.run_id), Past(run.run_id, run.started_at, None)]
        self._guard = threading.Lock()
        self._found: tuple[int, Delivered, tuple[date, ...]] | None = None
        self._counted: dict[str, dict[date, int]] = {}

    def delivered(self) -> Delivered | None:
        """What was delivered, once a step has asked."""
        return self._found[1] if self._found else None

    def latest(self) -> date | None:
        """The latest day of the run, as far as is known."""
        return self._found[2][-1] if self._found else max(self._run.asked.days, default=None)

    def of(self, lake: Lakehouse) -> tuple[date, ...]:
        """The run's days, oldest first. Raises UsageError as `days.resolved` does."""
        with self._guard:
            # A run beside this one may deliver a day while this one goes on.
            version = lake.version(self._table)
            if self._found is None or self._found[0] != version:
                there = self._look(lake)
                self._found = version, there, resolved(self._run.asked, there, self._kept)
            return self._found[2]

    def is_past(self, day: date) -> bool:
        """Whether a later day was delivered."""
        there = self.delivered()
        return there is not None and there.latest is not None and day < there.latest

    def _look(self, lake: Lakehouse) -> Delivered:
        """The first and the latest day. A till whose clock is years ahead does not make that day everybody's."""
        source = self._table.name
        if not lake.exists(self._table):
            return Delivered(None, None, source)
        day, tomorrow = F.col(self._column), datetime.now(UTC).date() + timedelta(days=1)
        ends = F.to_date(F.min(day)).alias("first"), F.to_date(F.max(day)).alias("latest")
        row = lake.read(self._table).filter(day < F.lit(tomorrow + timedelta(days=1))).agg(*ends).first()
        return Delivered(row["first"], row["latest"], source) if row else Delivered(None, None, source)

    def rows_late(
        self, lake: Lakehouse, tables: Iterable[Table], day: date, deliveries: Callable[[], list[Delivery]]
    ) -> int | None:
        """Rows of the tables, up to a past `day`, that came too late for the first run that knew it; None where it is
        not past. Each table is looked at once for all days of the run, and only where anything came late."""
        if not self.is_past(day):
            return None
        with self._guard:
            new = [table for table in tables if table.name not in self._counted]
            if new:
                days = self._found[2] if self._found else ()
                cuts = late.first_known(self._past, filter(self.is_past, days))
                taken = late.taken_at(deliveries(), self._past)
                for table in new:
                    self._counted[table.name] = late.counted(lake.read(table), table, taken, cuts)
            return sum(self._counted[table.name].get(day, 0) for table in tables)
