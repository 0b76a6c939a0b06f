"""One row per member and day from which a partner's statement about them holds; places are matched to areas."""

from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, References, Rule, Table, Upsert, raw
from gcrm.silver import place_names
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.calendar import plausible_day

SILVER_MEMBERS = Table(
    name="silver.members",
    doc=__doc__,
    key=("member_id", "valid_from"),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("valid_from", "date", "Day from which this is known to hold"),
        Field("place_name", "string", "City or district as the partner gave it"),
        Field("region_code", "string", "State or province as the partner gave it"),
        Field("postal_code", "string", "Postal code, or its first digits"),
        Field("area_id", "string", "Area that the place was matched to", home=True),
        Field("age_band", "string", "Age band as stated", home=True),
        Field("sex", "string", "female, male or null", home=True),
        Field("household_size", "string", "Persons in the household as stated"),
        Field("income_band", "string", "Income band as stated"),
        SOURCE,
    ),
    rules=(
        plausible_day("valid_from"),
        Rule("place_is_an_area", "area_id IS NOT NULL OR place_name IS NULL", "A stated place must be found"),
    ),
    checks=(References("area_id", SILVER_AREAS),),
    load=Upsert(deletes=True),
    day="valid_from",
)
RAW = raw(SILVER_MEMBERS, without=("area_id",), unlocks="homes of members, and nothing that they state")


def build(raw: DataFrame, areas: DataFrame, settings: place_names.PlaceSettings) -> DataFrame:
    """Adds the area that the stated place is."""
    return place_names.matched(raw, areas, settings.place_level)


STEP = Step(
    output=SILVER_MEMBERS, inputs={"raw": RAW, "areas": SILVER_AREAS}, build=build, settings=place_names.PlaceSettings
)
