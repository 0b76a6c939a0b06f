"""What a run would do, table by table, and why; values in, words out, so that asking needs no Spark."""

from collections.abc import Callable, Iterable, Mapping

from gcrm.core.contracts.step import AnyStep, Landing, Step
from gcrm.core.contracts.table import Snapshots
from gcrm.core.running.reasons import NEVER, TAKEN_AWAY, Entry, Parts, changes, only_code, why, without

Version = Callable[[str], int | None]


def outlook(
    steps: Iterable[AnyStep],
    made: Mapping[str, Parts],
    entries: Mapping[str, Entry],
    version: Version,
    arrived: Callable[[Landing], int],
    gone: Callable[[Landing], int],
    day_of: str,
) -> dict[str, list[str]]:
    """Table to the reasons why it would be brought up to date; none for one that is.

    `steps` in their order; `made`: the fingerprint of each; `entries`: the ledger's last word on each table; `version`:
    the newest of a table, -1 where it is not there, None where it may not be looked at; `arrived` counts new files, and
    `gone` those that were taken and are not there any more; `day_of`: the table that the business date is read from.
    """
    found: dict[str, list[str]] = {}
    for step in steps:
        name = step.output.name
        last = entries.get(name)
        there = version(name)
        if last and there is not None and there < last.output_version:
            found[name] = [TAKEN_AWAY]
        elif isinstance(step, Landing):
            found[name] = _landing(step, made[name], last, arrived(step), gone)
        else:
            found[name] = _step(step, made[name], last, version, found, entries.get(day_of))
    return found


def _landing(step: Landing, made: Parts, last: Entry | None, n: int, gone: Callable[[Landing], int]) -> list[str]:
    # Of one that was written before fingerprints were kept, what was read stands.
    changed = changes(last.fingerprint, made) if last and last.fingerprint else []
    if changed and (lost := gone(step)):
        changed.append(without(step.output.name, lost, only_code(changed)))
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
