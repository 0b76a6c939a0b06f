"""One row per housing complex: where it stands, how many homes it has, and since when."""

from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, References, Rule, Table, Unique, Upsert, raw
from gcrm.silver import place_names
from gcrm.silver.areas import SILVER_AREAS

HOUSING_COMPLEXES = Table(
    name="silver.housing_complexes",
    doc=__doc__,
    key=("complex_id",),
    fields=(
        Field("complex_id", "string", "Id of the complex, as the register or portal gives it"),
        Field("name", "string", "What it is called"),
        Field("place_name", "string", "Area as delivered"),
        Field("region_code", "string", "State or province of the area"),
        Field("area_id", "string", "Area that the place was matched to", required=True),
        Field("latitude", "double", "Where given", unit="degree"),
        Field("longitude", "double", "Where given", unit="degree"),
        Field("n_homes", "int", "Homes in it", required=True),
        Field("year_built", "int", "Year in which it was finished"),
        SOURCE,
    ),
    rules=(
        Rule("n_homes_is_plausible", "n_homes BETWEEN 1 AND 100000"),
        Rule("year_built_is_plausible", "year_built IS NULL OR year_built BETWEEN 1000 AND 2100"),
        Rule("latitude_is_on_earth", "latitude IS NULL OR latitude BETWEEN -90 AND 90"),
        Rule("longitude_is_on_earth", "longitude IS NULL OR longitude BETWEEN -180 AND 180"),
    ),
    checks=(Unique(("complex_id",)), References("area_id", SILVER_AREAS)),
    load=Upsert(deletes=True),
)
RAW = raw(HOUSING_COMPLEXES, without=("area_id",), unlocks="people of small areas, where a census counts large ones")


def build(raw: DataFrame, areas: DataFrame, settings: place_names.PlaceSettings) -> DataFrame:
    """Adds the area that the place is."""
    return place_names.matched(raw, areas, settings.place_level)


STEP = Step(
    output=HOUSING_COMPLEXES,
    inputs={"raw": RAW, "areas": SILVER_AREAS},
    build=build,
    settings=place_names.PlaceSettings,
)
