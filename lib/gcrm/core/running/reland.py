"""Reads delivered files again where what makes their table has changed; rows of files that are gone are not lost.

Those rows stay as they were read, with nothing in columns that are new. That is asked for, by `--rebuild-from-less`:
unasked a table is not made of less than it was. Superseded revisions of files are not missed, for nobody has them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Landing
from gcrm.core.contracts.table import SOURCE
from gcrm.core.errors import UsageError
from gcrm.core.running import land
from gcrm.core.running.arrivals import arrivals, content
from gcrm.core.running.reasons import TAKEN_AWAY, Parts, changes, only_code, short, without
from gcrm.core.running.records import Delivery, Refusals, Run, StepRecord
from gcrm.core.settings.config import digest
from gcrm.core.storage import anew
from gcrm.core.storage.lakehouse import Lakehouse


@dataclass(frozen=True)
class Again:
    """The newest deliveries of a table, those that can be read again, and the files that cannot, with the reason."""

    newest: tuple[Delivery, ...]
    files: tuple[Delivery, ...]
    missing: tuple[tuple[str, str], ...]


def bring(
    step: Landing,
    made: Parts,
    lake: Lakehouse,
    last: StepRecord | None,
    taken_away: bool,
    known: list[Delivery],
    run: Run,
    refusals: Refusals,
    began: datetime,
) -> tuple[list[Delivery], StepRecord, str]:
    """Brings a bronze table up to date: what it holds is read again where what makes it (`made`, its fingerprint) has
    changed, and then what is new is taken. Gives what is new, the ledger's row, and what is to be told.

    Where only code has changed and files are gone, the delivered text stands as it was read, and that is told.
    """
    reasons = [TAKEN_AWAY] if taken_away else why(step, lake, last, made)
    record, told = None, ""
    if reasons:
        all_or_none = bool(last and last.fingerprint) and only_code(reasons)
        given = again(step, known, taken_away, all_or_none)
        if last and last.fingerprint and given.missing and all_or_none:
            made, told = last.fingerprint, without(step.output.name, len(given.missing), only_code_changed=True)
            reasons = [f"{reasons[0]}, but files it was made of cannot be read again"]
        else:
            require(step, given.missing, reasons, run)
            record = reland(step, lake, given, refusals, began) if last else None
    new = arrivals(step, [] if taken_away else known, run.run_id)
    if new:
        new, landed = land.take(step, lake, new, last, refusals, began)
        reasons = [*reasons, f"{len(new)} new file{'s' if len(new) > 1 else ''}"]
        record = together(record, landed) if record else landed
    elif record is None:
        lake.create(step.output)
        return new, StepRecord(step.output.name, "unchanged", "rows", began, reason=short(reasons)), told
    return new, replace(record, config_hash=digest({**made}), fingerprint={**made}, reason=short(reasons)), told


def why(step: Landing, lake: Lakehouse, last: StepRecord | None, now: Parts) -> list[str]:
    """What makes the table and has changed since it was written; nothing for one that is not there."""
    if last is None:
        return []
    if last.fingerprint:
        return changes(last.fingerprint, now)
    # Written before fingerprints were kept: what was read stands, unless it has other columns.
    return [] if anew.has_columns(step.output, lake.snapshot(step.output)) else ["its columns changed"]


def together(one: StepRecord, other: StepRecord) -> StepRecord:
    """The row of two things that were done to a table, one after the other."""
    names = ("rows_read", "rows_built", "rows_kept", "rows_quarantined", "rows_repeated", "rows_written")
    return replace(one, output_version=other.output_version, **{n: getattr(one, n) + getattr(other, n) for n in names})


def again(step: Landing, known: Iterable[Delivery], taken_away: bool, all_or_none: bool) -> Again:
    """Looks at the landing for what the table was made of. A file with other content is a new revision, and what the
    last one held stands in the table; where that was `taken_away`, only records without a key are not missed.

    `all_or_none`: where a file is gone, the others are not looked into.
    """
    taken = sorted((d for d in known if (d.table_name, d.status) == (step.output.name, "taken")), key=_by_revision)
    paths = {step.relative(path): path for path in step.find()}
    newest = {d.file: d for d in taken}
    files: list[Delivery] = []
    # Of a file that no row came of, or none is left of, nothing is missed.
    held = {name: d for name, d in sorted(newest.items()) if d.rows_read != 0}
    missing = [(name, "is gone") for name in held if name not in paths]
    there = {} if missing and all_or_none else {name: d for name, d in held.items() if name in paths}
    for name, delivery in there.items():
        if content(paths[name], delivery) == delivery.sha256:
            problem = step.examine(paths[name])
            if problem:
                missing.append((name, f"cannot be read: {problem}"))
            else:
                files.append(delivery)
    if taken_away and step.key:
        lost = (d for d in taken if d.rows_read != 0 and d not in files and d.file in paths)
        missing += [(d.file, "has other content now") for d in lost]
    return Again(tuple(newest.values()), tuple(files), tuple(missing))


def require(step: Landing, missing: Sequence[tuple[str, str]], reasons: Sequence[str], run: Run) -> None:
    """Raises UsageError where the table would be made of less than it was, and nobody said that it may."""
    name, n = step.output.name, len(missing)
    if n and name not in run.from_less:
        file, problem = missing[0]
        raise UsageError(
            f"{name} is to be read again ({', '.join(reasons)}), but {n} of the files that it was made of cannot be "
            f"(the first: {file} {problem}); put {'them' if n > 1 else 'it'} back, or add --rebuild-from-less {name}."
        )


def reland(step: Landing, lake: Lakehouse, given: Again, refusals: Refusals, began: datetime) -> StepRecord:
    """Replaces what was read of files by what they say now, in one commit, and judges what stands anew."""
    frame = _kept(step, lake, given.files)
    for batch in land.read(step, lake, given.files):
        frame = frame.unionByName(anew.filled(step.output, batch))
    said = {"run": refusals.run_id, "deliveries": [(d.file, d.revision, d.sha256) for d in given.files]}
    lake.replace(step.output, frame, said)
    return replace(land.judge(step, lake, given.newest, refusals, began), mode="whole")


def _kept(step: Landing, lake: Lakehouse, files: Sequence[Delivery]) -> DataFrame:
    """Rows of other deliveries as they stand, by the contract's columns."""
    lake.version(step.output)
    stored = lake.spark.read.format("delta").load(lake.path(step.output))
    place = F.col(SOURCE.name)
    names = lake.spark.createDataFrame([(d.file, d.revision) for d in files], "_file string, _revision int")
    these = F.struct(place.file, place.revision) == F.struct("_file", "_revision")
    return anew.filled(step.output, stored.join(F.broadcast(names), these, "left_anti"))


def _by_revision(delivery: Delivery) -> int:
    return delivery.revision
