"""Builds a table as of business days: several days in one pass and one commit, each as if it had been built alone."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import Any

from pyspark import inheritable_thread_target
from pyspark.sql import Column, DataFrame, Observation
from pyspark.sql import functions as F

from gcrm.core.contracts.table import Append, Snapshots, Table
from gcrm.core.errors import UsageError
from gcrm.core.frames import small
from gcrm.core.running import noted, quality, together
from gcrm.core.running.build import Task
from gcrm.core.running.follow import follow
from gcrm.core.running.records import Refusals, StepRecord
from gcrm.core.storage import snapshots
from gcrm.core.storage.lakehouse import Lakehouse

_AT_ONCE = 3  # builds of one step
_DAY = "_task"  # which of the tasks a row was built by


def build(tasks: Sequence[Task], lake: Lakehouse, refusals: Refusals, started_at: datetime) -> list[StepRecord]:
    """Brings the days of `tasks`, which are of one step, up to date; gives one record a day.

    Raises UsageError for a day that the table would not keep.
    """
    step, where = tasks[0].step, _where(tasks[0].step.output, lake, tasks)
    said = {"run": refusals.run_id, "as_of": [str(task.as_of) for task in tasks], "inputs": dict(tasks[-1].now)}
    follow(step.output, lake, refusals, said)
    shared = together.made([task.view for task in tasks if task.view], step)
    for frame in shared.values():
        frame.persist()
    try:
        judged = reduce(DataFrame.unionByName, _each(tasks, shared, lake))
        counts = _written(judged, tasks, lake, where, said)
        if any(count.quarantined for count in counts) or refusals.holds(step.output):
            refusals.refuse(step.output, lake, judged, where == "true", _days(step.output, lake, tasks))
        judged.unpersist()
    finally:
        for frame in shared.values():
            frame.unpersist()
    version = lake.version(step.output)
    return [_record(task, count, version, started_at, lake) for task, count in zip(tasks, counts, strict=True)]


def _each(tasks: Sequence[Task], shared: Mapping[str, DataFrame], lake: Lakehouse) -> list[DataFrame]:
    """What each task builds, judged. Some builds run small jobs of their own, which wait for each other no more than
    they must."""

    def built(task: Task, number: int) -> DataFrame:
        assert task.view is not None
        return _judged(replace(task, view=replace(task.view, made=shared)), number)

    if len(tasks) == 1:
        return [built(tasks[0], 0)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        # Each with a copy of this thread's properties, such as the description that Spark's pages tell jobs by.
        inherits = (inheritable_thread_target(lake.spark) for _ in tasks)
        running = [pool.submit(own(built), task, i) for i, (own, task) in enumerate(zip(inherits, tasks, strict=True))]
        return [future.result() for future in running]


def _written(
    judged: DataFrame, tasks: Sequence[Task], lake: Lakehouse, where: str, said: Mapping[str, Any]
) -> list[quality.Counts]:
    """Writes the good rows in one commit; gives the counts of each task."""
    table, tallies = tasks[0].step.output, _tallies(len(tasks))
    if isinstance(table.load, Append):
        judged.persist()
        row = judged.agg(*tallies).first()
        seen: Mapping[str, Any] = row.asDict() if row else {}
        lake.add(table, quality.good(judged), said)
    else:
        observed = Observation(f"counts of {table.name}")
        lake.replace(table, quality.good(judged.observe(observed, *tallies)), said, where)
        seen = observed.get
    return [quality.Counts(**{name: seen[f"{name}_{i}"] for name in _NAMES}) for i in range(len(tasks))]


def with_late(record: StepRecord, rows: int | None) -> StepRecord:
    return replace(record, rows_late=rows)


_NAMES = ("read", "kept", "quarantined", "repeated")


def _where(table: Table, lake: Lakehouse, tasks: Sequence[Task]) -> str:
    """The predicate of the rows that what is built takes the place of."""
    if not isinstance(table.load, Snapshots):
        return "true"
    written = [task.as_of for task in tasks if task.as_of]
    before = None
    if table.load.keep is not None:
        before = snapshots.oldest_kept(snapshots.days(lake, table), written, table.load.keep)
        if before is not None and min(written) < before:
            raise UsageError(
                f"{table.name} keeps {table.load.keep} days, of which {before} would be the oldest, so {min(written)} "
                f"would not stay; {before} or later works, or a larger keep in its contract."
            )
    return snapshots.replaced(table.load.by[0], written, before)


def _judged(task: Task, number: int) -> DataFrame:
    assert task.view is not None
    built = noted.built(task.step, task.view.frames(task.step), task.settings, task.as_of, task.view.lake)
    table = task.step.output
    return quality.judged(quality.match_columns(built, table), table).withColumn(_DAY, F.lit(number))


def _tallies(n: int) -> list[Column]:
    """The counts of each task's rows, numbered."""
    return [
        F.count_if((F.col(_DAY) == i) & met).alias(f"{name}_{i}")
        for i in range(n)
        for name, met in zip(_NAMES, quality.verdicts(), strict=True)
    ]


def _days(table: Table, lake: Lakehouse, tasks: Sequence[Task]) -> DataFrame | None:
    """The groups that were judged again: days of snapshots."""
    column = snapshots.day_column(table)
    if column is None:
        return None
    return small(lake.spark, f"{column} date", [(task.as_of,) for task in tasks])


def _record(task: Task, counts: quality.Counts, version: int, began: datetime, lake: Lakehouse) -> StepRecord:
    assert task.view is not None
    return StepRecord(
        task.step.output.name,
        "done",
        "whole",
        began,
        rows_read=sum(lake.count(table, task.now[table.name]) for table in task.step.tables.values()),
        rows_built=counts.read,
        rows_kept=counts.kept,
        rows_quarantined=counts.quarantined,
        rows_repeated=counts.repeated,
        rows_written=counts.kept,
        inputs=dict(task.now),
        output_version=version,
        config_hash=task.config_hash,
        as_of=task.as_of,
    )
