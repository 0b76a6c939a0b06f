"""One row per store of which more is known than its place: where exactly it lies, how large it is, when it is open."""

from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, References, Rule, Table, Unique, Upsert, raw
from gcrm.silver.calendar import plausible_day
from gcrm.silver.stores import STORES

STORE_SITES = Table(
    name="silver.store_sites",
    doc=__doc__,
    key=("store_id",),
    fields=(
        Field("store_id", "string", "Coalition's id of the store"),
        Field("latitude", "double", "Of the door", unit="degree"),
        Field("longitude", "double", "Of the door", unit="degree"),
        Field("size", "double", "Sales floor", unit="m2"),
        Field("opened_on", "date", "First day with customers; null where it has always been there"),
        Field("closed_on", "date", "Last day with customers; null while it is open"),
        SOURCE,
    ),
    rules=(
        Rule("latitude_is_on_earth", "latitude IS NULL OR latitude BETWEEN -90 AND 90"),
        Rule("longitude_is_on_earth", "longitude IS NULL OR longitude BETWEEN -180 AND 180"),
        Rule("size_is_positive", "size IS NULL OR size > 0"),
        plausible_day("opened_on"),
        plausible_day("closed_on"),
        Rule("closes_after_it_opens", "closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on"),
    ),
    checks=(Unique(("store_id",)), References("store_id", STORES)),
    load=Upsert(deletes=True),
)
RAW = raw(STORE_SITES, unlocks="trade areas by size of stores and exact ways")


def build(raw: DataFrame) -> DataFrame:
    """As the feeds give them."""
    return raw


STEP = Step(output=STORE_SITES, inputs={"raw": RAW}, build=build)
