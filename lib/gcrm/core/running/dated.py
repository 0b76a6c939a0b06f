"""Builds a table as of business days: several days in one pass and one commit, each as if it had been built alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame, Observation
from pyspark.sql import functions as F

from gcrm.core.contracts.step import arguments
from gcrm.core.contracts.table import Append, Snapshots, Table
from gcrm.core.errors import UsageError
from gcrm.core.frames import small
from gcrm.core.running import quality
from gcrm.core.running.build import Task
from gcrm.core.running.records import Refusals, StepRecord
from gcrm.core.storage import snapshots
from gcrm.core.storage.lakehouse import Lakehouse

_DAY = "_day"  # which of the tasks a row was built by


def build(tasks: Sequence[Task], lake: Lakehouse, refusals: Refusals, started_at: datetime) -> list[StepRecord]:
    """Brings the days of `tasks`, which are of one step, up to date; gives one record a day.

    Raises UsageError for a day that the table would not keep.
    """
    table = tasks[0].step.output
    where = _where(table, lake, tasks)
    judged = reduce(DataFrame.unionByName, [_judged(task, number) for number, task in enumerate(tasks)])
    said = {"run": refusals.run_id, "as_of": [str(task.as_of) for task in tasks], "inputs": dict(tasks[-1].now)}
    if isinstance(table.load, Append):
        judged.persist()
        row = judged.agg(*_tallies(len(tasks))).first()
        seen: Mapping[str, Any] = row.asDict() if row else {}
        lake.add(table, quality.good(judged), said)
    else:
        observed = Observation(f"counts of {table.name}")
        lake.replace(table, quality.good(judged.observe(observed, *_tallies(len(tasks)))), said, where)
        seen = observed.get
    counts = [quality.Counts(**{name: seen[f"{name}_{i}"] for name in _NAMES}) for i in range(len(tasks))]
    if any(count.quarantined for count in counts) or refusals.holds(table):
        refusals.refuse(table, lake, judged, where == "true", _days(table, lake, tasks))
    judged.unpersist()
    version = lake.version(table)
    return [_record(task, count, version, started_at, lake) for task, count in zip(tasks, counts, strict=True)]


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
    frames = task.view.frames(task.step)
    built = task.step.build(**arguments(task.step, frames, task.settings, task.as_of))
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
