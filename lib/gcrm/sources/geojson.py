"""GeoJSON feature collections: one row per feature, its properties as text and its geometry as GeoJSON text."""

import json

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.core.storage.files import opened
from gcrm.sources.rows import Files, exactly, path_column, placed
from gcrm.sources.spec import FileSpec

_SCHEMA = "features array<struct<properties: map<string,string>, geometry: string>>"


def examine(path: str, spec: FileSpec) -> str | None:
    """What is wrong with the file as a whole; None when it can be read."""
    try:
        with opened(path) as handle:
            document = json.loads(handle.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return f"byte {error.start} is not UTF-8, which GeoJSON must be; save the file as UTF-8"
    except json.JSONDecodeError as error:
        return f"line {error.lineno}, column {error.colno} is not JSON: {error.msg}; it must be delivered again, whole"
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        return "the file holds no 'features'; a GeoJSON FeatureCollection is expected"
    properties = {name for feature in document["features"] for name in feature.get("properties") or {}}
    absent = [name for name in spec.columns if name not in properties | {"geometry"}]
    return (
        f"no feature has the property {', '.join(absent)}; there are {', '.join(sorted(properties))}"
        if absent
        else None
    )


def read(spark: SparkSession, files: Files, spec: FileSpec) -> DataFrame:
    """Declared properties and `geometry` as text, `_extra` (the others), `_problem` (none), `_source` (feature)."""
    document = spark.read.schema(_SCHEMA).json(exactly(files), multiLine=True)
    features = document.select(path_column().alias("_path"), F.posexplode("features").alias("_row", "feature"))
    properties = F.col("feature.properties")
    values = [
        (F.col("feature.geometry") if name == "geometry" else properties[name]).alias(field)
        for name, field in zip(spec.columns, spec.fields, strict=True)
    ]
    extra = F.map_filter(properties, lambda name, _: ~name.isin(list(spec.columns)))
    rows = features.select(
        *values, extra.alias("_extra"), F.lit(None).cast("string").alias("_problem"), "_path", "_row"
    )
    return placed(rows, files, (F.col("_row") + 1).cast("bigint")).drop("_row")
