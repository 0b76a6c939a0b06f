"""One row per pair of areas that are near each other: how long the way takes."""

from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, References, Rule, Table, Unique, Upsert, raw
from gcrm.silver.areas import SILVER_AREAS

TRAVEL_TIMES = Table(
    name="silver.travel_times",
    doc=__doc__,
    key=("area_id", "to_area_id"),
    fields=(
        Field("area_id", "string", "Area where the way begins"),
        Field("to_area_id", "string", "Area where it ends; the same for ways within an area"),
        Field("minutes", "double", "Usual time of the way", required=True, unit="minutes"),
        SOURCE,
    ),
    rules=(Rule("minutes_are_plausible", "minutes > 0 AND minutes < 2880", "No way of two days"),),
    checks=(Unique(("area_id", "to_area_id")), References("area_id", SILVER_AREAS, share=0.9)),
    load=Upsert(deletes=True),
)
RAW = raw(TRAVEL_TIMES, unlocks="trade areas by time instead of distance")


def build(raw: DataFrame) -> DataFrame:
    """As the feeds give them."""
    return raw


STEP = Step(output=TRAVEL_TIMES, inputs={"raw": RAW}, build=build)
