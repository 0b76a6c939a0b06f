"""Each column of a Parquet file is told to Spark as it is stored, or not at all."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gcrm.sources.parquet_types import stored


def of(tmp_path, kind, **options):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"x": pa.array([None], type=kind)}), path, **options)
    [column] = stored(pq.ParquetFile(path))
    return column


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (pa.int8(), ("int", "plain")),
        (pa.uint32(), ("bigint", "plain")),
        (pa.uint64(), ("decimal(20,0)", "plain")),
        (pa.decimal128(12, 2), ("decimal(12,2)", "plain")),
        (pa.date32(), ("date", "plain")),
        (pa.string(), ("string", "plain")),
        (pa.timestamp("us"), ("timestamp_ntz", "plain")),
        (pa.timestamp("us", "UTC"), ("timestamp", "plain")),
        (pa.timestamp("ns"), ("bigint", "nanoseconds")),
        (pa.null(), ("", "null")),
        (pa.list_(pa.int64()), ("array<bigint>", "nested")),
        (pa.struct([("a", pa.string()), ("A", pa.string())]), ("", "unknown")),
        (pa.float16(), ("", "unknown")),
    ],
)
def test_a_type_is_told_as_it_is_stored(tmp_path, kind, told):
    column = of(tmp_path, kind)
    assert (column.type, column.kind) == told


@pytest.mark.parametrize(("unit", "per_second"), [("ms", 10**3), ("us", 10**6), ("ns", 10**9)])
def test_a_time_of_day_is_a_number_of_parts_of_a_second(tmp_path, unit, per_second):
    column = of(tmp_path, pa.time32(unit) if unit == "ms" else pa.time64(unit))
    assert (column.type, column.kind, column.per_second) == ("bigint", "time", per_second)


def test_columns_that_spark_reads_row_by_row_alone_are_told(tmp_path):
    options = {"use_dictionary": False, "column_encoding": "BYTE_STREAM_SPLIT"}
    assert of(tmp_path, pa.float64(), **options).by_row
    assert not of(tmp_path, pa.float64()).by_row
    assert of(tmp_path, pa.list_(pa.float64()), **options).by_row


def test_what_spark_cannot_unpack_is_not_read_and_said_so(tmp_path):
    column = of(tmp_path, pa.int64(), compression="brotli")
    assert (column.type, column.kind, column.shown) == ("", "unknown", "packed by BROTLI")
