"""One row per member: everything bought in all deliveries so far, whatever the date of the run.

Cells go through one aggregate by member and month, where maps of days unite to days of visit, and one by member.
Weekdays are exact, from the maps and the calendar.
"""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Table, Unique
from gcrm.warehouse import sketch
from gcrm.warehouse.calendar import WEEKDAYS, first_day, last_day, on_weekday
from gcrm.warehouse.member_months import DAYPARTS, MEMBER_MONTHS
from gcrm.warehouse.money import decimal, units

_COUNTS = ("n_lines", *(f"n_lines_{part}" for part in DAYPARTS), "n_baskets")
_ADDED = (*_COUNTS, "amount", "discount")

MEMBER_PURCHASES = Table(
    name="warehouse.member_purchases",
    doc=__doc__,
    key=("member_id",),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("first_purchase_date", "date", "First day with a purchase; null before the first"),
        Field("last_purchase_date", "date", "Last day with a purchase"),
        Field("n_visits", "bigint", "Days with a purchase", required=True),
        *(Field(f"n_visits_{day}", "bigint", f"Days with a purchase that were a {day.title()}") for day in WEEKDAYS),
        Field("n_months", "bigint", "Months with a purchase", required=True),
        Field("n_lines", "bigint", "Settled basket lines, returned ones too", required=True),
        *(
            Field(f"n_lines_{part}", "bigint", f"Lines in the {part}, six hours each from midnight, where told")
            for part in DAYPARTS
        ),
        Field("n_baskets", "bigint", "Baskets, by their first bought line", required=True),
        Field("amount", "decimal(18,2)", "Paid for lines, less returns, in the coalition's currency", required=True),
        Field("discount", "decimal(18,2)", "Taken off shelf prices; null where it is never told"),
        Field("largest_line", "decimal(18,2)", "Amount of the largest line"),
        Field("n_categories", "bigint", "Categories bought, about (linear counting)", required=True),
        Field("n_partners", "bigint", "Partners bought from, about (linear counting)", required=True),
    ),
    checks=(Unique(("member_id",)),),
    load=ReplaceGroups(("member_id",)),
)


def build(months: DataFrame) -> DataFrame:
    """One pass over the cells; money is summed in cents."""
    # Spread by member at once, so that both aggregates run on the same spread.
    cells = months.select(*_told()).repartition("member_id")
    by_month = cells.groupBy("member_id", "month").agg(F.bit_or("days").alias("days"), *_united())
    days, month = F.col("days"), F.col("month")
    by_member = by_month.groupBy("member_id").agg(
        F.min(first_day(days, month)).alias("first_purchase_date"),
        F.max(last_day(days, month)).alias("last_purchase_date"),
        F.sum(F.bit_count(days)).alias("n_visits"),
        *(F.sum(on_weekday(days, month, i)).alias(f"n_visits_{day}") for i, day in enumerate(WEEKDAYS)),
        F.count_if(days != 0).alias("n_months"),
        *_united(),
    )
    return by_member.select(*_columns())


def _told() -> list[Column]:
    bits = {**sketch.words("category"), **sketch.words("partner_id")}
    return [
        *(F.col(name) for name in ("member_id", "month", "days", "largest_line", *_COUNTS)),
        *(units(name).alias(name) for name in ("amount", "discount")),
        *(bit.alias(name) for name, bit in bits.items()),
    ]


def _united() -> list[Column]:
    return [
        *(F.sum(name).alias(name) for name in _ADDED),
        F.max("largest_line").alias("largest_line"),
        *sketch.united("category"),
        *sketch.united("partner_id"),
    ]


def _columns() -> list[Column]:
    made: dict[str, Column] = {
        **{name: F.coalesce(name, F.lit(0).cast("long")) for name in _COUNTS},
        "amount": decimal(F.col("amount")),
        "discount": decimal(F.col("discount")),
        "n_categories": sketch.estimate("category"),
        "n_partners": sketch.estimate("partner_id"),
    }
    return [made.get(name, F.col(name)).alias(name) for name in MEMBER_PURCHASES.columns]


STEP = Step(output=MEMBER_PURCHASES, inputs={"months": News(MEMBER_MONTHS)}, build=build)
