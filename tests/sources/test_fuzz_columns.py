"""Parquet files of any columns, whole and spoilt: every row is read, or the file is refused with one sentence."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.sources.strange import accepted, batch, lines_of, quick, read

from gcrm.sources import columnar
from gcrm.sources.spec import FileSpec

COLUMNS = ("id", "name")
kinds = st.sampled_from(
    [
        pa.int8(), pa.uint32(), pa.uint64(), pa.float32(), pa.string(), pa.binary(), pa.null(), pa.bool_(), pa.date32(),
        pa.timestamp("ns"), pa.timestamp("us", "UTC"), pa.timestamp("ms"), pa.time32("s"), pa.time64("ns"),
        pa.decimal128(20, 3), pa.list_(pa.int64()), pa.struct([("a", pa.string())]), pa.duration("s"),
    ]
)  # fmt: skip
tables = st.lists(st.tuples(st.sampled_from(["id", "name", "ID", "x", "a b", "서울"]), kinds), max_size=5)


def parquet(columns, n_rows, old, flip):
    """A file of these columns, without values but for the rows' numbers; a byte is spoilt where `flip` says which."""
    given = [pa.array(range(n_rows), pa.int64()), *(pa.nulls(n_rows, kind) for _, kind in columns)]
    table = pa.Table.from_arrays(given, names=["n", *(name for name, _ in columns)])
    held = io.BytesIO()
    pq.write_table(table, held, use_deprecated_int96_timestamps=old)
    content = bytearray(held.getvalue())
    if flip is not None:
        content[flip % len(content)] ^= 0xFF
    return bytes(content)


whole = st.tuples(tables, st.integers(0, 3), st.booleans(), st.none())
spoilt = st.tuples(tables, st.integers(0, 3), st.booleans(), st.integers(0, 10**6))


@quick
@example(given_files=[([("id", pa.null()), ("name", pa.time64("us"))], 2, False, None)])
@example(given_files=[([("id", pa.int8()), ("name", pa.timestamp("ns"))], 2, old, None) for old in (False, True)])
@given(given_files=batch(whole))
def test_any_parquet_file(spark, tmp_path, given_files):
    spec = FileSpec("*", "parquet", COLUMNS)
    good = accepted(columnar, tmp_path, [parquet(*file) for file in given_files], ".parquet", spec)
    for n, rows in read(columnar, spark, good, spec).items():
        assert lines_of(rows) == list(range(1, given_files[n][1] + 1))


@settings(quick, max_examples=100)
@given(file=spoilt)
def test_a_spoilt_parquet_file_is_one_sentence(tmp_path, file):
    accepted(columnar, tmp_path, [parquet(*file)], ".parquet", FileSpec("*", "parquet", COLUMNS))
