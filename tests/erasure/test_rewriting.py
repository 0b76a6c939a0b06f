"""What is left out of a file leaves an empty line or row; everything else is the same bytes in the same places."""

import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq

from gcrm.erasure import rewriting
from gcrm.sources.spec import FileSpec, Options


def text(data, lines=(), suspects=(), keys=(), zipped=False, **options):
    out = io.BytesIO()
    n = rewriting.text(io.BytesIO(data), out, Options(**options), zipped, lines, suspects, keys)
    return n, out.getvalue()


def test_lines_are_emptied_whatever_ends_them():
    assert text(b"a\r\nb\rc\nd", lines={2, 4}) == (2, b"a\r\n\rc\n")
    assert text(b"a\n\nb\n", lines={2}) == (0, b"a\n\nb\n"), "an empty line is nobody's"


def test_bytes_of_any_encoding_stay_as_they_are():
    given = "Jürgen\nĀ서울\n".encode() + b"\xff\xfe\n"
    assert text(given, lines={1}) == (1, given.replace("Jürgen".encode(), b""))
    korean = "김\n서울\n".encode("cp949")
    assert text(korean, lines={1}, encoding="cp949") == (1, "\n서울\n".encode("cp949"))


def test_utf_16_keeps_its_mark_and_its_order_of_bytes():
    for encoding, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        given = mark + "h\nK-7\nx\n".encode(encoding)
        assert text(given, lines={2}, encoding="utf-16") == (1, mark + "h\n\nx\n".encode(encoding))


def test_a_record_that_goes_on_over_lines_goes_whole():
    given = b'h;n\nK-7;"one\ntwo\n"\nK-8;"three\nfour"\n'
    assert text(given, lines={2}, sep=";", multiline=True) == (1, b'h;n\n\n\n\nK-8;"three\nfour"\n')


def test_of_lines_that_are_no_records_those_go_in_which_a_key_stands_as_a_word():
    given = b"K-7,x\nK-77,x\nx,K-7\n"
    assert text(given, suspects={1, 2}, keys=["K-7"]) == (1, b"\nK-77,x\nx,K-7\n")


def test_gzip_is_the_same_bytes_each_time():
    one, other = (text(gzip.compress(b"a\nb\n", mtime=i), lines={1}, zipped=True) for i in (1, 2))
    assert one == other
    assert gzip.decompress(one[1]) == b"\nb\n"


def test_text_of_any_layout_loses_the_lines_in_which_a_key_stands():
    out, given = io.BytesIO(), "x;Jürgen-7;\nJürgen-77\n"
    assert rewriting.anything(io.BytesIO(given.encode()), out, False, ["Jürgen-7"]) == 1
    assert out.getvalue() == "\nJürgen-77\n".encode()


def test_rows_of_parquet_are_emptied_and_all_others_keep_type_and_number():
    schema = pa.schema(
        [pa.field("k", pa.string(), nullable=False), ("n", pa.decimal128(9, 2)), ("t", pa.timestamp("ms"))]
    )
    table = pa.table({"k": ["a", "b", "c"], "n": [1, None, 3], "t": [0, 1, 2]}, schema=schema)
    given, out = io.BytesIO(), io.BytesIO()
    pq.write_table(table, given, row_group_size=2)
    assert rewriting.parquet(io.BytesIO(given.getvalue()), out, {2, 3}) == 2
    found = pq.read_table(io.BytesIO(out.getvalue()))
    assert found.to_pylist() == [table.to_pylist()[0], *[dict.fromkeys(("k", "n", "t"))] * 2]
    assert found.schema.types == schema.types
    again = io.BytesIO()
    assert rewriting.parquet(io.BytesIO(out.getvalue()), again, {2, 3}) == 0, "an empty row is nobody's"


def test_a_feature_leaves_null_and_all_others_their_bytes():
    given = """{ "type": "FeatureCollection", "name": {"features": [1, 2]},
      "features" : [ {"properties": {"card": "karte-1"}, "geometry": {"coordinates": [1.50, 2e0]}} ,
        null, {"properties": {"note": "of karte-2"}},{"properties": {"card": "karte-3"}} ], "after": 1.0 }
    """
    out = io.BytesIO()
    n = rewriting.geojson(io.BytesIO(given.encode()), out, {1, 2}, {3, 4}, ["karte-2"])
    first, third = given[given.index('{"properties"') : given.index(" ,\n")], '{"properties": {"note": "of karte-2"}}'
    assert n == 2
    assert out.getvalue().decode() == given.replace(first, "null").replace(third, "null")
    assert [one and one["properties"]["card"] for one in json.loads(out.getvalue())["features"]] == [
        None,
        None,
        None,
        "karte-3",
    ]


def test_a_packed_map_is_packed_again():
    given = '{"features": [{"properties": {"card": "karte-1"}}, null]}'
    spec, out = FileSpec("*.geojson.gz", "geojson", ("card",)), io.BytesIO()
    rewrite = rewriting.rewriter(spec, True, {1}, (), ())
    assert rewrite(io.BytesIO(gzip.compress(given.encode())), out) == 1
    assert json.loads(gzip.decompress(out.getvalue())) == {"features": [None, None]}
