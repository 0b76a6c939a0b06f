"""One row per store: a place, or a seller's dispatch point, where members buy."""

from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, References, Rule, Table, Unique, Upsert, raw
from gcrm.silver import place_names
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS

STORES = Table(
    name="silver.stores",
    doc=__doc__,
    key=("store_id",),
    fields=(
        Field("store_id", "string", "Coalition's id of the store"),
        Field("partner_id", "string", "Partner that runs it", required=True),
        Field("place_name", "string", "City or district as the partner gave it"),
        Field("region_code", "string", "State or province as the partner gave it"),
        Field("postal_code", "string", "Postal code, or its first digits"),
        Field("area_id", "string", "Area that the place was matched to"),
        SOURCE,
    ),
    rules=(Rule("place_is_an_area", "area_id IS NOT NULL OR place_name IS NULL", "A stated place must be found"),),
    checks=(Unique(("store_id",)), References("partner_id", PARTNERS), References("area_id", SILVER_AREAS)),
    load=Upsert(deletes=True),
)
RAW = raw(STORES, without=("area_id",), unlocks="places where members buy")


def build(raw: DataFrame, areas: DataFrame, settings: place_names.PlaceSettings) -> DataFrame:
    """Adds the area of the place."""
    return place_names.matched(raw, areas, settings.place_level)


STEP = Step(output=STORES, inputs={"raw": RAW, "areas": SILVER_AREAS}, build=build, settings=place_names.PlaceSettings)
