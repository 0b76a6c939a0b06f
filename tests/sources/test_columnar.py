"""Parquet becomes text like everything delivered, however the partner typed it."""

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gcrm.core.testing import same
from gcrm.sources import columnar
from gcrm.sources.spec import FileSpec

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


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_nanoseconds_as_pandas_writes_them_are_read(spark, landed, zone):
    at = pa.array([datetime(2018, 1, 2, 3, 4, 5, 678901)], pa.timestamp("ns", zone))
    found = columnar.read(spark, landed("sales.parquet", id=["a"], at=at, more=at), SPEC)
    text = "2018-01-02 03:04:05.678901"
    same(found, [(text, {"more": text})], "at", "_extra")


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
    assert columnar.examine(str(cut), SPEC).startswith("the file is no whole Parquet file (")
    assert columnar.examine(str(cut), SPEC).endswith("it must be delivered again")
    cut.write_bytes(b"")
    assert columnar.examine(str(cut), SPEC).startswith("the file is no whole Parquet file (")
    other = FileSpec("*.parquet", "parquet", ("id", "price"))
    assert columnar.examine(path, other) == "the file lacks the column price; it has id, at"
