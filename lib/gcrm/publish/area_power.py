"""Purchasing power of areas as anyone may see it: one row per area; where members are few, the model alone.

An estimate that gives any weight to an area's own members tells what they spend. So an area that the gate withholds
shows what the model expects of such a place, as if nobody lived there; its members reach that only as a part of the
coefficients that all areas share. An area without members looks the same, so that few cannot be told from none. Where
the model as a whole rests on fewer members than the gate asks for, there is no figure at all.
"""

from datetime import date

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Rule
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.areas import AREA_FEATURES
from gcrm.marts import area_power
from gcrm.models.purchasing_power import estimates
from gcrm.models.purchasing_power.coefficients import COEFFICIENTS
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.publish.gate import WITHHELD, Settings, decide, unless_withheld
from gcrm.publish.published import published
from gcrm.silver.areas import SILVER_AREAS

_POWER = ("power_mean", "power_p10", "power_p50", "power_p90")

PUBLISHED_AREA_POWER = published(
    area_power.AREA_POWER,
    doc=__doc__,
    withheld=("direct_mean",),
    optional=_POWER,
    rules=(Rule("withheld_weighs_nothing", f"NOT {WITHHELD} OR weight_of_members = 0", "It shows the model alone"),),
)


def build(
    power: DataFrame, areas: DataFrame, coefficients: DataFrame, places: DataFrame, settings: Settings, as_of: date
) -> DataFrame:
    """The mart with the figures of every withheld area replaced by the model's."""
    decided = decide(power, "area_id", "n_members", settings.min_members, "level", "parent_area_id")
    everyone = F.sum("n_members").over(Window.partitionBy(F.lit(1)))
    alone = F.when(everyone >= settings.min_members, F.col("_alone"))
    hidden = F.col(WITHHELD)
    # The ratio of index to mean is the same for every area.
    index = alone["power_mean"] * F.col("index") / F.col("power_mean")
    figures = {
        **{name: F.when(hidden, alone[name]).otherwise(F.col(name)) for name in _POWER},
        "index": F.when(hidden, index).otherwise(F.col("index")),
        "weight_of_members": F.when(hidden, 0.0).otherwise(F.col("weight_of_members")),
        "method": F.when(hidden, F.lit(estimates.MODEL_ONLY)).otherwise(F.col("method")),
        **unless_withheld(*PUBLISHED_AREA_POWER.withheld),
    }
    expected = model_alone(areas, coefficients, places, as_of)
    return decided.join(expected, "area_id", "left").withColumns(figures).select(*PUBLISHED_AREA_POWER.columns)


def model_alone(areas: DataFrame, coefficients: DataFrame, places: DataFrame, as_of: date) -> DataFrame:
    """area_id and `_alone`: the power figures that the area would have if nobody who lives there were a member."""
    nobody = small(areas.sparkSession, schema(DIRECT_ESTIMATES))
    made = area_power.build(estimates.build(nobody, areas, coefficients, as_of), places)
    return made.select("area_id", F.struct(*_POWER).alias("_alone"))


STEP = Step(
    output=PUBLISHED_AREA_POWER,
    inputs={
        "power": area_power.AREA_POWER,
        "areas": AREA_FEATURES,
        "coefficients": COEFFICIENTS,
        "places": SILVER_AREAS,
    },
    build=build,
    settings=Settings,
)
