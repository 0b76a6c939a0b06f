"""Tables that keep the rows of every day side by side: which days they hold, and how one is told from the others."""

from collections.abc import Iterable
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.table import Snapshots, Table
from gcrm.core.storage.lakehouse import Lakehouse


def day_column(table: Table) -> str | None:
    """The column that tells the day of a snapshot; None for a table that keeps none."""
    return table.load.by[0] if isinstance(table.load, Snapshots) else None


def days(lake: Lakehouse, table: Table) -> list[date]:
    """The days of which the table has snapshots, oldest first; none where it keeps none, or is not there."""
    column = day_column(table)
    if column is None or not lake.exists(table):
        return []
    rows = lake.read(table).filter(F.col(column).isNotNull()).select(column).distinct().collect()
    return sorted(row[column] for row in rows)


def latest(lake: Lakehouse, table: Table) -> DataFrame:
    """The newest snapshot; all rows of a table that keeps none."""
    there = days(lake, table)
    return lake.read(table).filter(F.col(str(day_column(table))) == F.lit(there[-1])) if there else lake.read(table)


def replaced(column: str, written: Iterable[date], before: date | None = None) -> str:
    """The rows that make room when the snapshots of `written` days are written: theirs, those of days before `before`,
    and those of no day, which a table holds from the time when it kept no days.

    >>> replaced("as_of", [date(2018, 1, 31)], date(2017, 12, 31))
    "as_of IN (date'2018-01-31') OR as_of < date'2017-12-31' OR as_of IS NULL"
    """
    these = ", ".join(f"date'{day}'" for day in sorted(written))
    older = f" OR {column} < date'{before}'" if before else ""
    return f"{column} IN ({these}){older} OR {column} IS NULL"


def oldest_kept(there: Iterable[date], written: Iterable[date], keep: int | None) -> date | None:
    """The oldest of the `keep` newest days; None where all are kept.

    >>> oldest_kept([date(2018, 1, 31), date(2018, 2, 28)], [date(2018, 3, 31)], 2)
    datetime.date(2018, 2, 28)
    """
    every = sorted({*there, *written})
    return every[-keep] if keep is not None and len(every) > keep else None
