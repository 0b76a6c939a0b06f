"""Columns that a file may lack, in every format: null where they are missing, and read where they are not."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gcrm.core.testing import same
from gcrm.sources import columnar, delimited, geojson, jsonlines
from gcrm.sources.spec import FileSpec, Options

ROWS = ([{"id": "1", "note": "a"}], [{"id": "2"}])
READERS = {"csv": delimited, "jsonl": jsonlines, "parquet": columnar, "geojson": geojson}


def spec(kind, optional=("note",), columns=("id", "note")):
    return FileSpec(f"*.{kind}", kind, columns, optional=optional)


def written(kind, rows):
    if kind == "csv":
        return "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\n"
    if kind == "jsonl":
        return "".join(json.dumps(row) + "\n" for row in rows)
    features = [{"type": "Feature", "properties": row, "geometry": None} for row in rows]
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture
def files(request, tmp_path):
    kind, found = request.param, {}
    for number, rows in enumerate(ROWS):
        path = tmp_path / f"{number}.{kind}"
        if kind == "parquet":
            pq.write_table(pa.Table.from_pylist(rows), path)
        else:
            path.write_text(written(kind, rows))
        found[str(path)] = (path.name, 1)
    return found


@pytest.mark.parametrize(("kind", "files"), [(kind, kind) for kind in READERS], indirect=["files"])
def test_what_a_file_lacks_is_null_there_and_read_in_the_others(spark, kind, files):
    reader, given = READERS[kind], spec(kind)
    assert [reader.examine(path, given) for path in files] == [None, None]
    same(reader.read(spark, files, given), [("1", "a"), ("2", None)], "id", "note")


@pytest.mark.parametrize(("kind", "files"), [(kind, kind) for kind in READERS], indirect=["files"])
def test_all_others_must_be_there(kind, files):
    reader, given = READERS[kind], spec(kind, optional=("id",))
    said = [reader.examine(path, given) for path in files]
    assert said[0] is None
    assert "note" in said[1]


def test_a_number_of_a_column_without_a_header_may_be_beyond_the_last(spark, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("1,a\n")
    given = FileSpec("*.csv", "csv", {"id": 1, "note": 3}, options=Options(header=False), optional=("note",))
    assert delimited.examine(str(path), given) is None
    same(delimited.read(spark, {str(path): ("a.csv", 1)}, given), [("1", None)], "id", "note")


def test_a_key_that_is_left_out_where_it_has_no_value_is_told_with_what_would_read_it(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(written("jsonl", ROWS[1]))
    said = jsonlines.examine(str(path), spec("jsonl", optional=()))
    assert said == (
        "no object of the first line has the key note; there are id; 'optional: [note]' takes files without it"
    )
