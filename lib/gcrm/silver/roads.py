"""One row per stretch of road between two areas: how long it is, and how long it takes, there and back alike."""

from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, References, Rule, Table, Unique, Upsert, raw
from gcrm.silver.areas import SILVER_AREAS

ROADS = Table(
    name="silver.roads",
    doc=__doc__,
    key=("road_id",),
    fields=(
        Field("road_id", "string", "Id of the stretch, as the map office gives it"),
        Field("area_id", "string", "Area where it begins", required=True),
        Field("to_area_id", "string", "Area where it ends", required=True),
        Field("kind", "string", "highway, street, ..., as the map office calls it"),
        Field("km", "double", "Length", unit="km"),
        Field("minutes", "double", "Usual time from one end to the other", required=True, unit="minutes"),
        SOURCE,
    ),
    rules=(
        Rule("minutes_are_plausible", "minutes > 0 AND minutes < 2880", "No way of two days"),
        Rule("km_are_positive", "km IS NULL OR km > 0"),
    ),
    checks=(Unique(("road_id",)), References("area_id", SILVER_AREAS, share=0.9)),
    load=Upsert(deletes=True),
)
RAW = raw(ROADS, unlocks="trade areas by time along the roads where no time of a way is published")


def build(raw: DataFrame) -> DataFrame:
    """As the feeds give them."""
    return raw


STEP = Step(output=ROADS, inputs={"raw": RAW}, build=build)
