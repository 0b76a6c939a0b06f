"""What a run measures of a table that it built: by which name, in which unit, and how much may be."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gcrm.core.contracts.table import References, Rows, Severity, Table, Unique
from gcrm.quality.settings import Limits

NOTHING = Limits(0.0, 0.0)


@dataclass(frozen=True)
class Measure:
    """One figure of a table. `limits`: the most that it may be; `least`: below it counts as beyond both. `told`: what
    was found, in words without a value of any row. `holds`: beyond the limit that stops, what is made of the table
    stays as it was; else the run fails, and builds what it can."""

    name: str
    unit: str
    value: float
    limits: Limits
    told: str
    least: float | None = None
    holds: bool = True


def refused(table: str, built: int, n: int, limits: Limits, few: int | None) -> Iterator[Measure]:
    """The share of `built` rows that were refused, `n` in number. Of fewer than `few` rows no share stops; None where
    all rows of the table were built."""
    if built:
        told = f"{n:,} of {built:,} rows of {table} were refused"
        if few is not None and built < few:
            limits = Limits(limits.warn, None)
        yield Measure("refused", "share", n / built, limits, told)


def repeated(table: str, check: Unique, n: int) -> Measure:
    """`n` rows of the table share the fields with another."""
    fields = ", ".join(check.fields)
    told = f"{n:,} rows of {table} repeat the {fields} of another" if n else f"no rows of {table} share {fields}"
    return Measure(f"unique: {fields}", "rows", n, _at_most(NOTHING, check.severity), told)


def unfound(table: str, check: References, given: int, lost: int, limits: Limits) -> Iterator[Measure]:
    """Of `given` values that name a row of another table `lost` do not."""
    if given:
        other = check.table.name
        told = f"{lost:,} of {given:,} {check.field} of {table} name nothing in {other}"
        promised = round(1 - check.share, 9)
        warn = promised if limits.warn is None else limits.warn
        stop = limits.stop if limits.stop is None else max(limits.stop, warn)
        measure = f"found: {check.field} in {other}"
        yield Measure(measure, "share", lost / given, _at_most(Limits(warn, stop), check.severity), told)


def counted(table: str, check: Rows, n: int) -> Measure:
    """The table has `n` rows."""
    most = float("inf") if check.at_most is None else check.at_most
    limits = _at_most(Limits(most, most), check.severity)
    told = f"{table} has {n:,} rows"
    return Measure("rows", "rows", n, limits, told, least=check.at_least)


def stale(table: str, column: str, newest: object, days: int, limits: Limits) -> Measure:
    """The newest day of the table lies `days` before the run's."""
    told = f"the newest {column} of {table}, {newest}, lies {days:,} days before the run's"
    return Measure(f"stale: {column}", "days", max(days, 0), limits, told)


def of_contract(table: Table) -> tuple[Sequence[Unique], Sequence[References], Sequence[Rows]]:
    """The checks of a contract by kind; its key is unique without being said."""
    own = [check for check in table.checks if isinstance(check, Unique)]
    said = {frozenset(check.fields) for check in own}
    keys = [Unique(table.key)] if table.key and frozenset(table.key) not in said else []
    found = [check for check in table.checks if isinstance(check, References)]
    return [*keys, *own], found, [check for check in table.checks if isinstance(check, Rows)]


def beyond(measure: Measure, limit: float | None) -> float | None:
    """How much may be, as the ledger keeps it: of what is only to be enough, the least."""
    return measure.least if limit is not None and math.isinf(limit) else limit


def _at_most(limits: Limits, severity: Severity) -> Limits:
    return limits if severity == "stop" else Limits(limits.warn, None)
