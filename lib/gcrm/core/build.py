"""Builds one table: decides what must be read, calls the pure function, splits, writes, and says what it did."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, Observation
from pyspark.sql import functions as F

from gcrm.core import quality, touched
from gcrm.core.lakehouse import GONE, Lakehouse
from gcrm.core.ledger import StepRecord
from gcrm.core.quarantine import refuse
from gcrm.core.step import Input, Lookup, News, Part, Step, arguments, stored_table
from gcrm.core.table import SOURCE, Raw, ReplaceGroups, Table, Upsert

Versions = Mapping[str, int]


@dataclass(frozen=True)
class Task:
    """What one step needs to be built: where it stood, and where its inputs stand."""

    step: Step
    settings: Any
    as_of: date | None
    config_hash: str
    now: Versions
    last: StepRecord | None

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
        if set(last.inputs) != set(self.now):
            return None
        whole = [given.name for given in self.step.inputs.values() if not isinstance(given, News | Lookup | Raw)]
        if any(last.inputs[name] != self.now[name] for name in whole):
            return None
        return last.inputs


@dataclass(frozen=True)
class Reading:
    """Frames for `build`, the rows behind them, and how much of the inputs they are."""

    frames: Mapping[str, DataFrame]
    rows: int
    mode: str
    groups: DataFrame | None = None


def build(task: Task, lake: Lakehouse, run_id: str, refusing: set[str], started_at: datetime) -> StepRecord:
    """Brings `task.step.output` up to date. Every write in here may be repeated after a kill."""
    step = task.step
    reading = _read_parts(task, lake) if step.raw else _read(step.inputs, _by(step), task, lake)
    frame = step.build(**arguments(step, reading.frames, task.settings, task.as_of))
    judged = quality.judged(quality.match_columns(frame, step.output), step.output)
    said = {"run": run_id, "inputs": dict(task.now), "config": task.config_hash}
    counts, written = _write(step, lake, judged, reading, said)
    if counts.quarantined or step.output.name in refusing:
        refuse(step.output, lake, judged, reading.mode == "whole", run_id, refusing, reading.groups)
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


def _by(step: Step) -> tuple[str, ...]:
    return step.output.load.by if isinstance(step.output.load, ReplaceGroups) else ()


def _read(inputs: Mapping[str, Input], by: tuple[str, ...] | None, task: Task, lake: Lakehouse) -> Reading:
    """The frames of one step or part: whole, or restricted to what the news touched."""
    stored = {name: table for name, given in inputs.items() if (table := stored_table(given))}
    whole = {name: lake.read(table, task.now[table.name]) for name, table in stored.items()}
    since = task.since
    changed = since is not None and any(task.now[t.name] != since[t.name] for t in stored.values())
    news = [name for name, given in inputs.items() if isinstance(given, News)]
    plain = [t.name for name, t in stored.items() if isinstance(inputs[name], type(t))]
    if since is not None and not changed:
        return Reading({name: frame.limit(0) for name, frame in whole.items()}, 0, "touched")
    if since is None or not news or by is None or any(task.now[n] != since[n] for n in plain):
        return Reading(whole, sum(lake.count(t, task.now[t.name]) for t in stored.values()), "whole")
    if not by:
        fresh = {n: _new_rows(lake, stored[n].name, inputs[n], since, task.now) for n in news}
        frames = {**whole, **fresh}
        return Reading(frames, sum(frame.count() for frame in fresh.values()), "rows")
    groups = touched.groups(lake, inputs, by, since, task.now).persist()
    limits = touched.span(groups, stored[news[0]], by)
    frames = dict(whole)
    for name in news:
        frames[name] = touched.restrict(touched.within(whole[name], limits), groups, by)
    return Reading(frames, sum(frames[name].count() for name in news), "touched", groups)


def _new_rows(lake: Lakehouse, name: str, given: Input, since: Versions, now: Versions) -> DataFrame:
    table = stored_table(given)
    assert table is not None
    if now[name] <= since[name]:
        return lake.read(table, now[name]).limit(0)
    return lake.changes(table, since[name], now[name]).filter("_change_type = 'insert'").select(*table.columns)


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
    return Reading({**others, raw_name: frame}, rows, mode)


def _part(part: Part, reading: Reading) -> DataFrame:
    return part.build(**reading.frames)


def _no_rows(step: Step, lake: Lakehouse) -> DataFrame:
    raw = step.raw
    assert raw is not None
    columns = [f"`{f.name}` {f.type}" for f in (*raw.fields, SOURCE)]
    return lake.spark.createDataFrame([], ", ".join([*columns, f"{quality.UNREADABLE} map<string,string>"]))


def _write(
    step: Step, lake: Lakehouse, judged: DataFrame, reading: Reading, said: Mapping[str, Any]
) -> tuple[quality.Counts, int]:
    table = step.output
    fresh = lake.version(table) < 1
    if fresh or (reading.mode == "whole" and not isinstance(table.load, Upsert)):
        # One pass: the counts are taken while the rows are written.
        seen = Observation(f"counts of {table.name}")
        lake.replace(table, quality.good(judged.observe(seen, *quality.tally())), said)
        counts = quality.Counts(**seen.get)
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
    if reading.mode == "touched" and counts.quarantined:
        rows = _corrected(table, lake, judged, rows)
    elif not counts.kept and reading.mode != "whole":
        return counts, 0
    whole, any_order = reading.mode == "whole", reading.mode == "rows"
    return counts, lake.merge(table, rows, said, only_these=whole, any_order=any_order)


def _corrected(table: Table, lake: Lakehouse, judged: DataFrame, rows: DataFrame) -> DataFrame:
    """`rows`, and marked as gone those whose correction was refused: a run from scratch would not have them."""
    keys = quality.bad(judged).select(*table.key).distinct().join(rows, list(table.key), "left_anti")
    gone = lake.read(table).join(keys, list(table.key), "left_semi").withColumn(GONE, F.lit(True))
    return rows.withColumn(GONE, F.lit(False)).unionByName(gone)
