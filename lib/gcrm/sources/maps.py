"""What a JSON document is that should be a GeoJSON feature collection in degrees, and what is wrong with it."""

import json
import re
from collections import Counter
from typing import Any

from gcrm.sources.spec import FileSpec

_CONVERT = "`ogr2ogr -t_srs EPSG:4326 out.geojson FILE` would convert it"
SHAPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
_GEOMETRIES = {*SHAPES, "GeometryCollection"}
_WRITTEN = {kind.lower(): kind for kind in _GEOMETRIES}
_OTHER_NAMES = ("geom", "the_geom", "wkb_geometry", "shape", "Geometry", "GEOMETRY", "geo", "way")
_EPSG = re.compile(r"EPSG:\d{4,6}")
_CODE = re.compile(r"(?:EPSG|epsg)\W*(?:[\d.]*\W)?(\d{4,6})$")


class Doubled(dict[str, Any]):
    """An object in which a name stands twice, so that none can tell which is meant; `names` are these."""

    names: list[str]


def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, made of its members."""
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    doubled = Doubled(made)
    doubled.names = sorted({name for name, n in Counter(name for name, _ in pairs).items() if n > 1})
    return doubled


def wrong(document: Any, spec: FileSpec) -> str | None:
    """What is wrong with the document as a whole, in a sentence that says what would work; None when it can be read."""
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        other = _kind(document)
        told = f", not {other}" if other else ""
        return f"the file holds no 'features'; a GeoJSON FeatureCollection is expected{told}"
    features = document["features"]
    if not features:
        return "the collection holds no feature; it must be delivered again, whole"
    if any(isinstance(f, dict) and "attributes" in f and "properties" not in f for f in features):
        return f"the file is Esri JSON, not GeoJSON; {_CONVERT}"
    for number, feature in enumerate(features, 1):
        if problem := _of_feature(feature, spec):
            return f"feature {number} {problem}; it must be delivered again, or taken out"
    if problem := _of_shapes(features, spec) or _of_place(document, features):
        return problem
    properties = {name for feature in features if feature for name in feature.get("properties") or {}}
    given = zip(spec.headers, spec.fields, strict=True)
    absent = [
        str(name) for name, field in given if name not in properties | {"geometry"} and field not in spec.optional
    ]
    if not absent:
        return None
    there = [str(name) for name in spec.headers if name in properties]
    if others := len(properties - set(there)):
        there.append(f"{others} that {'is' if others == 1 else 'are'} not declared")
    return f"no feature has the property {', '.join(absent)}; there are {', '.join(there) or 'none'}"


def by_lines(text: str) -> str | None:
    """What a file is whose first line alone is a feature; None for another."""
    try:
        first = json.loads(text.lstrip("\x1e\ufeff").splitlines()[0])
    except (ValueError, IndexError, RecursionError):
        return None
    if isinstance(first, dict) and first.get("type") == "Feature":
        return f"the file holds one feature a line, not a FeatureCollection; {_CONVERT}"
    return None


def _kind(document: Any) -> str | None:
    if isinstance(document, list):
        return "a list"
    if not isinstance(document, dict):
        return "a single value"
    kind = document.get("type")
    if kind == "Topology":
        return f"TopoJSON; {_CONVERT}"
    if kind == "Feature":
        return "a single Feature; put it into the 'features' of a collection"
    if kind in _GEOMETRIES:
        return "a bare geometry, which has no code and no name"
    if "elements" in document:
        return "an answer of OpenStreetMap's Overpass; `osmtogeojson` would convert it"
    return None


def _of_feature(feature: Any, spec: FileSpec) -> str | None:
    if feature is None:
        return None  # a row of its own, which goes to quarantine
    if not isinstance(feature, dict):
        return "is no object"
    for given in (feature, feature.get("properties")):
        if isinstance(given, Doubled):
            known = [name for name in given.names if name in {*spec.headers, "geometry", "properties", "type", "id"}]
            return f"names {', '.join(known) or 'a property that is not declared'} twice"
    if not isinstance(feature.get("properties"), dict | None):
        return "has properties that are no object"
    if not isinstance(feature.get("geometry"), dict | None):
        return "has a geometry that is no object"
    return None


def _of_shapes(features: list[Any], spec: FileSpec) -> str | None:
    """Whether geometries are under their name, and of the types that GeoJSON has. A few that are not are rows of their
    own, which go to quarantine."""
    given = {number: feature for number, feature in enumerate(features, 1) if feature}
    if "geometry" in spec.headers and given and not any("geometry" in feature for feature in given.values()):
        other = next((name for name in _OTHER_NAMES if any(name in feature for feature in given.values())), None)
        told = (
            f"it is called {other}, and GeoJSON calls it 'geometry'; rename it"
            if other
            else "it must be delivered again"
        )
        return f"no feature has a geometry; {told}"
    kinds = {n: feature["geometry"].get("type") for n, feature in given.items() if feature.get("geometry") is not None}
    strange = {n: kind for n, kind in kinds.items() if kind not in _GEOMETRIES}
    if len(strange) * 2 <= len(kinds):
        return None
    number, kind = next(iter(strange.items()))
    if isinstance(kind, str) and kind.lower() in _WRITTEN:
        told = f"of the type {kind}, which GeoJSON writes {_WRITTEN[kind.lower()]}; it must be delivered so"
        return f"feature {number} has a geometry {told}"
    return f"feature {number} has a geometry of no type that GeoJSON knows, such as Polygon; it must be delivered so"


def _of_place(document: dict[str, Any], features: list[Any]) -> str | None:
    """Whether the positions are degrees of WGS 84, which is what GeoJSON must be in."""
    name = _crs(document.get("crs"))
    if name and not _is_geographic(name):
        told = name if _EPSG.fullmatch(name) else "another system of coordinates"
        return f"the file is in {told}, and WGS 84 is expected; {_CONVERT}"
    first = {n: at for n, feature in enumerate(features, 1) if feature and (at := _first(feature.get("geometry")))}
    beyond = {n: at for n, at in first.items() if abs(at[0]) > 180 or abs(at[1]) > 90}
    if len(beyond) * 2 <= len(first):
        return None  # a few are rows of their own, which go to quarantine
    number = next(iter(beyond))
    if all(abs(at[0]) <= 90 and abs(at[1]) <= 180 for at in beyond.values()):
        return f"feature {number} has its latitude before its longitude; swap them"
    return f"feature {number} lies beyond all degrees, and WGS 84 is expected; {_CONVERT}"


def _crs(given: Any) -> str | None:
    properties = given.get("properties") if isinstance(given, dict) else None
    if not isinstance(properties, dict):
        return None
    if isinstance(number := properties.get("code"), int | str) and re.fullmatch(r"\d{4,6}", str(number)):
        return f"EPSG:{number}"
    name = properties.get("name", properties.get("href"))
    if not isinstance(name, str):
        return None
    code = _CODE.search(name.rstrip("/"))
    return f"EPSG:{code[1]}" if code else name


def _is_geographic(name: str) -> bool:
    """Whether a reference system has degrees that differ from those of WGS 84 by less than a map shows."""
    # EPSG numbers systems of degrees from 4000 to 4999, such as 4326 (WGS 84), 4674 (SIRGAS 2000), 4737 (Korea 2000).
    return "CRS84" in name.upper() or "WGS 84" in name.upper() or re.fullmatch(r"EPSG:4\d{3}", name) is not None


def _first(geometry: Any) -> tuple[float, float] | None:
    """The first position of a geometry."""
    if not isinstance(geometry, dict):
        return None
    if isinstance(parts := geometry.get("geometries"), list):
        return next((found for part in parts if (found := _first(part))), None)
    at = geometry.get("coordinates")
    while isinstance(at, list) and at and isinstance(at[0], list):
        at = at[0]
    numbers = isinstance(at, list) and len(at) > 1 and all(isinstance(v, int | float) for v in at[:2])
    return (at[0], at[1]) if numbers and isinstance(at, list) else None
