"""Which business days a run is for: those that were asked for, checked against those that were delivered."""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from gcrm.core.errors import UsageError

MONTH_END, KEPT = "month-end", "kept"


@dataclass(frozen=True)
class Asked:
    """`days` by name, and `every` month-end, or day that tables keep, from `since` (the first delivered day) on; the
    latest delivered day where neither is given, and beside the days that are kept."""

    days: tuple[date, ...] = ()
    every: Literal["month-end", "kept"] | None = None
    since: date | None = None


@dataclass(frozen=True)
class Delivered:
    """The first and the latest business day that were delivered, and the column that tells them."""

    first: date | None
    latest: date | None
    source: str


def resolved(asked: Asked, there: Delivered, kept: Iterable[date] = ()) -> tuple[date, ...]:
    """The days, oldest first; `kept`: those that tables keep.

    Raises UsageError, with a day that would have worked, for a day before the first that was delivered, for none where
    nothing was, and for a span that holds no month-end.
    """
    if there.first is None or there.latest is None:
        if asked.days and asked.every is None:
            return tuple(sorted(set(asked.days)))
        why = "no month has ended; give a day" if asked.every == MONTH_END else "there is no business date; give one"
        raise UsageError(f"{there.source} has no day up to now, so {why} with --date.")
    if asked.every is None and not asked.days:
        return (there.latest,)
    early = min((day for day in asked.days if day < there.first), default=None)
    if early:
        raise UsageError(
            f"--date {early} lies before {there.first}, the first day in {there.source}; give {there.first} or later."
        )
    if asked.every == KEPT:
        since = asked.since or there.first
        return tuple(sorted({*asked.days, *(day for day in kept if since <= day <= there.latest), there.latest}))
    return tuple(sorted({*asked.days, *(_ends(asked, there.first, there.latest) if asked.every else ())}))


def _ends(asked: Asked, first: date, latest: date) -> list[date]:
    since = max(asked.since or first, first)
    found = list(month_ends(since, latest))
    if not found:
        raise UsageError(
            f"No month ends from {since} to {latest}, the latest day delivered; --date {latest} works, or --since with "
            f"a day up to {_before(latest)}."
        )
    return found


def month_ends(since: date, until: date) -> Iterator[date]:
    """The last days of months between two days, these included.

    >>> [str(day) for day in month_ends(date(2023, 12, 31), date(2024, 3, 30))]
    ['2023-12-31', '2024-01-31', '2024-02-29']
    """
    day = last_of_month(since)
    while day <= until:
        yield day
        day = last_of_month(day + timedelta(days=1))


def last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _before(latest: date) -> date:
    """The last month-end up to that day."""
    return latest if latest == last_of_month(latest) else latest.replace(day=1) - timedelta(days=1)
