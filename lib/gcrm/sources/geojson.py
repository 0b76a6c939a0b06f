"""GeoJSON feature collections: one row per feature, its properties as text and its geometry as GeoJSON text."""

import json

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from gcrm.core.storage.files import look
from gcrm.sources import kinds, maps
from gcrm.sources.encoded import DAMAGED, chunks, damaged, opened
from gcrm.sources.limits import USUAL, Limits
from gcrm.sources.rows import Files, exactly, path_column, placed
from gcrm.sources.spec import FileSpec

_SCHEMA = "features array<struct<properties: map<string,string>, geometry: string>>"
_RINGS = "array<array<array<double>>>"
_UNKNOWN = "has_a_geometry_of_geojson"
_THIN = 1e-13  # square degrees below which a ring has no area: less than a square centimetre


def examine(path: str, spec: FileSpec, limits: Limits = USUAL) -> str | None:
    """What is wrong with the file as a whole; None when it can be read."""
    try:
        if strange := kinds.stranger(path) or limits.document(_size(path, limits.document_bytes)):
            return strange
        text = _read(path)
        return maps.wrong(json.loads(text, object_pairs_hook=maps.members), spec)
    except DAMAGED as error:
        return damaged(error)
    except UnicodeDecodeError as error:
        return f"byte {error.start} is not UTF-8, which GeoJSON must be; save the file as UTF-8"
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno} is not JSON: {error.msg}"
        return maps.by_lines(text) or f"{where}; it must be delivered again, whole"
    except ValueError:  # Python makes no number of so many digits
        return "the file holds a number of thousands of digits; it must be delivered again, whole"
    except RecursionError:
        return "the file nests brackets deeper than any GeoJSON; it must be delivered again, whole"


def is_empty(path: str, _spec: FileSpec) -> bool:
    """Whether the collection holds no feature."""
    return not json.loads(_read(path))["features"]


def _size(path: str, most: int) -> int:
    """Bytes of the document, unpacked; no more are counted than tell that it has more than `most`."""
    size = look(path)[0]
    if path.endswith(".gz"):
        size = 0
        for chunk in chunks(path):
            size += len(chunk)
            if size > most:
                break
    return size


def _read(path: str) -> str:
    with opened(path) as handle:
        return handle.read().decode("utf-8-sig")


def read(spark: SparkSession, files: Files, spec: FileSpec) -> DataFrame:
    """Declared properties and `geometry` as text, `_extra` (the others), `_problem` and `_source` (feature)."""
    document = spark.read.schema(_SCHEMA).json(exactly(files), multiLine=True)
    features = document.select(path_column().alias("_path"), F.posexplode("features").alias("_row", "feature"))
    properties = F.col("feature.properties")
    values = [
        (F.col("feature.geometry") if name == "geometry" else properties[name]).alias(field)
        for name, field in zip(spec.headers, spec.fields, strict=True)
    ]
    extra = F.map_filter(properties, lambda name, _: ~name.isin(list(spec.headers)))
    rows = features.select(*values, extra.alias("_extra"), _problem().alias("_problem"), "_path", "_row")
    if spec.options.parts == "collect":
        rows = _collected(rows, spec)
    return placed(rows, files, (F.col("_row") + 1).cast("bigint")).drop("_row")


def _problem() -> Column:
    geometry = F.col("feature.geometry")
    shape = F.from_json(geometry, "type string, coordinates string")
    # A collection is what its parts are.
    parts = F.from_json(geometry, "geometries array<struct<type: string, coordinates: string>>")["geometries"]
    of_parts = F.filter(F.transform(parts, _problem_of), lambda problem: problem.isNotNull())
    return (
        F.when(F.col("feature").isNull(), "is_a_feature")
        .when(geometry.isNull(), F.lit(None))
        .when(
            shape["type"] == "GeometryCollection",
            F.coalesce(F.get(of_parts, F.lit(0)), F.when(parts.isNull(), _UNKNOWN)),
        )
        .otherwise(_problem_of(shape))
    )


def _problem_of(shape: Column) -> Column:
    """What is wrong with one shape; null for a good one."""
    rings, is_area = _rings(shape), shape["type"].isin("Polygon", "MultiPolygon")
    whole = F.forall(rings, lambda ring: (F.size(ring) >= 4) & (_at(ring, 0) == F.get(ring, F.size(ring) - 1)))
    # A sliver beside a good ring does no harm, and ministries' files have some.
    has_area = F.exists(rings, lambda ring: _area(ring) >= _THIN)
    positions = F.when(is_area, F.flatten(rings)).otherwise(_positions(shape))
    beyond = F.exists(positions, lambda at: ~((F.abs(_at(at, 0)) <= 180) & (F.abs(_at(at, 1)) <= 90)))
    return (
        F.when(~F.coalesce(shape["type"].isin(*maps.SHAPES), F.lit(False)), _UNKNOWN)
        .when(is_area & ~F.coalesce(whole, F.lit(False)), "has_closed_rings_of_four_positions")
        .when(is_area & ~F.coalesce(has_area, F.lit(False)), "has_an_area")
        .when(F.coalesce(beyond, F.lit(True)), "lies_within_180_and_90_degrees")
    )


def _positions(shape: Column) -> Column:
    """The positions of points and lines."""
    at, kind = shape["coordinates"], shape["type"]
    return (
        F.when(kind == "Point", F.array(F.from_json(at, "array<double>")))
        .when(kind.isin("LineString", "MultiPoint"), F.from_json(at, "array<array<double>>"))
        .when(kind == "MultiLineString", F.flatten(F.from_json(at, _RINGS)))
    )


def _rings(shape: Column) -> Column:
    """Every ring of a Polygon or MultiPolygon."""
    within = F.from_json(shape["coordinates"], f"array<{_RINGS}>")
    return F.when(shape["type"] == "Polygon", F.from_json(shape["coordinates"], _RINGS)).otherwise(F.flatten(within))


def _area(ring: Column) -> Column:
    """Square degrees within a ring, by the shoelace formula from its first position."""
    x0, y0 = _at(_at(ring, 0), 0), _at(_at(ring, 0), 1)

    def cross(total: Column, n: Column) -> Column:
        one, two = F.get(ring, n - 1), F.get(ring, n)
        return total + (_at(one, 0) - x0) * (_at(two, 1) - y0) - (_at(two, 0) - x0) * (_at(one, 1) - y0)

    steps = F.sequence(F.lit(1), F.greatest(F.size(ring) - 1, F.lit(1)))
    return F.abs(F.aggregate(steps, F.lit(0.0), cross)) / 2


def _at(values: Column, n: int) -> Column:
    """An element by its position from 0; null where there is none, which an index would not be."""
    return F.get(values, F.lit(n))


def _collected(rows: DataFrame, spec: FileSpec) -> DataFrame:
    """Every feature of an area with the polygons of all: they are alike then, and count as one."""
    area = (
        Window.partitionBy("_path", *spec.key)
        .orderBy("_row")
        .rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    )
    shape = F.from_json("geometry", "type string, coordinates string")
    # As written: a Polygon is one element of a MultiPolygon's list.
    polygons = F.when(shape["type"] == "Polygon", shape["coordinates"]).when(
        shape["type"] == "MultiPolygon", F.regexp_replace(shape["coordinates"], r"^\s*\[|\]\s*$", "")
    )
    own = F.when(F.col("_problem").isNull(), polygons)
    every = F.collect_list(own).over(area)
    whole = F.concat(F.lit('{"type": "MultiPolygon", "coordinates": ['), F.array_join(every, ", "), F.lit("]}"))
    several = (F.size(every) > 1) & F.col("_problem").isNull()
    return rows.withColumn("geometry", F.when(several, whole).otherwise(F.col("geometry")))
