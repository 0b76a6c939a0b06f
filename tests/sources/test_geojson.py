"""GeoJSON: one row per feature, its geometry as text."""

import gzip
import json
from dataclasses import replace

import pytest

from gcrm.core.testing import plain, same
from gcrm.sources import geojson
from gcrm.sources.spec import FileSpec, Options

SPEC = FileSpec("*.geojson", "geojson", ("Code", "geometry"))
POINT = {"type": "Point", "coordinates": [-46.6333, -23.55]}


def collection(*features):
    listed = [{"type": "Feature", "properties": properties, "geometry": shape} for properties, shape in features]
    return {"type": "FeatureCollection", "features": listed}


@pytest.fixture
def landed(tmp_path):
    def write(document, name="areas[1] é.geojson"):
        content = document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode()
        (tmp_path / name).write_bytes(content)
        return {str(tmp_path / name): (name, 2)}

    return write


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_properties_are_text_and_the_geometry_stays_geojson(spark, landed, mark):
    document = collection(({"Code": 35, "name": "São Paulo"}, POINT), ({"Code": "36", "name": None}, None))
    files = landed(mark + json.dumps(document, indent=1).encode())
    assert geojson.examine(next(iter(files)), SPEC) is None
    found = geojson.read(spark, files, SPEC)
    wanted = [
        ("35", {"name": "São Paulo"}, None, ("areas[1] é.geojson", 2, 1)),
        ("36", {"name": None}, None, ("areas[1] é.geojson", 2, 2)),
    ]
    same(found, wanted, "code", "_extra", "_problem", "_source")
    (first, second) = plain(found, "code", "geometry")
    assert json.loads(first[1]) == POINT
    assert second[1] is None


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (b"", "line 1, column 1 is not JSON: "),
        (b'{"type": "FeatureCollection",\n "features": [', "line 2, column 15 is not JSON: "),
        ('{"name": "São"}'.encode("latin-1"), "byte 11 is not UTF-8, which GeoJSON must be"),
        ({"type": "Topology"}, "the file holds no 'features'; a GeoJSON FeatureCollection is expected"),
        (["features"], "the file holds no 'features'"),
        (
            collection(({"ana@mail.com": 1, "0912345678": "x"}, POINT)),
            "no feature has the property Code; there are 2 that are not declared",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_what_is_wrong(landed, document, problem):
    said = geojson.examine(next(iter(landed(document))), SPEC)
    assert said.startswith(problem)
    assert "\n" not in said


def square(x, y, side=1.0):
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_features_that_are_no_places_are_flagged_and_kept(spark, landed):
    line = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]}
    document = collection(
        ({"Code": "good"}, square(0, 0)),
        ({"Code": "point"}, {"type": "Polygon", "coordinates": [[[1, 1], [1, 1], [1, 1], [1, 1]]]}),
        ({"Code": "line"}, line),
        ({"Code": "short"}, {"type": "Polygon", "coordinates": [[[1, 1], [2, 2]]]}),
        ({"Code": "empty"}, {"type": "Polygon", "coordinates": []}),
        (
            {"Code": "sliver"},
            {"type": "MultiPolygon", "coordinates": [square(0, 0)["coordinates"], line["coordinates"]]},
        ),
        ({"Code": "open"}, {"type": "Polygon", "coordinates": [square(0, 0)["coordinates"][0][:-1]]}),
        ({"Code": "bare"}, {"type": "Polygon", "coordinates": [[1, 1]]}),
        ({"Code": "metres"}, square(953000, 1953000)),
        ({"Code": "many"}, {"type": "MultiPolygon", "coordinates": [square(0, 0)["coordinates"]]}),
        ({"Code": "shapeless"}, None),
        ({"Code": "small"}, square(10, 10, 1e-5)),
        (None, square(0, 0)),
        ({"Code": "lower"}, square(0, 0) | {"type": "polygon"}),
        ({"Code": "nothing"}, {}),
        ({"Code": "far"}, {"type": "Point", "coordinates": [500, 500]}),
        ({"Code": "path"}, {"type": "LineString", "coordinates": [[1, 1], [2, 2]]}),
        ({"Code": "put"}, {"type": "GeometryCollection", "geometries": [square(953000, 1953000)]}),
        ({"Code": "parts"}, {"type": "GeometryCollection", "geometries": [square(0, 0), POINT]}),
    )
    document["features"].append(None)
    files = landed(gzip.compress(json.dumps(document).encode()), "areas.geojson.gz")
    assert geojson.examine(next(iter(files)), SPEC) is None
    rows = geojson.read(spark, files, SPEC).orderBy("_source.line").collect()
    thin, cut = "has_an_area", "has_closed_rings_of_four_positions"
    strange, beyond = "has_a_geometry_of_geojson", "lies_within_180_and_90_degrees"
    assert [(row["code"], row["_problem"], row["_source"]["line"]) for row in rows] == [
        ("good", None, 1), ("point", thin, 2), ("line", thin, 3), ("short", cut, 4), ("empty", thin, 5),
        ("sliver", None, 6), ("open", cut, 7), ("bare", cut, 8), ("metres", beyond, 9),
        ("many", None, 10), ("shapeless", None, 11), ("small", None, 12), (None, None, 13),
        ("lower", strange, 14), ("nothing", strange, 15), ("far", beyond, 16), ("path", None, 17), ("put", beyond, 18),
        ("parts", None, 19), (None, "is_a_feature", 20),
    ]  # fmt: skip


def test_parts_of_an_area_are_collected_where_the_feed_says_so(spark, landed):
    several = {"type": "MultiPolygon", "coordinates": [square(5, 5)["coordinates"], square(7, 7)["coordinates"]]}
    document = collection(
        ({"Code": "1"}, square(0, 0)), ({"Code": "2"}, square(3, 3)), ({"Code": "1"}, several), ({"Code": "1"}, None),
        ({"Code": None}, square(9, 9)),
    )  # fmt: skip
    files = landed(document)
    given = replace(SPEC, key=("code",), options=Options(parts="collect"))
    rows = geojson.read(spark, files, given).orderBy("_source.line").collect()
    whole = {
        "type": "MultiPolygon",
        "coordinates": [square(0, 0)["coordinates"], *several["coordinates"]],
    }
    assert [json.loads(row["geometry"]) for row in rows] == [whole, square(3, 3), whole, whole, square(9, 9)]
    assert [row["_source"]["line"] for row in rows] == [1, 2, 3, 4, 5]
