"""Rows as files: which lie in which, and how they are written."""

import json

import pytest
from pyspark.sql import functions as F
from tests.conftest import REPOSITORY

from gcrm.core.frames import small
from gcrm.core.testing import plain, same
from gcrm.simulate.files import sheet as files
from gcrm.simulate.scene import Scene
from gcrm.simulate.world import load

ROWS = [("b.csv", 2, "no", None), ("a.csv", 9, "x,y", 1.5), ("a.csv", 1, "", None)]


@pytest.fixture
def frame(spark):
    return small(spark, "path string, n int, text string, value double", ROWS)


def columns():
    return {"N": F.col("n"), "Text": F.col("text"), "Value": F.col("value")}


def test_lines_of_csv_stand_in_order_in_their_files(frame):
    made, style = files.sheet(frame, F.col("path"), columns(), ["n"])
    assert style.headers == ("N,Text,Value",)
    same(made, [("a.csv", "1,,"), ("a.csv", '9,"x,y",1.5'), ("b.csv", "2,no,")], "path", "record")
    one = [row["record"] for row in made.collect() if row["path"] == "a.csv"]
    assert [line[0] for line in one] == ["1", "9"]


def test_objects_of_json_keep_what_is_unknown(frame):
    made, style = files.sheet(frame, F.col("path"), columns(), ["n"], kind="jsonl")
    assert style.headers == ()
    read = [json.loads(record) for _, record in plain(made, "path", "record")]
    assert sorted(read, key=lambda one: one["N"]) == [
        {"N": 1, "Text": "", "Value": None}, {"N": 2, "Text": "no", "Value": None},
        {"N": 9, "Text": "x,y", "Value": 1.5},
    ]  # fmt: skip


def test_a_range_holds_its_first_day_and_not_its_last(spark):
    frame = small(spark, "delivery int", [(day,) for day in (6, 7, 13, 14)])
    same(files.due(frame, 7, 14), [(7,), (13,)])


def test_a_file_that_would_grow_too_long_is_several(spark):
    world = load(REPOSITORY / "conf", [])
    frame = small(spark, "delivery int, member bigint", [(0, 5), (7, 4)])
    start = world.start.isoformat()
    few = frame.select(files.weekly("posts", Scene(world, 7, 300)).alias("path"))
    assert plain(few)[0] == (f"posts/{start}.csv",)
    many = frame.select(files.weekly("posts", Scene(world, 7, 1_500_000), ".jsonl").alias("path"))
    assert plain(many)[0] == (f"posts/{start}-002.jsonl",)
