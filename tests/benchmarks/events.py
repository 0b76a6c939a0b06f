"""What Spark's event log tells of a run, task by task: rows and bytes of every stage that ran."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What a run calls its jobs; Delta adds jobs under names of its own, for its logs and for lists of files.
_TABLE = re.compile(r"[a-z]+\.\w+")
OTHER = "(Delta's logs, lists of files)"


@dataclass(frozen=True)
class Task:
    """One task that ended well. `rows`: the most that it read, sent, wrote, or passed from one operator to another."""

    rows: int
    scanned: int  # bytes of files and of cached frames
    fetched: int  # bytes of shuffles
    shuffled: int  # bytes written for the next stage
    spilled: int
    seconds: float


@dataclass(frozen=True)
class Stage:
    """One stage that ran: the table that it was for, the partitions that it has, and the tasks that ran of them."""

    table: str
    partitions: int
    tasks: tuple[Task, ...]

    @property
    def rows(self) -> int:
        return sum(task.rows for task in self.tasks)

    @property
    def shuffled(self) -> int:
        return sum(task.shuffled for task in self.tasks)

    @property
    def spilled(self) -> int:
        return sum(task.spilled for task in self.tasks)

    @property
    def seconds(self) -> float:
        return sum(task.seconds for task in self.tasks)

    @property
    def largest(self) -> Task:
        return max(self.tasks, key=lambda task: task.rows)


def stages(folder: Path) -> list[Stage]:
    """Every stage in the event logs (plain text) below the folder, in the order of their numbers."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return [stage for path in paths for stage in _stages(path)]


def _stages(path: Path) -> Iterator[Stage]:
    tables: dict[int, str] = {}
    partitions: dict[int, int] = {}
    tasks: dict[int, list[Task]] = defaultdict(list)
    with path.open(encoding="utf-8") as handle:
        for event in map(json.loads, handle):
            kind = event["Event"]
            if kind == "SparkListenerStageSubmitted":
                number = event["Stage Info"]["Stage ID"]
                told = (event.get("Properties") or {}).get("spark.job.description", "")
                tables[number] = told if _TABLE.fullmatch(told) else OTHER
                partitions[number] = _partitions(event["Stage Info"])
            elif kind == "SparkListenerTaskEnd" and event["Task End Reason"]["Reason"] == "Success":
                tasks[event["Stage ID"]].append(_task(event))
    for number in sorted(tasks):
        yield Stage(tables[number], partitions[number], tuple(tasks[number]))


def _partitions(stage: dict[str, Any]) -> int:
    """Of the last frame in the stage; a job that wants the first rows only (`isEmpty`) runs fewer tasks than that."""
    last: dict[str, Any] = max(stage["RDD Info"], key=lambda rdd: rdd["RDD ID"])
    return int(last["Number of Partitions"])


def _task(event: dict[str, Any]) -> Task:
    metrics = event["Task Metrics"]
    read, given = metrics["Input Metrics"], metrics["Output Metrics"]
    fetched, sent = metrics["Shuffle Read Metrics"], metrics["Shuffle Write Metrics"]
    # Of a cached frame Spark counts a batch of ten thousand rows as one record; its operators count rows.
    passed = (a["Update"] for a in event["Task Info"]["Accumulables"] if a["Name"] == "number of output rows")
    rows = (
        read["Records Read"] + fetched["Total Records Read"],
        sent["Shuffle Records Written"],
        given["Records Written"],
        *map(int, passed),
    )
    return Task(
        rows=max(rows),
        scanned=read["Bytes Read"],
        fetched=fetched["Remote Bytes Read"] + fetched["Local Bytes Read"],
        shuffled=sent["Shuffle Bytes Written"],
        spilled=metrics["Disk Bytes Spilled"],
        seconds=metrics["Executor Run Time"] / 1000,
    )
