"""One row per day from the first to the last business date, without gaps: the calendar that days are joined to."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Replace, Rule, Table, Unique
from gcrm.warehouse.store_days import STORE_DAYS

DATES = Table(
    name="warehouse.dates",
    doc=__doc__,
    key=("date",),
    fields=(
        Field("date", "date", "The day"),
        Field("year", "int", "Calendar year", required=True),
        Field("month", "date", "First day of the month", required=True),
        Field("iso_year", "int", "Year that the ISO 8601 week belongs to", required=True),
        Field("iso_week", "int", "ISO 8601 week, 1 to 53", required=True),
        Field("weekday", "int", "1 for Monday to 7 for Sunday", required=True),
        Field("is_weekend", "boolean", "Saturday or Sunday", required=True),
    ),
    rules=(Rule("weekday_is_one_to_seven", "weekday BETWEEN 1 AND 7"),),
    checks=(Unique(("date",)),),
    load=Replace(),
)


def build(store_days: DataFrame) -> DataFrame:
    """The calendar between the first and the last day on which anything was sold; no rows before the first sale."""
    ends = store_days.agg(F.min("business_date").alias("first"), F.max("business_date").alias("last"))
    days = ends.filter("first IS NOT NULL").select(F.explode(F.sequence("first", "last")).alias("date"))
    weekday = F.weekday("date") + 1
    return days.select(
        "date",
        F.year("date").alias("year"),
        F.trunc("date", "month").alias("month"),
        F.extract(F.lit("YEAROFWEEK"), "date").alias("iso_year"),
        F.weekofyear("date").alias("iso_week"),
        weekday.alias("weekday"),
        (weekday >= 6).alias("is_weekend"),
    )


STEP = Step(output=DATES, inputs={"store_days": STORE_DAYS}, build=build)
