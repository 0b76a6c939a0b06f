"""What the benchmarks fail for, on made-up stages: a check that cannot fail shows nothing."""

import json

import pytest
from tests.benchmarks.events import OTHER, Stage, Task, stages
from tests.benchmarks.proportion import disproportionate, lonely
from tests.benchmarks.skew import CORES, on_cores


def task(rows, scanned=0, fetched=0, seconds=0.0):
    return Task(rows, scanned, fetched, shuffled=rows, spilled=0, seconds=seconds)


def through(*tasks, partitions=None):
    return [Stage("marts.x", partitions or len(tasks), tasks)]


@pytest.mark.parametrize(
    ("small", "large"),
    [
        (through(task(900, fetched=30_000)), through(task(9_000, fetched=300_000))),  # a window over everything
        (through(task(900, scanned=30_000)), through(task(9_000, scanned=300_000))),  # files joined into one partition
        (through(task(900)), through(task(9_000))),  # rows that the driver holds
        ([], through(task(9_000, fetched=300_000), task(10), task(10))),  # one key that has nearly all rows
    ],
)
def test_a_stage_through_one_task_that_grows_is_told(small, large):
    [line] = lonely(small, large)
    assert line.startswith("marts.x: one task took all of ")
    assert line.endswith(" rows, and all of 9,000 of ten times the lines")


@pytest.mark.parametrize(
    ("small", "large"),
    [
        (through(task(5_000, fetched=90_000)), through(task(9_000, fetched=150_000))),  # bounded, as a sample is
        (through(task(40, fetched=90_000)), through(task(400, fetched=900_000))),  # few
        (through(task(900, scanned=9_000)), through(task(9_000, scanned=90_000))),  # less than one split
        (through(task(900, fetched=1_800)), through(task(9_000, fetched=18_000))),  # joined since it is small
        (through(task(900), partitions=64), through(task(9_000), partitions=64)),  # a look at the first rows
        (through(*[task(90)] * 10), through(*[task(900, fetched=90_000)] * 10)),  # spread
    ],
)
def test_other_stages_are_let_be(small, large):
    assert lonely(small, large) == []


def test_more_than_twelve_times_for_ten_times_is_told_of_rows_bytes_and_spill():
    assert disproportionate(through(task(100)), through(task(1_200))) == []
    assert disproportionate(through(task(100)), through(task(1_300))) == [
        "rows: 100, and 1,300 of ten times the lines",
        "shuffled: 100, and 1,300 of ten times the lines",
    ]


def test_a_stage_takes_its_longest_task_or_an_equal_share():
    given = [*through(task(1, seconds=5.0), task(1, seconds=1.0)), *through(*[task(1, seconds=1.0)] * (2 * CORES))]
    assert on_cores(given, lambda one: one.seconds) == {"marts.x": 7.0}


def test_rows_of_cached_frames_are_counted_by_the_operators(tmp_path):
    submitted = {
        "Event": "SparkListenerStageSubmitted",
        "Stage Info": {"Stage ID": 3, "RDD Info": [{"RDD ID": 8, "Number of Partitions": 4}]},
        "Properties": {"spark.job.description": "marts.x"},
    }
    metrics = {
        "Executor Run Time": 1500,
        "Disk Bytes Spilled": 5,
        "Input Metrics": {"Bytes Read": 70, "Records Read": 1},
        "Output Metrics": {"Records Written": 0},
        "Shuffle Read Metrics": {"Remote Bytes Read": 2, "Local Bytes Read": 4, "Total Records Read": 3},
        "Shuffle Write Metrics": {"Shuffle Bytes Written": 9, "Shuffle Records Written": 2},
    }
    passed = [{"Name": "number of output rows", "Update": "8000"}, {"Name": "data size", "Update": "999999"}]
    ended = {
        "Event": "SparkListenerTaskEnd",
        "Stage ID": 3,
        "Task End Reason": {"Reason": "Success"},
        "Task Info": {"Accumulables": passed},
        "Task Metrics": metrics,
    }
    lost = {**ended, "Task End Reason": {"Reason": "ExceptionFailure"}}
    lines = [submitted, ended, lost, {**submitted, "Properties": None}, ended]
    (tmp_path / "one").write_text("\n".join(map(json.dumps, lines[:3])))
    (tmp_path / "two").write_text("\n".join(map(json.dumps, lines[3:])))
    only = Task(rows=8000, scanned=70, fetched=6, shuffled=9, spilled=5, seconds=1.5)
    assert stages(tmp_path) == [Stage("marts.x", 4, (only,)), Stage(OTHER, 4, (only,))]
