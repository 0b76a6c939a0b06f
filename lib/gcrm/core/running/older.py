"""Days that tables keep, and those of them that were made by other code or settings than a run has now.

A run makes its own days. What it leaves of other days stays as it was made, so that a change cannot be taken for one of
the members; that it was made otherwise is said.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from gcrm.core.contracts.table import Append, Snapshots, Table
from gcrm.core.running.days import KEPT
from gcrm.core.running.reasons import Entry, Parts, changes


def keeps_days(table: Table) -> bool:
    """Whether rows of several business days stand in the table side by side."""
    return isinstance(table.load, Snapshots | Append)


def held(table: Table, entries: Iterable[Entry]) -> dict[date, Entry]:
    """Day to the last of the ledger's `entries` on it, of the days that the table keeps; oldest first."""
    if not keeps_days(table):
        return {}
    found: dict[date, Entry] = {}
    for entry in sorted((e for e in entries if e.table_name == table.name), key=lambda entry: entry.started_at):
        if entry.as_of is not None:
            found[entry.as_of] = entry
    keep = table.load.keep if isinstance(table.load, Snapshots) else None
    return {day: found[day] for day in sorted(found)[-keep if keep else 0 :]}


def kept(tables: Iterable[Table], entries: Iterable[Entry]) -> tuple[date, ...]:
    """The days that tables keep, oldest first: none that a table which keeps some of the newest has let go."""
    given = [*entries]
    by_table = {table: [*held(table, given)] for table in tables}
    limited = (days[0] for table, days in by_table.items() if days and getattr(table.load, "keep", None))
    first = max(limited, default=date.min)
    return tuple(sorted({day for days in by_table.values() for day in days if day >= first}))


def made_otherwise(table: Table, made: Parts, entries: Iterable[Entry], newest: bool = True) -> list[date]:
    """The days that the table keeps whose rows something else made than what makes it now (`made`, a fingerprint).

    `entries`: the ledger's records. `newest`: whether the newest day is looked at too.
    """
    days = [*held(table, entries).items()]
    return [day for day, entry in (days if newest else days[:-1]) if changes(entry.fingerprint, made)]


def told(older: Mapping[str, list[date]]) -> str | None:
    """What to say of such days, by table; None where there are none.

    >>> told({"features.posts": [date(2018, 1, 31)]})
    '1 earlier day (of features.posts) was made by other code or settings than now; --every kept builds it anew.'
    """
    found = {table: days for table, days in older.items() if days}
    if not found:
        return None
    n, tables = len({day for days in found.values() for day in days}), len(found)
    days = f"{n} earlier days" if n > 1 else "1 earlier day"
    of = next(iter(found)) if tables == 1 else f"{tables} tables, such as {next(iter(found))}"
    were, them = ("were", "them") if n > 1 else ("was", "it")
    return f"{days} (of {of}) {were} made by other code or settings than now; --every {KEPT} builds {them} anew."
