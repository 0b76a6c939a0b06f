"""One row per real-estate listing: asking rent or price, size and place. Asking prices are not transaction prices."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, References, Rule, Table, Upsert, raw
from gcrm.silver import place_names
from gcrm.silver.areas import SILVER_AREAS

LISTINGS = Table(
    name="silver.listings",
    doc=__doc__,
    key=("listing_id",),
    fields=(
        Field("listing_id", "string", "Id of the listing; a hash of what it says where the portal gives none"),
        Field("offer", "string", "rent (a month) or sale", required=True),
        Field("kind", "string", "apartment, house or null where it is not told"),
        Field("place_name", "string", "City as delivered"),
        Field("region_code", "string", "State or province of the city"),
        Field("district_name", "string", "District within the city, as delivered"),
        Field("area_id", "string", "Area that the place was matched to", required=True),
        Field("latitude", "double", "Where given, and near the area's seat", unit="degree"),
        Field("longitude", "double", "Where given, and near the area's seat", unit="degree"),
        Field("rooms", "int", "Bedrooms"),
        Field("size", "double", "Floor area", required=True, unit="m2"),
        Field("price", "decimal(18,2)", "Asking rent a month, or asking price", required=True),
        Field("fee", "decimal(18,2)", "Condominium fee a month"),
        Field("is_furnished", "boolean", "Let or sold with furniture"),
        Field("observed_on", "date", "Day or first day of the month in which the listing was seen"),
        SOURCE,
    ),
    rules=(
        Rule("offer_is_known", "offer IN ('rent', 'sale')"),
        Rule("price_is_positive", "price > 0"),
        Rule("size_is_plausible", "size BETWEEN 8 AND 10000"),
    ),
    checks=(References("area_id", SILVER_AREAS),),
    load=Upsert(deletes=True),
    day="observed_on",
)
RAW = raw(LISTINGS, without=("area_id",), unlocks="prices of homes")
_NEAR = 1.0  # degree: about 110 km, more than any municipality's seat is from a listing that is really in it


def build(raw: DataFrame, areas: DataFrame, settings: place_names.PlaceSettings) -> DataFrame:
    """Adds the area that the city is; coordinates that lie elsewhere in the world are taken out."""
    seats = areas.select("area_id", F.col("latitude").alias("_latitude"), F.col("longitude").alias("_longitude"))
    found = place_names.matched(raw, areas, settings.place_level).join(F.broadcast(seats), "area_id", "left")
    off = [F.abs(F.col(name) - F.col(f"_{name}")) for name in ("latitude", "longitude")]
    far = F.coalesce(F.greatest(*off) > _NEAR, F.lit(False))
    kept = {name: F.when(~far, F.col(name)) for name in ("latitude", "longitude")}
    return found.withColumns(kept).drop("_latitude", "_longitude")


STEP = Step(
    output=LISTINGS, inputs={"raw": RAW, "areas": SILVER_AREAS}, build=build, settings=place_names.PlaceSettings
)
