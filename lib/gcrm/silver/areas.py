"""One row per administrative area of any level, with its boundary; areas nest through parent_area_id."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, Rule, Table, Unique, Upsert, raw
from gcrm.silver import place_names

SILVER_AREAS = Table(
    name="silver.areas",
    doc=__doc__,
    key=("area_id",),
    fields=(
        Field("area_id", "string", "Official code of the area"),
        Field("level", "string", "state, municipality, ...: one of the coalition's area levels", required=True),
        Field("parent_area_id", "string", "Area of the next higher level that holds this one"),
        Field("name", "string", "Official name", required=True),
        Field("name_folded", "string", "Name without accents, signs and case, for matching", required=True, of="name"),
        Field("other_names", "array<string>", "Names and spellings in other lists, old names"),
        Field("region_code", "string", "Short code of the state or province, as used in addresses"),
        Field("latitude", "double", "Of the seat or centre", unit="degree"),
        Field("longitude", "double", "Of the seat or centre", unit="degree"),
        Field("boundary", "string", "Boundary as GeoJSON geometry, WGS 84"),
        SOURCE,
    ),
    rules=(
        Rule("latitude_is_on_earth", "latitude IS NULL OR latitude BETWEEN -90 AND 90"),
        Rule("longitude_is_on_earth", "longitude IS NULL OR longitude BETWEEN -180 AND 180"),
        Rule(
            "boundary_is_an_area",
            "boundary IS NULL OR coalesce(get_json_object(boundary, '$.type'), '') IN "
            "('Polygon', 'MultiPolygon', 'GeometryCollection')",
        ),
    ),
    checks=(Unique(("area_id",)),),
    load=Upsert(deletes=True),
)
RAW = raw(SILVER_AREAS, without=("name_folded",), unlocks="maps, and nothing told of places")


def build(raw: DataFrame) -> DataFrame:
    """Adds the name as it is matched."""
    return raw.withColumn("name_folded", place_names.folded(F.col("name")))


STEP = Step(output=SILVER_AREAS, inputs={"raw": RAW}, build=build)
