"""GeoJSON: one row per feature, its geometry as text."""

import json

import pytest

from gcrm.core.testing import plain, same
from gcrm.sources import geojson
from gcrm.sources.spec import FileSpec

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
        (collection(({"id": 1, "name": "x"}, POINT)), "no feature has the property Code; there are id, name"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_is_wrong(landed, document, problem):
    said = geojson.examine(next(iter(landed(document))), SPEC)
    assert said.startswith(problem)
    assert "\n" not in said
