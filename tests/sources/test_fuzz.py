"""Files that nobody would think of: every line is a row or refused, its place is right, and no reader ends in an error.

An independent counter (Python's own csv and json modules) says how many records there are.
"""

import csv
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.sources.strange import accepted, batch, lines_of, quick, read

from gcrm.sources import delimited, geojson, jsonlines
from gcrm.sources.spec import FileSpec, Options

COLUMNS = ("id", "name")
BLANK = "".join(map(chr, range(33)))
long = settings(quick, max_examples=40, derandomize=False, print_blob=True)

signs = st.sampled_from([*'ab,;"\\\n\r\t #\0é서', "\r\n", '""', ',"', '",', "id,name\n", "  "])
texts = st.lists(signs, max_size=25).map("".join)
layouts = st.fixed_dictionaries(
    {},
    optional={
        "multiline": st.booleans(),
        "escape": st.just("\\"),
        "comment": st.just("#"),
        "header": st.booleans(),
        "skip": st.integers(0, 2),
        "foot": st.integers(0, 1),
        "quote": st.just("none"),
        "sep": st.just(";"),
    },
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "Id", "x"]), inner, max_size=3),
    max_leaves=6,
)
json_lines = st.lists(
    st.dictionaries(st.sampled_from(["id", "ID", "name", "x", "서울"]), values, max_size=4).map(json.dumps)
    | values.map(json.dumps)
    | texts,
    max_size=6,
)


def delimited_rows(text, options):
    """(line, cells) of every record as Python's csv module sees them, without what Spark passes over."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    kept = [(n, line) for n, line in enumerate(lines, 1) if n > options.skip or not options.header]
    passed = [
        (n, line)
        for n, line in kept
        if line.strip(BLANK) and not (options.comment and line.startswith(options.comment))
    ]
    style = {"quoting": csv.QUOTE_NONE} if not options.quotes else {"quotechar": options.quotes}
    return [
        (n, next(csv.reader([line], delimiter=options.sep, escapechar=options.escape or None, **style), []))
        for n, line in passed
    ]


def delimited_files_are_read_or_refused(spark, folder, given_texts, given):
    options = Options(**given)
    spec = FileSpec("*", "csv", COLUMNS, options=options)
    good = accepted(delimited, folder, [text.encode() for text in given_texts], ".csv", spec)
    for n, rows in read(delimited, spark, good, spec).items():
        assert lines_of(rows) == sorted(set(lines_of(rows))), "no two rows stand on one line"
        if options.multiline:
            continue  # where records end is what quotes say, and those are looked at in test_lines
        seen = delimited_rows(given_texts[n], options)
        if seen and seen[0][1] and seen[0][1][0].lower().startswith("sep="):
            continue
        seen = [row for row in seen if row[0] > options.skip][int(options.header) :]
        assert lines_of(rows) == [line for line, _ in seen], given_texts[n]
        for row, (_, cells) in zip(rows, seen, strict=True):
            if row["_problem"] is None and not options.escape and "\0" not in given_texts[n]:
                assert all(value in (None, *cells) for value in (row["id"], row["name"])), given_texts[n]


@quick
@example(given_texts=['id,name\n1,"a\n2,b\n', "id,name\n\0\0\n", "sep=;\nid;name\n1;2\n"], given={})
@example(given_texts=['id,name\n1,"a"b\n', "id,name\n1,2\n3\n4,5,6\n7,8,\n", "\n\nid,name\n\n9,9"], given={})
@given(given_texts=batch(texts), given=layouts)
def test_any_delimited_text(spark, tmp_path, given_texts, given):
    delimited_files_are_read_or_refused(spark, tmp_path, given_texts, given)


@quick
@given(bodies=batch(texts), given=layouts)
def test_any_text_below_a_header(spark, tmp_path, bodies, given):
    head = f"id{given.get('sep', ',')}name\n"
    delimited_files_are_read_or_refused(spark, tmp_path, [head + body for body in bodies], given)


def json_files_are_read_or_refused(spark, folder, given_lines):
    spec = FileSpec("*", "jsonl", COLUMNS)
    given_texts = ["\n".join(lines) for lines in given_lines]
    good = accepted(jsonlines, folder, [text.encode("utf-8", "replace") for text in given_texts], ".jsonl", spec)
    for n, rows in read(jsonlines, spark, good, spec).items():
        physical = given_texts[n].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert lines_of(rows) == [k for k, line in enumerate(physical, 1) if line.strip(BLANK)], given_texts[n]
        for row in rows:
            try:
                is_object = isinstance(json.loads(physical[row["_source"]["line"] - 1].lstrip("\ufeff")), dict)
            except ValueError:
                is_object = False
            assert is_object or row["_problem"] is not None, given_texts[n]


@quick
@example(given_lines=[['{"id": 1, "name": "a"}', '{"id": 2', "null", "[]"], ["[", '{"id": 1, "name": 2}', "]"]])
@given(given_lines=batch(json_lines))
def test_any_lines_of_json(spark, tmp_path, given_lines):
    whole = '{"id": 0, "name": "x"}'
    json_files_are_read_or_refused(spark, tmp_path, [*given_lines, *([whole, *lines] for lines in given_lines)])


features = st.lists(
    st.none()
    | st.text(max_size=3)
    | st.fixed_dictionaries(
        {},
        optional={
            "type": st.just("Feature"),
            "properties": st.none()
            | st.dictionaries(st.sampled_from(["id", "name", "x"]), values, max_size=2)
            | values,
            "geometry": st.none()
            | st.fixed_dictionaries(
                {"type": st.sampled_from(["Polygon", "MultiPolygon", "Point"]), "coordinates": values}
            )
            | values,
        },
    ),
    max_size=4,
)


GOOD = {"type": "Feature", "properties": {"id": 1, "name": "x"}, "geometry": None}


def maps_are_read_or_refused(spark, folder, given_features):
    spec = FileSpec("*", "geojson", ("id", "name", "geometry"))
    documents = [{"type": "FeatureCollection", "features": [GOOD, *given]} for given in given_features]
    good = accepted(geojson, folder, [json.dumps(given).encode() for given in documents], ".geojson", spec)
    for n, rows in read(geojson, spark, good, spec).items():
        assert lines_of(rows) == list(range(1, len(given_features[n]) + 2)), documents[n]


@quick
@example(given_features=[[None, {"properties": {}, "geometry": {"type": "Polygon", "coordinates": [[1]]}}]])
@given(given_features=batch(features))
def test_any_map(spark, tmp_path, given_features):
    maps_are_read_or_refused(spark, tmp_path, given_features)


@pytest.mark.slow
@long
@given(bodies=batch(texts), given=layouts, given_lines=batch(json_lines), given_features=batch(features))
def test_many_more(spark, tmp_path, bodies, given, given_lines, given_features):
    delimited_files_are_read_or_refused(spark, tmp_path, bodies, given)
    head = f"id{given.get('sep', ',')}name\n"
    delimited_files_are_read_or_refused(spark, tmp_path, [head + body for body in bodies], given)
    json_files_are_read_or_refused(spark, tmp_path, [['{"id": 0, "name": "x"}', *lines] for lines in given_lines])
    maps_are_read_or_refused(spark, tmp_path, given_features)
