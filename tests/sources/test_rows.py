"""Where a row stands in its file, whatever the file is called and however it was split."""

from types import SimpleNamespace

import pytest
from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.core.testing import same
from gcrm.sources.rows import exactly, ordinals, path_column, placed

SPEC = SimpleNamespace(path="*.txt")


def test_a_source_is_the_name_below_the_landing_folder_the_revision_and_the_line(spark):
    files = {"/land/a/one.csv": ("a/one.csv", 1), "/land/a/two.csv": ("a/two.csv", 3)}
    frame = small(spark, "text string, _path string, n int", [("x", "/land/a/one.csv", 5), ("y", "/land/a/two.csv", 7)])
    found = placed(frame, files, F.col("n"))
    assert found.columns == ["text", "n", "_source"]
    same(found, [("x", ("a/one.csv", 1, 5)), ("y", ("a/two.csv", 3, 7))], "text", "_source")


@pytest.mark.parametrize("name", ["br[1].txt", "{x}.txt", "a+b c%.txt", "100*?.txt", "são.txt"])
def test_a_file_of_any_name_is_read_and_named_as_it_is(spark, landed, name):
    landed("another", "b1.txt")
    files = landed("content", name)
    frame = spark.read.text(exactly(files)).select("value", path_column().alias("path"))
    same(frame, [("content", next(iter(files)))])


def test_rows_are_numbered_through_the_splits_of_their_file(spark, landed):
    files = landed("", "a.txt") | landed("", "b.txt")
    a, b = files
    given = [(a, 0, "a1"), (a, 0, "a2"), (a, 64, "a3"), (b, 0, "b1"), (b, 32, "b2"), (b, 32, "b3")]
    frame = small(spark, "_path string, _block bigint, text string", given).repartitionByRange(4, "_path", "_block")
    same(ordinals(frame, files), [
        ("a1", 1), ("a2", 2), ("a3", 3), ("b1", 1), ("b2", 2), ("b3", 3),
    ], "text", "_ordinal")  # fmt: skip


def test_one_small_file_is_numbered_as_it_is_read(spark, landed):
    files = landed("short", "a.txt")
    frame = small(spark, "_path string, _block bigint, text string", [(next(iter(files)), 0, word) for word in "xyz"])
    same(ordinals(frame, files), [("x", 1), ("y", 2), ("z", 3)], "text", "_ordinal")
