"""One row per area of today and day that is kept: what its people could spend then, also where a reform lay between.

Figures of an area that a reform ended are divided among the areas that took it in, by the shares of its people
(silver.area_changes): totals and people are added up, so that neither is lost nor counted twice; the level and its ends
are means by people. An area whose code is used again after the reform is divided only where the crosswalk tells from
which day the new areas hold.
"""

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Every, Step
from gcrm.core.contracts.table import Field, References, Rule, Snapshots, Table, Unique
from gcrm.core.exact import exact, summed
from gcrm.features.category_groups import ALL
from gcrm.marts.area_power import AREA_POWER
from gcrm.models.purchasing_power import JOB
from gcrm.silver.area_changes import AREA_CHANGES
from gcrm.silver.areas import SILVER_AREAS

_EVER = date(9999, 12, 31)
_REFORMS = 4  # one after the other, at most, that a figure is carried across
_LEVEL = ("power_p10", "power_p50", "power_p90")

AREA_POWER_OVER_TIME = Table(
    name="marts.area_power_over_time",
    doc=__doc__,
    key=("area_id", "day", "as_of"),
    fields=(
        Field("area_id", "string", "Area of today"),
        Field("day", "date", "Day for which the figures hold"),
        Field("as_of", "date", "Day whose areas these are"),
        Field("n_people", "double", "People who lived there; null where they are not known"),
        Field("power_p10", "double", "The level is below this with 10% probability", unit="currency", home=True),
        Field("power_p50", "double", "Median of the level", required=True, unit="currency", home=True),
        Field("power_p90", "double", "The level is below this with 90% probability", unit="currency", home=True),
        Field("per_head", "double", "Mean over people, were they all active members", unit="currency", home=True),
        Field("total", "double", "Of all people who lived there", unit="currency", home=True),
        Field("n_parts", "bigint", "Areas of that day that it is made of", required=True),
        Field("is_carried", "boolean", "Whether a reform lay between", required=True),
    ),
    rules=(
        Rule("day_is_not_later", "day <= as_of"),
        Rule("interval_is_in_order", "power_p10 <= power_p50 AND power_p50 <= power_p90"),
    ),
    checks=(Unique(("area_id", "day", "as_of")), References("area_id", SILVER_AREAS)),
    load=Snapshots(keep=1),
)


def build(power: DataFrame, changes: DataFrame, places: DataFrame, as_of: date) -> DataFrame:
    """Every kept day's figures, hop by hop along the crosswalk; a dozen columns of areas, no member."""
    told = power.filter(F.col("category_group") == ALL).select(
        *("area_id", F.col("as_of").alias("day"), "n_people", *_LEVEL, "per_head", "total"),
        F.lit(1.0).alias("share"),
        F.lit(False).alias("is_carried"),
        F.col("area_id").alias("_from"),
        F.col("as_of").alias("_at"),
    )
    reforms = F.broadcast(_reforms(changes, places))
    for _ in range(_REFORMS):
        told = _carried(told, reforms)
    weight = F.col("share") * F.coalesce("n_people", F.lit(1.0))
    known = F.count("n_people") == F.count(F.lit(1))
    found = told.groupBy("area_id", "day").agg(
        F.when(known, summed(F.col("share") * F.col("n_people"))).alias("n_people"),
        *(_mean(F.col(name), weight).alias(name) for name in (*_LEVEL, "per_head")),
        F.when(known, summed(F.col("share") * F.col("total"))).alias("total"),
        F.count_distinct("_from").alias("n_parts"),
        F.bool_or("is_carried").alias("is_carried"),
    )
    return found.withColumn("as_of", F.lit(as_of)).select(*AREA_POWER_OVER_TIME.columns)


def _reforms(changes: DataFrame, places: DataFrame) -> DataFrame:
    """Old area, new area, share, and the day before which the old one stood. An area that stands today is only known to
    have been another where a day is told."""
    today = places.select(F.col("area_id").alias("_old"), F.lit(True).alias("_stands"))
    named = changes.select(
        F.col("old_area_id").alias("_old"),
        F.col("area_id").alias("_new"),
        F.col("population_share").alias("_share"),
        F.coalesce("valid_from", F.lit(_EVER)).alias("_until"),
    )
    known = (F.col("_until") < F.lit(_EVER)) | F.col("_stands").isNull()
    return named.join(today, "_old", "left").filter(known).drop("_stands")


def _carried(told: DataFrame, reforms: DataFrame) -> DataFrame:
    """One reform on: figures of areas that it ended are divided, all others stay as they are."""
    ended = (F.col("area_id") == F.col("_old")) & (F.col("_at") < F.col("_until"))
    found = told.join(reforms, ended, "left")
    return found.select(
        F.coalesce("_new", "area_id").alias("area_id"),
        *("day", "n_people", *_LEVEL, "per_head", "total", "_from"),
        (F.col("share") * F.coalesce("_share", F.lit(1.0))).alias("share"),
        (F.col("is_carried") | F.col("_new").isNotNull()).alias("is_carried"),
        # An area whose code is used again is not divided twice by the same reform.
        F.when(F.col("_until") < F.lit(_EVER), F.col("_until")).otherwise(F.col("_at")).alias("_at"),
    )


def _mean(value: Column, weight: Column) -> Column:
    """By people; of parts in which nobody lives the plain one."""
    by_people = F.sum(exact(value * weight)).cast("double") / F.nullif(F.sum(exact(weight)).cast("double"), F.lit(0.0))
    return F.coalesce(by_people, F.avg(value))


STEP = Step(
    output=AREA_POWER_OVER_TIME,
    inputs={"power": Every(AREA_POWER), "changes": AREA_CHANGES, "places": SILVER_AREAS},
    build=build,
    job=JOB,
)
