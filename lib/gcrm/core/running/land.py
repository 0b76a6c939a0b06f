"""Takes what was delivered: every file once, each refused file with its reason, nothing judged row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Landing
from gcrm.core.contracts.table import SOURCE, Rule, Table
from gcrm.core.frames import small
from gcrm.core.running import failures, quality
from gcrm.core.running.records import Delivery, Refusals, StepRecord
from gcrm.core.storage.files import look, sha256
from gcrm.core.storage.folders import local_path
from gcrm.core.storage.lakehouse import Lakehouse

# Columns that every bronze table has beside its own, see sources.
PROBLEM = "_problem"
_RECORD = "is_a_record_of_its_columns"
_AT_ONCE = 500
_CHANGED = "it changed while it was read; the next run takes it, once its sender has ended"
_OF_THE_FILE = "FAILED_READ_FILE"  # a full disk or a lost executor fails otherwise

Verdicts = dict[tuple[str, int], quality.Counts]  # by file and revision


def take(
    step: Landing,
    lake: Lakehouse,
    new: list[Delivery],
    last: StepRecord | None,
    refusals: Refusals,
    began: datetime,
) -> tuple[list[Delivery], StepRecord]:
    """Appends the deliveries that were taken; gives all of them with their row counts, and the ledger's row.

    A file that Spark cannot read, that changed since its content was hashed, or of which no row came though it holds
    some, is refused instead.
    """
    lake.create(step.output)
    taken = [d for d in new if d.status == "taken"]
    landed = _landed(step, lake, last)
    pending = [d for d in taken if (d.file, d.revision, d.sha256) not in landed]
    unread = _append(step, lake, pending, refusals.run_id)
    standing = [d for d in taken if d.file not in unread]
    counts = _count(step, lake, standing, refusals) if standing else {}
    paths = {step.relative(path): path for path in step.find()}
    given = [replace(d, status="refused", reason=unread[d.file]) if d.file in unread else d for d in new]
    counted = [_counted(d, counts, step, paths) if d.status == "taken" else d for d in given]
    return counted, _record(step, lake, list(counts.values()), began)


def _counted(delivery: Delivery, counts: Verdicts, step: Landing, paths: dict[str, str]) -> Delivery:
    count = counts.get((delivery.file, delivery.revision), quality.Counts())
    path = paths.get(delivery.file)
    if not count.read and path and not step.is_empty(path):
        why = "no row came of it, though it is not empty; tell what it is in feed.yml, or have it delivered again"
        return replace(delivery, status="refused", reason=why)
    return replace(delivery, rows_read=count.read, rows_quarantined=count.quarantined)


def _landed(step: Landing, lake: Lakehouse, last: StepRecord | None) -> set[tuple[str, int, str]]:
    """Deliveries that a killed run committed but did not live to record; they stand in the commit's own words."""
    version = lake.version(step.output)
    if version < 1 or (last is not None and last.output_version == version):
        return set()
    since = last.output_version if last is not None else 0
    said = lake.said(step.output, version - since)
    return {tuple(delivery) for words in said for delivery in words.get("deliveries", [])}


def _append(step: Landing, lake: Lakehouse, pending: list[Delivery], run_id: str) -> dict[str, str]:
    """Appends the files in batches; gives those that Spark cannot read, or that changed meanwhile, with the reason."""
    there = {step.relative(path) for path in step.find()}
    unread = {d.file: _CHANGED for d in pending if d.file not in there}
    for batch in _batches([d for d in pending if d.file in there]):
        try:
            _append_batch(step, lake, batch, run_id)
        except Exception:
            odd = {d.file: why for d in batch if (why := _unreadable(step, lake, d))}
            if not odd:
                raise
            unread |= odd
            if rest := [d for d in batch if d.file not in odd]:
                _append_batch(step, lake, rest, run_id)
        unread |= _taken_back(step, lake, [d for d in batch if d.file not in unread])
    return unread


def _taken_back(step: Landing, lake: Lakehouse, appended: Sequence[Delivery]) -> dict[str, str]:
    """Removes the rows of files that are no longer what was hashed: nobody knows of which content they are. Gives these
    files, with the reason."""
    paths = {step.relative(path): path for path in step.find()}
    odd = [d for d in appended if d.file not in paths or not _is_as_hashed(paths[d.file], d)]
    if odd:
        named = F.struct(F.col(f"{SOURCE.name}.file"), F.col(f"{SOURCE.name}.revision"))
        lake.remove(step.output, named.isin(*[F.struct(F.lit(d.file), F.lit(d.revision)) for d in odd]))
    return {d.file: _CHANGED for d in odd}


def _is_as_hashed(path: str, delivery: Delivery) -> bool:
    """Whether a file is still what it was. On a disk its owner may set the time of a change, so its content tells."""
    if look(path) != (delivery.size, delivery.modified_at):
        return False
    return local_path(path) is None or sha256(path) == delivery.sha256


def _append_batch(step: Landing, lake: Lakehouse, batch: Sequence[Delivery], run_id: str) -> None:
    [frame] = read(step, lake, batch)
    said = {"run": run_id, "deliveries": [(d.file, d.revision, d.sha256) for d in batch]}
    # Delta leaves out what is numbered no higher than the last; the version grows by one with each batch.
    number = lake.version(step.output) + 1
    lake.append(step.output, frame, f"deliveries:{step.output.name}", number, said)


def _unreadable(step: Landing, lake: Lakehouse, delivery: Delivery) -> str | None:
    """What Spark says where it cannot read a file alone, without writing it; None where it can, or where the fault is
    not the file's."""
    try:
        [frame] = read(step, lake, [delivery])
        frame.write.format("noop").mode("overwrite").save()
    except Exception as error:
        if not (isinstance(error, AnalysisException) or _OF_THE_FILE in str(error)):
            return None
        return f"Spark cannot read it: {failures.reason(error)}"
    return None


def read(step: Landing, lake: Lakehouse, deliveries: Sequence[Delivery]) -> Iterator[DataFrame]:
    """The rows of the files that were delivered, some hundred files at once."""
    paths = {step.relative(path): path for path in step.find()}
    for batch in _batches(deliveries):
        yield step.read(lake.spark, {paths[d.file]: (d.file, d.revision) for d in batch})


def _batches(deliveries: Sequence[Delivery]) -> list[Sequence[Delivery]]:
    return [deliveries[start : start + _AT_ONCE] for start in range(0, len(deliveries), _AT_ONCE)]


def judge(
    step: Landing, lake: Lakehouse, deliveries: Sequence[Delivery], refusals: Refusals, began: datetime
) -> StepRecord:
    """Judges the rows of deliveries that were judged before; gives the ledger's row."""
    return _record(step, lake, list(_count(step, lake, deliveries, refusals, again=True).values()), began)


def _count(
    step: Landing, lake: Lakehouse, taken: Sequence[Delivery], refusals: Refusals, again: bool = False
) -> Verdicts:
    """Judges the rows of some files, quarantines the bad ones; gives the verdicts per file (one small row a file).

    From the table, where a file of any format is columns and one that was unpacked is not unpacked again.
    """
    place = F.col("_source")
    names = small(lake.spark, "_file string, _revision int", [(d.file, d.revision) for d in taken])
    these = F.struct(place.file, place.revision) == F.struct("_file", "_revision")
    frame = lake.read(step.output).join(F.broadcast(names), these, "left_semi")
    judged = quality.judged(frame, _contract(step))
    grouped = judged.groupBy(place.file.alias("_file"), place.revision.alias("_revision"))
    rows = [row.asDict() for row in grouped.agg(*quality.tally()).collect()]
    counts = {(row.pop("_file"), row.pop("_revision")): quality.Counts(**row) for row in rows}
    # A file that was delivered anew may mend what its last revision had wrong.
    mended = refusals.holds(step.output) and (again or any(revision > 1 for _, revision in counts))
    if mended or any(count.quarantined for count in counts.values()):
        refusals.refuse(step.output, lake, _by_problem(judged), False)
    return counts


def _by_problem(judged: DataFrame) -> DataFrame:
    """The rows with the reader's own word for what is wrong as their one reason: what is no record has no values."""
    told = F.when(F.array_contains(quality.FAILED, _RECORD), F.array(PROBLEM)).otherwise(F.col(quality.FAILED))
    return judged.withColumn(quality.FAILED, told)


def _contract(step: Landing) -> Table:
    """What a delivered row must be to count as a record: well formed, its key given, and not contradicted."""
    return replace(step.output, key=step.key, rules=(Rule(_RECORD, f"{PROBLEM} IS NULL"),))


def _record(step: Landing, lake: Lakehouse, counts: list[quality.Counts], began: datetime) -> StepRecord:
    read = sum(count.read for count in counts)
    return StepRecord(
        step.output.name,
        "done",
        "rows",
        began,
        rows_read=read,
        rows_built=read,
        rows_kept=sum(count.kept for count in counts),
        rows_quarantined=sum(count.quarantined for count in counts),
        rows_repeated=sum(count.repeated for count in counts),
        rows_written=read,
        output_version=lake.version(step.output),
    )
