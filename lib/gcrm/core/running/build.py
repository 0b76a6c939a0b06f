"""Builds one table: decides what must be read, calls the pure function, splits, writes, and says what it did."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, Observation
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Input, Lookup, News, Part, Step, stored_table
from gcrm.core.contracts.table import SOURCE, Append, Raw, ReplaceGroups, Table, Upsert
from gcrm.core.frames import small
from gcrm.core.running import noted, quality, touched
from gcrm.core.running.follow import follow
from gcrm.core.running.known import View
from gcrm.core.running.records import Refusals, StepRecord
from gcrm.core.storage.lakehouse import GONE, Lakehouse

Versions = Mapping[str, int]


@dataclass(frozen=True)
class Task:
    """What one step needs to be built: where it stood, and where its inputs stand. `view`: what it sees on `as_of`, for
    a step that is built as of a day."""

    step: Step
    settings: Any
    as_of: date | None
    config_hash: str
    now: Versions
    last: StepRecord | None
    view: View | None = None

    @property
    def unchanged(self) -> bool:
        last = self.last
        return last is not None and (last.inputs, last.config_hash, last.as_of) == (
            self.now,
            self.config_hash,
            self.as_of,
        )

    @property
    def since(self) -> Versions | None:
        """Versions that were consumed last; None when everything must be read again."""
        last = self.last
        if last is None or (last.config_hash, last.as_of) != (self.config_hash, self.as_of):
            return None
        if set(last.inputs) != set(self.now) or any(self.now[name] < last.inputs[name] for name in self.now):
            return None
        whole = [given.name for given in self.step.inputs.values() if isinstance(given, Table)]
        if any(last.inputs[name] != self.now[name] for name in whole):
            return None
        return last.inputs


@dataclass(frozen=True)
class Reading:
    """Frames for `build`, the rows behind them, how much of the inputs they are, and the records they came from."""

    frames: Mapping[str, DataFrame]
    rows: int
    mode: str
    groups: DataFrame | None = None
    sources: DataFrame | None = None


def build(task: Task, lake: Lakehouse, refusals: Refusals, started_at: datetime) -> StepRecord:
    """Brings `task.step.output` up to date. Every write in here may be repeated after a kill."""
    step = task.step
    reading = _read_parts(task, lake) if step.raw else _read(step.inputs, _by(step), task, lake)
    judged = _judged(task, reading, lake)
    if reading.mode == "touched" and _mirrors(step.output):
        judged.persist()
        if _outdated(step.output, lake, reading, quality.good(judged)):
            # What took its place may stand in a group that was not read.
            judged.unpersist()
            reading = _read_parts(dataclasses.replace(task, last=None), lake)
            judged = _judged(task, reading, lake)
    said = {"run": refusals.run_id, "inputs": dict(task.now), "config": task.config_hash}
    follow(step.output, lake, refusals, said)
    counts, written = _write(step, lake, judged, reading, said)
    if counts.quarantined or refusals.holds(step.output):
        refusals.refuse(step.output, lake, judged, reading.mode == "whole", reading.groups, step.hidden)
    for frame in (judged, *([reading.groups] if reading.groups is not None else [])):
        frame.unpersist()
    return StepRecord(
        step.output.name,
        "done",
        reading.mode,
        started_at,
        rows_read=reading.rows,
        rows_built=counts.read,
        rows_kept=counts.kept,
        rows_quarantined=counts.quarantined,
        rows_repeated=counts.repeated,
        rows_written=written,
        inputs=dict(task.now),
        output_version=lake.version(step.output),
        config_hash=task.config_hash,
        as_of=task.as_of,
    )


def _judged(task: Task, reading: Reading, lake: Lakehouse) -> DataFrame:
    frame = noted.built(task.step, reading.frames, task.settings, task.as_of, lake)
    return quality.judged(quality.match_columns(frame, task.step.output), task.step.output)


def _outdated(table: Table, lake: Lakehouse, reading: Reading, rows: DataFrame) -> bool:
    """Whether the table holds a row of one of the records that were read, under a key that they yield no more."""
    if reading.sources is None or lake.version(table) < 1:
        return False
    held = lake.read(table).select(*table.key, SOURCE.name).join(reading.sources, SOURCE.name, "left_semi")
    return not held.join(rows, list(table.key), "left_anti").isEmpty()


def _mirrors(table: Table) -> bool:
    return isinstance(table.load, Upsert) and table.load.deletes


def _by(step: Step) -> tuple[str, ...]:
    return step.output.load.by if isinstance(step.output.load, ReplaceGroups) else ()


def _read(inputs: Mapping[str, Input], by: tuple[str, ...] | None, task: Task, lake: Lakehouse) -> Reading:
    """The frames of one step or part: whole, or restricted to what the news touched."""
    stored = {name: table for name, given in inputs.items() if (table := stored_table(given))}
    whole = {name: lake.read(table, task.now[table.name]) for name, table in stored.items()}
    since = task.since
    changed = since is not None and any(task.now[t.name] != since[t.name] for t in stored.values())
    news = {name: given for name, given in inputs.items() if isinstance(given, News)}
    plain = [t.name for name, t in stored.items() if isinstance(inputs[name], type(t))]
    if since is not None and not changed:
        return Reading({name: frame.limit(0) for name, frame in whole.items()}, 0, "touched")
    looked_up = [] if by else [given.table.name for given in inputs.values() if isinstance(given, Lookup)]
    if since is None or not news or by is None or any(task.now[n] != since[n] for n in [*plain, *looked_up]):
        return _whole(lake, stored, whole, task)
    fresh = {n: _new_rows(lake, given.table, since, task.now) for n, given in news.items() if not by or given.by_file}
    if _corrects([frame for name, frame in fresh.items() if news[name].by_file]):
        return _whole(lake, stored, whole, task)
    if not by:
        rows = sum(frame.count() for frame in fresh.values())
        return Reading({**whole, **fresh}, rows, "rows", sources=_sources(fresh.values()))
    groups = touched.groups(lake, inputs, by, since, task.now).persist()
    limits = touched.span(groups, next(iter(news.values())).table, by)
    read = {n: touched.restrict(touched.within(whole[n], limits), groups, by) for n in news}
    rows = sum(frame.count() for frame in read.values())
    return Reading({**whole, **read}, rows, "touched", groups, _sources(read.values()))


def _whole(lake: Lakehouse, stored: Mapping[str, Table], frames: Mapping[str, DataFrame], task: Task) -> Reading:
    return Reading(frames, sum(lake.count(table, task.now[table.name]) for table in stored.values()), "whole")


def _new_rows(lake: Lakehouse, table: Table, since: Versions, now: Versions) -> DataFrame:
    if now[table.name] <= since[table.name]:
        return lake.read(table, now[table.name]).limit(0)
    changes = lake.changes(table, since[table.name], now[table.name])
    return changes.filter("_change_type IN ('insert', 'update_postimage')").select(*table.columns)


def _corrects(fresh: Iterable[DataFrame]) -> bool:
    """Whether a file came again with other content: rows that it no longer holds touch no group."""
    return any(not frame.filter(F.col(SOURCE.name)["revision"] > 1).isEmpty() for frame in fresh)


def _sources(frames: Iterable[DataFrame]) -> DataFrame | None:
    """Where the records stand; None for tables that keep no such place."""
    found = [frame.select(SOURCE.name) for frame in frames if SOURCE.name in frame.columns]
    return reduce(DataFrame.unionByName, found) if found else None


def _read_parts(task: Task, lake: Lakehouse) -> Reading:
    """Each feed's SELECT over what that feed's news touched, all in one frame beside the step's other inputs."""
    step = task.step
    readings = [(part, _read(part.inputs, part.by, task, lake)) for part in step.parts]
    if any(reading.mode == "whole" for _, reading in readings):
        # Which rows are no longer delivered shows only where every part stands beside the others, whole.
        again = dataclasses.replace(task, last=None)
        readings = [(part, _read(part.inputs, part.by, again, lake)) for part in step.parts]
    raw_name = next(name for name, given in step.inputs.items() if isinstance(given, Raw))
    others = {name: lake.read(t, task.now[t.name]) for name, given in step.inputs.items() if (t := stored_table(given))}
    yielded = [_part(part, reading) for part, reading in readings]
    frame = reduce(DataFrame.unionByName, yielded) if yielded else _no_rows(step, lake)
    modes = {reading.mode for _, reading in readings}
    mode = "whole" if modes <= {"whole"} else ("rows" if modes == {"rows"} else "touched")
    rows = sum(reading.rows for _, reading in readings)
    sources = [reading.sources for _, reading in readings if reading.sources is not None]
    return Reading(
        {**others, raw_name: frame}, rows, mode, sources=reduce(DataFrame.unionByName, sources) if sources else None
    )


def _part(part: Part, reading: Reading) -> DataFrame:
    return part.build(**reading.frames)


def _no_rows(step: Step, lake: Lakehouse) -> DataFrame:
    raw = step.raw
    assert raw is not None
    columns = [f"`{f.name}` {f.type}" for f in (*raw.fields, SOURCE)]
    return small(lake.spark, ", ".join([*columns, f"{quality.UNREADABLE} map<string,string>"]))


def _write(
    step: Step, lake: Lakehouse, judged: DataFrame, reading: Reading, said: Mapping[str, Any]
) -> tuple[quality.Counts, int]:
    table = step.output
    by_key = isinstance(table.load, Append) or (isinstance(table.load, Upsert) and lake.version(table) > 0)
    # No row of before may stay under a contract that it was not made by.
    by_key = by_key and (table.remembers or lake.is_as_promised(table))
    if not by_key and (reading.mode == "whole" or lake.version(table) < 1):
        if step.raw:
            # Delivered rows are seldom all good, and the quarantine must not run the SELECTs a second time.
            judged.persist()
        # One pass: the counts are taken while the rows are written.
        seen = Observation(f"counts of {table.name}")
        rows = quality.good(judged.observe(seen, *quality.tally()))
        lake.replace(table, rows, said)
        counts = quality.Counts(**seen.get)
        lake.counts[table.name, lake.version(table)] = counts.kept  # who reads it next need not count
        return counts, counts.kept
    judged.persist()
    row = judged.agg(*quality.tally()).first()
    counts = quality.Counts(**(row.asDict() if row else {}))
    rows = quality.good(judged)
    if reading.groups is not None and isinstance(table.load, ReplaceGroups):
        limits = touched.span(reading.groups, table, table.load.by)
        old = touched.restrict(touched.within(lake.read(table), limits), reading.groups, table.load.by)
        gone = old.join(rows, list(table.key), "left_anti").withColumn(GONE, F.lit(True))
        marked = rows.withColumn(GONE, F.lit(False)).unionByName(gone.select(*rows.columns, GONE))
        return counts, lake.merge(table, marked, said, limits.sql("t.") if limits else "")
    if isinstance(table.load, Append):
        return counts, lake.add(table, rows, said)
    if not counts.kept and reading.mode != "whole":
        return counts, 0
    whole = reading.mode == "whole"
    return counts, lake.merge(table, rows, said, only_these=whole and _mirrors(table), any_order=not whole)
