"""What a run would do, table by table, and why; values in, words out, so that asking needs no Spark."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gcrm.core.contracts.step import AnyStep, Landing, Step
from gcrm.core.contracts.table import Snapshots
from gcrm.core.running.fingerprint import fingerprint
from gcrm.core.running.reasons import NEVER, TAKEN_AWAY, Entry, Parts, changes, why

Version = Callable[[str], int | None]


def outlook(
    steps: Iterable[AnyStep],
    settings: Mapping[str, Any],
    entries: Mapping[str, Entry],
    version: Version,
    arrived: Callable[[Landing], int],
    day_of: str,
) -> dict[str, list[str]]:
    """Table to the reasons why it would be brought up to date; none for one that is.

    `steps` in their order; `entries`: the ledger's last word on each table; `version`: the newest of a table, -1 where
    it is not there, None where it may not be looked at; `arrived` counts new files; `day_of`: the table that the
    business date is read from.
    """
    found: dict[str, list[str]] = {}
    for step in steps:
        name = step.output.name
        last = entries.get(name)
        there = version(name)
        if last and there is not None and there < last.output_version:
            found[name] = [TAKEN_AWAY]
        elif isinstance(step, Landing):
            found[name] = _landing(step, last, arrived(step))
        else:
            found[name] = _step(step, fingerprint(step, settings.get(name)), last, version, found, entries.get(day_of))
    return found


def _landing(step: Landing, last: Entry | None, n: int) -> list[str]:
    # Of one that was written before fingerprints were kept, what was read stands.
    changed = changes(last.fingerprint, fingerprint(step)) if last and last.fingerprint else []
    files = [f"{n} new file{'s' if n > 1 else ''}"] if n else []
    return [*changed, *files] if last else files or [NEVER]


def _step(
    step: Step, made: Parts, last: Entry | None, version: Version, found: Mapping[str, list[str]], day: Entry | None
) -> list[str]:
    # A table that keeps days is written for other days too, which are no news of this one.
    plain = [name for name, table in step.tables.items() if not isinstance(table.load, Snapshots)]
    now = {name: max(there, 0) for name in plain if (there := version(name)) is not None}
    said = why(last, made, now, last.as_of if last else None)
    if last is None:
        return said
    to_come = [f"{name} will have news" for name in step.tables if found.get(name)]
    moved = step.dated and day and (day.started_at > last.started_at or found.get(day.table_name))
    if moved and day and day.table_name not in step.tables:
        to_come.append(f"{day.table_name} may move the business date")
    return [*said, *(one for one in to_come if one.replace("will have", "has") not in said)]
