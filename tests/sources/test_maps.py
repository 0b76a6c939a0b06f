"""Maps come in many formats, systems and states; what a file is instead of a collection in degrees is one sentence."""

import gzip
import json

import pytest

from gcrm.sources import geojson
from gcrm.sources.limits import Limits
from gcrm.sources.spec import FileSpec

SPEC = FileSpec("*.geojson", "geojson", ("code", "geometry"))
METRES = [[953000, 1953000], [958000, 1953000], [958000, 1958000], [953000, 1953000]]
DEGREES = [[-46.6, -23.5], [-46.5, -23.5], [-46.5, -23.4], [-46.6, -23.5]]


def feature(ring=DEGREES, **more):
    return {
        "type": "Feature",
        "properties": {"code": "1"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    } | more


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features)} | more


def shaped(kind):
    return feature(geometry={"type": kind, "coordinates": [DEGREES]})


def crs(name):
    return {"crs": {"type": "name", "properties": {"name": name}}}


@pytest.fixture
def complaint(tmp_path):
    def look(document):
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        (tmp_path / "a.geojson").write_bytes(content)
        return geojson.examine(str(tmp_path / "a.geojson"), SPEC)

    return look


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (
            collection(feature(), **crs("urn:ogc:def:crs:EPSG::5179")),
            "the file is in EPSG:5179, and WGS 84 is expected",
        ),
        (collection(feature(METRES), **crs("EPSG:31983")), "the file is in EPSG:31983, and WGS 84 is expected"),
        (collection(feature(METRES)), "feature 1 lies beyond all degrees, and WGS 84 is expected"),
        (
            collection(feature([[21.0, 105.8], [22.0, 105.8], [22.0, 106.8], [21.0, 105.8]])),
            "feature 1 has its latitude before its longitude; swap them",
        ),
        # What stands in the place of a code may be anything, and so may names of properties.
        (
            collection(feature(METRES), **crs("of ana@mail.com")),
            "the file is in another system of coordinates, and WGS",
        ),
        (collection(), "the collection holds no feature"),
        (collection("x", feature()), "feature 1 is no object"),
        (collection(feature(), [1]), "feature 2 is no object"),
        (collection(feature(properties=[1])), "feature 1 has properties that are no object"),
        (collection(feature(geometry="POINT(1 2)")), "feature 1 has a geometry that is no object"),
        (
            {"type": "Topology", "objects": {}},
            "the file holds no 'features'; a GeoJSON FeatureCollection is expected, not T",
        ),
        (feature(), "the file holds no 'features'; a GeoJSON FeatureCollection is expected, not a single Feature"),
        (feature()["geometry"], "the file holds no 'features'; a GeoJSON FeatureCollection is expected, not a bare"),
        ([feature()], "the file holds no 'features'; a GeoJSON FeatureCollection is expected, not a list"),
        (
            {"elements": []},
            "the file holds no 'features'; a GeoJSON FeatureCollection is expected, not an answer of Op",
        ),
        (collection({"attributes": {"code": 1}, "geometry": {"rings": []}}), "the file is Esri JSON, not GeoJSON"),
        (f"{json.dumps(feature())}\n{json.dumps(feature())}\n".encode(), "the file holds one feature a line"),
        (f"\x1e{json.dumps(feature())}\n\x1e{json.dumps(feature())}\n".encode(), "the file holds one feature a line"),
        (collection(feature(), crs={"type": "EPSG", "properties": {"code": 5179}}), "the file is in EPSG:5179"),
        (
            collection(feature(), crs={"type": "link", "properties": {"href": "http://x.org/ref/epsg/5179/"}}),
            "the file is in EPSG:5179",
        ),
        (collection(shaped("polygon")), "feature 1 has a geometry of the type polygon, which GeoJSON writes Polygon"),
        (collection(shaped("ana@mail.com")), "feature 1 has a geometry of no type that GeoJSON knows, such as Polygon"),
        (collection(feature(geometry={})), "feature 1 has a geometry of no type that GeoJSON knows"),
        (
            collection(feature(geometry={"type": "GeometryCollection", "geometries": [feature(METRES)["geometry"]]})),
            "feature 1 lies beyond all degrees, and WGS 84 is expected",
        ),
        (
            collection({"type": "Feature", "properties": {"code": "1"}, "geom": feature()["geometry"]}),
            "no feature has a geometry; it is called geom, and GeoJSON calls it 'geometry'; rename it",
        ),
        (
            collection({"type": "Feature", "properties": {"code": "1"}}),
            "no feature has a geometry; it must be delivered",
        ),
        (
            json.dumps(collection(feature())).replace('"code"', '"code": 2, "code"').encode(),
            "feature 1 names code twice",
        ),
        (
            json.dumps(collection(feature())).replace('"code"', '"ana": 2, "ana": 3, "code"').encode(),
            "feature 1 names a property that is not declared twice",
        ),
        (b"[" * 100_000, "the file nests brackets deeper than any GeoJSON"),
        (b"<?xml version='1.0'?><kml/>", "the file is XML; deliver it as CSV, or a map as GeoJSON"),
    ],
)
def test_a_file_that_is_no_collection_in_degrees_says_what_it_is(complaint, document, problem):
    said = complaint(document)
    assert said.startswith(problem)
    assert "\n" not in said


@pytest.mark.parametrize(
    "document",
    [
        collection(feature()),
        collection(feature(), None),
        collection(feature(), feature(properties=None), feature(geometry=None)),
        collection(feature(), **crs("urn:ogc:def:crs:OGC:1.3:CRS84")),
        collection(feature(), **crs("urn:ogc:def:crs:EPSG::4674")),
        collection(feature(), crs=None),
        collection(feature(), feature(), feature(METRES)),
        collection(feature(geometry={"type": "Polygon", "coordinates": []}), feature()),
        collection(shaped("polygon"), feature()),
        collection(feature(), type="featurecollection"),
    ],
)
def test_a_collection_with_a_few_bad_features_is_read(complaint, document):
    assert complaint(document) is None


def test_a_packed_map_is_unpacked_and_a_large_one_is_not(tmp_path):
    path = tmp_path / "a.geojson.gz"
    path.write_bytes(gzip.compress(json.dumps(collection(feature())).encode()))
    assert geojson.examine(str(path), SPEC) is None
    assert not geojson.is_empty(str(path), SPEC)
    assert "and a document is taken up to 50" in geojson.examine(str(path), SPEC, Limits(document_bytes=50))
