"""One row per member who ever bought, as of a date: what the member does lately, and nothing after a year without.

Each month counts half of the one after it, so that a member who changes shows it within a month or two, and one who
does not stays where they are however long they have been with us. Months are weighed by their days that have passed.
"""

import calendar
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Snapshots, Table, Unique
from gcrm.features.topics import KEY, Figure
from gcrm.warehouse.calendar import WEEKDAYS, months_ago, on_weekday
from gcrm.warehouse.member_months import MEMBER_MONTHS
from gcrm.warehouse.money import units

MONTHS = 12
_LEAST_MONTHS = 0.25  # of somebody who came first a week ago: lest one visit count as thirty a month
_WEEKEND = [i for i, day in enumerate(WEEKDAYS) if day in ("saturday", "sunday")]

RECENT_FEATURES = Table(
    name="features.recent",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which the features hold"),
        Figure(
            "recent_visits", "double", "Days with a purchase a month, lately", words=("comes seldom", "comes often")
        ),
        Figure(
            "recent_amount_per_visit",
            "double",
            "Paid by such days, lately; null after a year without",
            words=("small baskets", "large baskets"),
            part="worth",
        ),
        Figure(
            "recent_discount_share",
            "double",
            "Discounts of shelf price, lately; null where discounts are never told",
            words=("at full price", "on offer"),
        ),
        Figure(
            "recent_weekend_share",
            "double",
            "Visits on Saturday or Sunday, of all, lately; null after a year without",
            words=("on weekdays", "on weekends"),
            part="when",
        ),
    ),
    checks=(Unique(KEY),),
    load=Snapshots(),
)


def build(months: DataFrame, as_of: date) -> DataFrame:
    """One pass over the cells; days of several cells of a month unite before they are counted."""
    ago = months_ago(F.col("month"), as_of)
    within = months.withColumn("ago", ago).filter("ago >= 0")
    told = within.select("member_id", "month", "ago", "days", *(units(n).alias(n) for n in ("amount", "discount")))
    by_month = told.groupBy("member_id", "month", "ago").agg(
        F.bit_or("days").alias("days"), *(F.sum(name).alias(name) for name in ("amount", "discount"))
    )
    weight = F.when(F.col("ago") < MONTHS, F.pow(F.lit(0.5), F.col("ago"))).otherwise(0.0)
    days = F.col("days")
    weekend = sum(
        (on_weekday(days, F.col("month"), i) for i in _WEEKEND[1:]), on_weekday(days, F.col("month"), _WEEKEND[0])
    )
    measures = {
        "visits": F.bit_count(days),
        "weekend": weekend,
        "amount": F.col("amount"),
        "discount": F.col("discount"),
    }
    # Halves of whole numbers add up to the same double in whatever order they come.
    by_member = by_month.groupBy("member_id").agg(
        *(F.sum(weight * value).alias(name) for name, value in measures.items()), F.max("ago").alias("first")
    )
    visits, paid = F.col("visits"), F.greatest(F.col("amount"), F.lit(0.0))
    made = {
        "as_of": F.lit(as_of),
        "recent_visits": visits / F.greatest(_weighed_months(as_of), F.lit(_LEAST_MONTHS)),
        "recent_amount_per_visit": F.try_divide(F.col("amount") / 100, visits),
        "recent_discount_share": F.try_divide("discount", F.col("discount") + paid),
        "recent_weekend_share": F.try_divide("weekend", visits),
    }
    return by_member.select(*(made.get(name, F.col(name)).alias(name) for name in RECENT_FEATURES.columns))


def _weighed_months(as_of: date) -> Column:
    """What the months since the member's first in the year weigh: this one by its days so far, others by their half."""
    passed = as_of.day / calendar.monthrange(as_of.year, as_of.month)[1]
    return passed + 1 - F.pow(F.lit(0.5), F.col("first"))


STEP = Step(output=RECENT_FEATURES, inputs={"months": MEMBER_MONTHS}, build=build)
