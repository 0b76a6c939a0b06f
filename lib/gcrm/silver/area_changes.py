"""One row per area that a reform ended and area that took some of it in: the crosswalk that carries history across.

Shares are of the old area's people; those of an area add up to 1, or all its rows are refused, because a part of its
people would be lost or counted twice.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, References, Rule, Table, Unique, Upsert, raw
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.calendar import plausible_day

AREA_CHANGES = Table(
    name="silver.area_changes",
    doc=__doc__,
    key=("old_area_id", "area_id"),
    fields=(
        Field("old_area_id", "string", "Area as it was called before"),
        Field("area_id", "string", "Area of today that took some or all of it in"),
        Field("kind", "string", "merged, split, recoded, ..., as the office calls it"),
        Field("population_share", "double", "Share of the old area's people", required=True),
        Field("total_share", "double", "Shares of the old area together: 1", required=True),
        Field("valid_from", "date", "First day on which the new areas hold"),
        SOURCE,
    ),
    rules=(
        Rule("population_share_is_a_share", "population_share BETWEEN 0 AND 1"),
        Rule("shares_add_up_to_one", "abs(total_share - 1) < 0.0001", "Nobody is lost by a reform, nor counted twice"),
        plausible_day("valid_from"),
    ),
    checks=(Unique(("old_area_id", "area_id")), References("area_id", SILVER_AREAS)),
    load=Upsert(deletes=True),
)
RAW = raw(AREA_CHANGES, without=("total_share",), unlocks="history of areas across a reform")


def build(raw: DataFrame) -> DataFrame:
    """Adds what the shares of each old area come to."""
    whole = F.sum(F.col("population_share").cast("double")).over(Window.partitionBy("old_area_id"))
    return raw.withColumn("total_share", F.coalesce(whole, F.lit(0.0)))


STEP = Step(output=AREA_CHANGES, inputs={"raw": RAW}, build=build)
