"""Parquet becomes text like everything delivered, however the partner typed it."""

import gzip
from datetime import date, datetime, time
from decimal import Decimal

import numpy
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import functions as F

from gcrm.bronze.values import Values
from gcrm.core.testing import same
from gcrm.sources import columnar
from gcrm.sources.spec import FileSpec
from gcrm.vault import times

SPEC = FileSpec("*.parquet", "parquet", ("ID", "at"))


@pytest.fixture
def landed(tmp_path):
    def write(name, **columns):
        pq.write_table(pa.table(columns), tmp_path / name)
        return {str(tmp_path / name): (name, 1)}

    return write


def test_every_type_becomes_text(spark, landed):
    files = landed(
        "sales.parquet",
        id=[1, 2],
        at=pa.array([datetime(2018, 1, 2, 3, 4, 5), None], pa.timestamp("us")),
        price=pa.array([Decimal("1.50"), Decimal("0.25")], pa.decimal128(18, 2)),
        day=[date(2018, 1, 2), None],
        tags=[["a", "b"], None],
    )
    assert columnar.examine(next(iter(files)), SPEC) is None
    one = {"price": "1.50", "day": "2018-01-02", "tags": '["a","b"]'}
    two = {"price": "0.25", "day": None, "tags": None}
    same(
        columnar.read(spark, files, SPEC),
        [
            ("1", "2018-01-02 03:04:05", one, None, ("sales.parquet", 1, 1)),
            ("2", None, two, None, ("sales.parquet", 1, 2)),
        ],
        "id", "at", "_extra", "_problem", "_source",
    )  # fmt: skip


def test_three_digits_behind_a_point_are_told_from_thousands(spark, landed):
    files = landed(
        "sales.parquet",
        id=pa.array([Decimal("109.590"), Decimal("-1.000"), None], pa.decimal128(18, 3)),
        at=[109.125, 109.5, 1250.0],
    )
    same(
        columnar.read(spark, files, SPEC),
        [("109.5900", "109.1250"), ("-1.0000", "109.5"), (None, "1250.0")],
        "id", "at",
    )  # fmt: skip


def test_instants_keep_the_clock_that_the_file_shows_and_tell_its_zone(spark, landed):
    moment = datetime(2018, 7, 2, 3, 4, 5, 678901)
    zones = {"a": None, "b": "UTC", "c": "Asia/Seoul", "d": "-03:00", "e": "America/New_York", "f": "Nowhere/Else"}
    files = {}
    for name, zone in zones.items():
        at = pa.array([moment], pa.timestamp("ns", zone))
        files |= landed(f"{name}.parquet", id=[name], at=at, more=at.cast(pa.timestamp("us", zone)))
    assert [columnar.examine(path, SPEC) for path in files] == [None] * len(files)
    texts = {
        "a": "2018-07-02 03:04:05.678901", "b": "2018-07-02 03:04:05.678901Z", "c": "2018-07-02 12:04:05.678901+09:00",
        "d": "2018-07-02 00:04:05.678901-03:00", "e": "2018-07-01 23:04:05.678901-04:00",
        "f": "2018-07-02 03:04:05.678901Z",
    }  # fmt: skip
    found = columnar.read(spark, files, SPEC)
    same(found, [(name, text, {"more": text}) for name, text in texts.items()], "id", "at", "_extra")
    read = found.select(
        "id",
        times.time(F.col("at"), Values()).cast("string").alias("shown"),
        times.time(F.col("at"), Values(zone="Asia/Seoul")).cast("string").alias("there"),
    )
    there = dict.fromkeys(zones, "2018-07-02 12:04:05.678901") | {"a": texts["a"]}
    same(read, [(name, text[:26], there[name]) for name, text in texts.items()], "id", "shown", "there")


def test_pages_of_every_encoding_are_read(spark, tmp_path):
    encodings = {
        "id": "DELTA_BYTE_ARRAY", "at": "DELTA_LENGTH_BYTE_ARRAY", "real": "BYTE_STREAM_SPLIT",
        "n": "DELTA_BINARY_PACKED", "text": "DELTA_BYTE_ARRAY", "raw": "DELTA_LENGTH_BYTE_ARRAY",
    }  # fmt: skip
    table = pa.table({"id": ["r1", "r12"], "at": ["x", None], "real": [1.5, 2.25], "n": [1, 2],
                      "text": ["long", "longer"], "raw": [b"a", b"b"]})  # fmt: skip
    path = str(tmp_path / "a.parquet")
    pq.write_table(table, path, use_dictionary=False, column_encoding=encodings)
    assert columnar.examine(path, SPEC) is None
    assert columnar.examine(path, FileSpec("*.parquet", "parquet", ("id", "real"))) is None
    more = [
        {"real": "1.5", "n": "1", "text": "long", "raw": "a"},
        {"real": "2.25", "n": "2", "text": "longer", "raw": "b"},
    ]
    same(
        columnar.read(spark, {path: ("a.parquet", 1)}, SPEC),
        [("r1", "x", more[0]), ("r12", None, more[1])],
        "id", "at", "_extra",
    )  # fmt: skip


def test_a_column_that_is_called_as_spark_calls_its_own_is_read(spark, landed):
    files = landed("a.parquet", id=["1"], at=["x"], _metadata=["m"])
    assert columnar.examine(next(iter(files)), SPEC) is None
    same(columnar.read(spark, files, SPEC), [("1", "x", {"metadata": "m"}, ("a.parquet", 1, 1))],
         "id", "at", "_extra", "_source")  # fmt: skip


def test_files_of_other_types_cases_and_columns_are_read_together(spark, landed):
    files = (
        landed("a[1].parquet", id=[1, 2], at=["x", "y"])
        | landed("b.parquet", AT=["z"], Id=["three"], extra=[1.5])
        | landed("c.parquet", id=[4], at=["w"])
    )
    same(
        columnar.read(spark, files, SPEC),
        [
            ("1", "x", None, ("a[1].parquet", 1, 1)), ("2", "y", None, ("a[1].parquet", 1, 2)),
            ("4", "w", None, ("c.parquet", 1, 1)), ("three", "z", {"extra": "1.5"}, ("b.parquet", 1, 1)),
        ],
        "id", "at", "_extra", "_source",
    )  # fmt: skip


def test_a_damaged_or_strange_file_says_why(tmp_path, landed):
    [path] = landed("whole.parquet", id=[1], at=["x"])
    cut = tmp_path / "cut.parquet"
    cut.write_bytes((tmp_path / "whole.parquet").read_bytes()[:-20])
    assert columnar.examine(str(cut), SPEC).startswith("the file is no whole Parquet file (Arrow")
    assert columnar.examine(str(cut), SPEC).endswith("it must be delivered again")
    cut.write_bytes(b"")
    assert columnar.examine(str(cut), SPEC).startswith("the file is no whole Parquet file (")
    other = FileSpec("*.parquet", "parquet", ("id", "price"))
    assert columnar.examine(path, other) == "the file lacks the column price; it has id, 1 that is not declared"


def test_columns_of_nothing_times_of_day_and_identifiers_are_read(spark, landed):
    files = landed(
        "till.parquet",
        id=pa.array([b"\x12\x34" * 8, None], pa.binary(16)).cast(pa.uuid()) if hasattr(pa, "uuid") else ["a", None],
        at=pa.array([time(10, 15), time(23, 59, 59, 120_000)], pa.time64("us")),
        ms=pa.array([time(10, 15), time(9, 5, 1, 5_000)], pa.time32("ms")),
        ns=pa.array([36_900_000_000_000, 1], pa.time64("ns")),
        none=pa.nulls(2),
    )
    assert columnar.examine(next(iter(files)), SPEC) is None
    rows = columnar.read(spark, files, SPEC).orderBy("_source.line").collect()
    assert [row["at"] for row in rows] == ["10:15:00", "23:59:59.12"]
    assert [row["_extra"] for row in rows] == [
        {"ms": "10:15:00", "ns": "10:15:00", "none": None},
        {"ms": "09:05:01.005", "ns": "00:00:00.000000001", "none": None},
    ]


def test_a_declared_column_of_nothing_is_null(spark, landed):
    files = landed("a.parquet", id=[1, 2], at=pa.nulls(2))
    assert columnar.examine(next(iter(files)), SPEC) is None
    assert [(r["id"], r["at"]) for r in columnar.read(spark, files, SPEC).orderBy("id").collect()] == [
        ("1", None), ("2", None),
    ]  # fmt: skip


def test_int96_stands_beside_nanoseconds(spark, tmp_path):
    files = {}
    for name, moment, old in (
        ("a.parquet", datetime(2024, 1, 2, 3, 4, 5), True),
        ("b.parquet", datetime(2024, 2, 2, 3, 4, 5), False),
        ("c.parquet", datetime(1899, 12, 30), True),
    ):
        table = pa.table({"id": [name], "at": pa.array([moment], pa.timestamp("ns"))})
        pq.write_table(table, tmp_path / name, use_deprecated_int96_timestamps=old)
        files[str(tmp_path / name)] = (name, 1)
    assert [columnar.examine(path, SPEC) for path in files] == [None] * 3
    rows = columnar.read(spark, files, SPEC).orderBy("id").collect()
    assert [row["at"] for row in rows] == ["2024-01-02 03:04:05", "2024-02-02 03:04:05", "1899-12-30 00:00:00"]


def test_names_that_differ_by_case_do_no_harm_where_they_are_not_declared(spark, landed):
    files = landed("a.parquet", id=[1], at=["x"], Note=["n"], note=["m"])
    assert columnar.examine(next(iter(files)), SPEC) is None
    [row] = columnar.read(spark, files, SPEC).collect()
    assert (row["id"], row["at"], row["_extra"]) == ("1", "x", {"note": None, "note_2": None})


def test_whole_numbers_of_every_width_are_read(spark, landed):
    wide = 2**64 - 1
    files = landed(
        "a.parquet",
        id=pa.array([wide], pa.uint64()),
        at=pa.array([2**32 - 1], pa.uint32()),
        small=pa.array([-5], pa.int8()),
        tiny=pa.array([250], pa.uint8()),
        half=pa.array([7], pa.int16()),
        text=pa.array([b"x"]),
        real=pa.array([1.5], pa.float32()),
        flag=[True],
        nested=pa.array([{"a": [1, 2], "b": {"c": "x"}}]),
        pairs=pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
    )
    assert columnar.examine(next(iter(files)), SPEC) is None
    [row] = columnar.read(spark, files, SPEC).collect()
    assert (row["id"], row["at"]) == (str(wide), str(2**32 - 1))
    assert row["_extra"] == {
        "small": "-5", "tiny": "250", "half": "7", "text": "x", "real": "1.5", "flag": "true",
        "nested": '{"a":[1,2],"b":{"c":"x"}}', "pairs": '{"k":1}',
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["float16", "packed"])
def test_what_spark_cannot_read_is_null_where_it_is_not_declared_and_refused_where_it_is(spark, tmp_path, kind):
    odd = pa.array(numpy.array([1.5], numpy.float16)) if kind == "float16" else pa.array([1.5])
    options = {
        "float16": {},
        "packed": {"compression": {"odd": "brotli", "id": "snappy", "at": "snappy"}},
    }
    path = str(tmp_path / "a.parquet")
    pq.write_table(pa.table({"id": [1], "at": ["x"], "odd": odd}), path, **options[kind])
    assert columnar.examine(path, SPEC) is None
    [row] = columnar.read(spark, {path: ("a.parquet", 1)}, SPEC).collect()
    assert (row["id"], row["at"], row["_extra"]) == ("1", "x", {"odd": None})
    said = columnar.examine(path, FileSpec("*.parquet", "parquet", ("id", "odd")))
    assert said.startswith("the column odd is ")
    assert said.endswith(", which Spark cannot read; deliver it as text or as a number")


def test_columns_that_spark_cannot_tell_apart_are_refused(landed):
    [path] = landed("a.parquet", id=[1], at=["x"], Id=[2])
    said = "the file names the column id twice once case and signs are folded (id and Id); rename one"
    assert columnar.examine(path, SPEC) == said
    renamed = FileSpec("*.parquet", "parquet", {"number": "Id", "at": "at"})
    assert columnar.examine(path, renamed) == "the file has Id and id, which Spark cannot tell apart; rename one"


def test_a_file_that_is_no_parquet_is_named(tmp_path):
    (tmp_path / "a.parquet").write_bytes(gzip.compress(b"PAR1"))
    said = "the file is packed by gzip; unpack it, for Parquet is packed in itself"
    assert columnar.examine(str(tmp_path / "a.parquet"), SPEC) == said
    (tmp_path / "a.parquet").write_bytes(b"PK\x03\x04" + bytes(50))
    assert columnar.examine(str(tmp_path / "a.parquet"), SPEC).startswith("the file is a zip archive")


def test_a_row_of_nothing_is_passed_over_as_an_empty_line_is_and_has_its_number(spark, tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"k": ["a", None, "c"], "n": pa.array([1, None, 3], pa.int64())}), path)
    spec = FileSpec("t*.parquet", "parquet", ("k", "n"))
    rows = columnar.read(spark, {str(path): ("t.parquet", 1)}, spec).selectExpr("k", "n", "_source.line").collect()
    assert [tuple(row) for row in rows] == [("a", "1", 1), ("c", "3", 3)]
    assert not columnar.is_empty(str(path), spec)
    pq.write_table(pa.table({"k": pa.array([None], pa.string())}), path)
    assert columnar.is_empty(str(path), spec)
