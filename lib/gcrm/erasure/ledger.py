"""The ledger after an erasure: which tables stand as if the members had never been, and which must be made anew."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from gcrm.core.contracts.step import AnyStep, Landing, Lookup, News, Step
from gcrm.core.contracts.table import ReplaceGroups
from gcrm.core.running.records import StepRecord
from gcrm.erasure.estate import people

REASON = "members were forgotten"


def follows(step: AnyStep) -> bool:
    """Whether the step's table is, without its members' rows, what the step would make of inputs without theirs: so it
    is with delivered rows, and with groups each of which is one member's."""
    if isinstance(step, Landing) or step.parts or step.raw:
        return True
    load = step.output.load
    return isinstance(load, ReplaceGroups) and bool(set(people(step.output)) & set(load.by))


def reads_news(step: AnyStep) -> bool:
    """Whether the step asks what changed in an input, which nobody can tell across an erasure."""
    given = step.inputs.values() if isinstance(step, Step) else ()
    return isinstance(step, Step) and (bool(step.parts) or any(isinstance(one, News | Lookup) for one in given))


def after(
    steps: Iterable[AnyStep], last: Mapping[str, StepRecord], versions: Mapping[str, int], run_id: str, at: datetime
) -> list[StepRecord]:
    """Rows for ops.steps. `last`: how each table was built last; `versions`: where tables stand now.

    What follows is on record as built of the inputs as they are. What else asks for news is to be made anew, whole;
    all other steps see by themselves that an input has changed.
    """
    found = []
    for step in steps:
        before = last.get(step.output.name)
        if before is None or not (isinstance(step, Landing) or reads_news(step)):
            continue
        now = replace(before, output_version=versions.get(step.output.name, before.output_version))
        if follows(step):
            now = replace(now, inputs={name: versions.get(name, version) for name, version in before.inputs.items()})
        else:
            now = replace(now, config_hash="")
        if now != before:
            found.append(now)
    return [_told(one, run_id, i, at) for i, one in enumerate(found, 1)]


def _told(one: StepRecord, run_id: str, position: int, at: datetime) -> StepRecord:
    """The row of an erasure, which reads and builds nothing."""
    own = replace(one, run_id=run_id, position=position, started_at=at, reason=REASON, seconds=0.0, rows_written=0)
    return replace(own, rows_read=0, rows_built=0, rows_kept=0, rows_quarantined=0, rows_repeated=0)
