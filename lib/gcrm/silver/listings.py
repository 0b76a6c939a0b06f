"""One row per real-estate listing: asking rent or price, size and place. Asking prices are not transaction prices."""

from gcrm.core.table import SOURCE, Field, References, Rule, Table, Upsert
from gcrm.silver.areas import AREAS

LISTINGS = Table(
    name="silver.listings",
    doc=__doc__,
    key=("listing_id",),
    fields=(
        Field("listing_id", "string", "Id of the listing; file and line where the portal gives none"),
        Field("offer", "string", "rent (a month) or sale", required=True),
        Field("kind", "string", "apartment, house or null where it is not told"),
        Field("place_name", "string", "City as delivered"),
        Field("region_code", "string", "State or province of the city"),
        Field("district_name", "string", "District within the city, as delivered"),
        Field("area_id", "string", "Municipality or district that the place was matched to", required=True),
        Field("latitude", "double", "Where given", unit="degree"),
        Field("longitude", "double", "Where given", unit="degree"),
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
    checks=(References("area_id", AREAS),),
    load=Upsert(),
)
