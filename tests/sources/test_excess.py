"""Files that are small and would fill the machine that reads them are refused while they are small."""

import gzip
import io
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gcrm.sources import columnar, delimited, excess, geojson, jsonlines
from gcrm.sources.limits import USUAL, Limits
from gcrm.sources.spec import FileSpec, Options

MIB = 1 << 20
TEXT = FileSpec("*", "csv", ("id", "name"))
JSON = FileSpec("*", "jsonl", ("id", "name"))
PARQUET = FileSpec("*", "parquet", ("id",))
SMALL = Limits(line_bytes=MIB)


@pytest.fixture
def put(tmp_path):
    def write(name, content):
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return write


def zeros(n):
    """A gzip of `n` MiB that no process ever held."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9) as out:
        out.write(b"id,name\n")
        for _ in range(n):
            out.write(b"0" * (MIB - 1) + b"\n")
    return packed.getvalue()


def asked(examine, path, spec):
    """What is said of a file, and the bytes that Python held to say it."""
    tracemalloc.start()
    try:
        return examine(path, spec), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("examine", "spec"), [(delimited.examine, TEXT), (jsonlines.examine, JSON)])
def test_a_gzip_that_unpacks_to_a_thousand_times_itself_is_refused_before_it_is_unpacked(put, examine, spec):
    content = zeros(100)
    assert len(content) < MIB
    said, held = asked(examine, put("a.gz", content), spec)
    assert said
    assert said.startswith(f"the file unpacks to more than 200 times its {len(content):,} bytes; ")
    assert held < 16 * MIB


def test_a_gzip_that_is_larger_than_one_task_bears_is_refused(put):
    path = put("a.csv.gz", zeros(4))
    limits = Limits(unpacked_bytes=3 * MIB)
    assert excess.of_text(path, TEXT.options, limits) == limits.unpacked(3 * MIB + 1, 1)
    assert excess.of_text(path, TEXT.options, USUAL) is None


@pytest.mark.parametrize(("examine", "spec"), [(delimited.examine, TEXT), (jsonlines.examine, JSON)])
def test_a_line_without_end_is_refused_and_never_held(put, examine, spec):
    path = put("a.gz", gzip.compress(b"id,name\n" + b"x" * (40 * MIB)))
    said, held = asked(examine, path, spec)
    assert said == USUAL.line(17 * MIB, "line 2")
    assert held < 16 * MIB


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16", "utf-16-le"])
def test_lines_end_as_they_end_anywhere(put, end, encoding):
    given = Options(encoding=encoding)
    line = "x" * (MIB // 2) + end
    assert excess.of_text(put("a.csv", (line * 5).encode(encoding)), given, SMALL) is None
    # In UTF-16 two signs of Gurmukhi hold the bytes of a line's end between them.
    long = "਀ਊ" * MIB
    if encoding != "cp949":
        said = excess.of_text(put("b.csv", (line * 2 + long).encode(encoding)), given, SMALL)
        assert said == SMALL.line(2 * MIB, f"line {1 if end == chr(13) else 3}")


def test_a_header_of_thousands_of_columns_is_refused(put):
    path = put("a.csv", b"id,name" + b",x" * 5_000 + b"\n")
    assert delimited.examine(path, TEXT) == USUAL.width(5_002)


def table(n, value):
    """A Parquet file in which one text stands for `n` rows."""
    packed = io.BytesIO()
    indices = pa.array([0], pa.int8()).take(pa.array([0] * n, pa.int32()))
    column = pa.DictionaryArray.from_arrays(indices, [value])
    schema = pa.schema([("id", pa.string())])
    pq.write_table(pa.table({"id": column}), packed, compression="zstd", store_schema=False, write_statistics=False)
    assert pq.ParquetFile(packed).schema_arrow == schema
    return packed.getvalue()


def test_an_object_of_thousands_of_keys_is_refused(put):
    keys = ", ".join(f'"k{n}": 1' for n in range(5_001))
    assert jsonlines.examine(put("wide.jsonl", f"{{{keys}}}\n".encode()), JSON) == USUAL.width(5_001)


@pytest.mark.parametrize("before", [b"", gzip.compress(b"id,name\n")], ids=["first", "second"])
def test_a_name_without_end_in_the_head_of_a_gzip_is_not_read(put, before):
    path = put("a.csv.gz", before + b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"N" * 2 * MIB)
    said, held = asked(delimited.examine, path, TEXT)
    assert said.startswith("the file cannot be decompressed (a name in it does not end)")
    assert held < MIB


def test_a_text_that_stands_for_many_rows_is_reckoned_and_not_made(put):
    content = table(65_536, "x" * 34_000)
    assert len(content) < 1_000
    before = pa.total_allocated_bytes()
    pool = pa.default_memory_pool()
    said = columnar.examine(put("a.parquet", content), PARQUET)
    assert said
    assert said.startswith(f"the file unpacks to more than 200 times its {len(content):,} bytes; ")
    assert pa.total_allocated_bytes() - before < MIB
    assert pool.max_memory() < 256 * MIB


def test_texts_that_tell_only_how_they_differ_are_reckoned(put):
    packed = io.BytesIO()
    given = pa.table({"id": ["x" * 300_000 + str(n) for n in range(400)]})
    pq.write_table(given, packed, use_dictionary=False, column_encoding="DELTA_BYTE_ARRAY", compression="zstd")
    content = packed.getvalue()
    said = columnar.examine(put("a.parquet", content), PARQUET)
    assert said
    assert said.startswith(f"the file unpacks to more than 200 times its {len(content):,} bytes; ")


def test_rows_without_anything_are_refused_by_what_the_file_says_itself(put):
    packed = io.BytesIO()
    pq.write_table(pa.table({"id": pa.nulls(70 * MIB, pa.int8())}), packed)
    said = columnar.examine(put("a.parquet", packed.getvalue()), PARQUET)
    assert said
    assert said.startswith("the file unpacks to more than 200 times its ")


def test_columns_and_long_values_of_parquet_are_limited(put):
    wide = io.BytesIO()
    pq.write_table(pa.table({f"c{n}": [1] for n in range(30)}), wide)
    path = put("a.parquet", wide.getvalue())
    assert columnar.examine(path, PARQUET, Limits(columns=20)) == Limits(columns=20).width(30)
    path = put("b.parquet", table(1, "x" * (MIB + 1)))
    assert columnar.examine(path, PARQUET, SMALL) == SMALL.line(MIB + 1, "a value of the column id")


def test_values_within_values_are_reckoned(put):
    packed = io.BytesIO()
    kind = pa.list_(pa.struct([("a", pa.string()), ("b", pa.binary(2))]))
    inner = pa.array([[{"a": "xy", "b": b"12"}] * 3, None, []], kind)
    maps = pa.array([[("k", 1)], [], None], pa.map_("string", "int32"))
    pq.write_table(pa.table({"id": ["1", "22", None], "inner": inner, "maps": maps}), packed)
    path = put("a.parquet", packed.getvalue())
    with Path(path).open("rb") as handle:
        assert excess.of_pages(handle, ["id", "inner", "maps"], 1, USUAL) is None
        # 1 + 2 of id, 3 x (2 + 2) of inner, 1 + 1 of maps.
        said = [excess.of_pages(handle, ["id", "inner", "maps"], 1, Limits(unpacked_bytes=n)) for n in (17, 16)]
    assert [one is None for one in said] == [True, False]


def test_a_document_is_weighed_before_it_is_read(put):
    path = put("a.geojson", b'{"features": [' + b" " * MIB + b"]}")
    limits = Limits(document_bytes=MIB)
    said = geojson.examine(path, FileSpec("*", "geojson", ("code",)), limits)
    assert said == limits.document(MIB + 16)
    digits = put("b.geojson", b'{"features": [' + b"1" * 5_000 + b"]}")
    assert geojson.examine(digits, FileSpec("*", "geojson", ("code",))) == (
        "the file holds a number of thousands of digits; it must be delivered again, whole"
    )
