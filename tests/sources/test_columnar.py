"""Parquet becomes text like everything delivered, however the partner typed it."""

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

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
    rows = columnar.read(spark, files, SPEC).orderBy("id").collect()
    assert [(row["id"], row["at"], row["_problem"], tuple(row["_source"])) for row in rows] == [
        ("1", "2018-01-02 03:04:05", None, ("sales.parquet", 1, 1)), ("2", None, None, ("sales.parquet", 1, 2)),
    ]  # fmt: skip
    assert rows[0]["_extra"] == {"price": "1.50", "day": "2018-01-02", "tags": '["a","b"]'}
    assert rows[1]["_extra"] == {"price": "0.25", "day": None, "tags": None}


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_nanoseconds_as_pandas_writes_them_are_read(spark, landed, zone):
    at = pa.array([datetime(2018, 1, 2, 3, 4, 5, 678901)], pa.timestamp("ns", zone))
    rows = columnar.read(spark, landed("sales.parquet", id=["a"], at=at, more=at), SPEC).collect()
    assert [(row["at"], row["_extra"]) for row in rows] == [
        ("2018-01-02 03:04:05.678901", {"more": "2018-01-02 03:04:05.678901"})
    ]


def test_files_of_other_types_cases_and_columns_are_read_together(spark, landed):
    files = (
        landed("a[1].parquet", id=[1, 2], at=["x", "y"])
        | landed("b.parquet", AT=["z"], Id=["three"], extra=[1.5])
        | landed("c.parquet", id=[4], at=["w"])
    )
    rows = columnar.read(spark, files, SPEC).collect()
    assert sorted((row["id"], row["at"], row["_extra"], *row["_source"]) for row in rows) == [
        ("1", "x", None, "a[1].parquet", 1, 1), ("2", "y", None, "a[1].parquet", 1, 2),
        ("4", "w", None, "c.parquet", 1, 1), ("three", "z", {"extra": "1.5"}, "b.parquet", 1, 1),
    ]  # fmt: skip


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
