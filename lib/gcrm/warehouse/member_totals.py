"""One row per member: everything bought, paid and said in all deliveries so far, whatever the date of the run.

Cells, payments and posts go through one aggregate by member and month, where maps of days unite to days of visit, and
one by member; nothing is joined. Weekdays are exact, from the maps and the calendar.
"""

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Table, Unique
from gcrm.silver.payments import PAYMENTS
from gcrm.silver.posts import POSTS
from gcrm.warehouse import sketch
from gcrm.warehouse.calendar import WEEKDAYS, first_day, last_day, on_weekday
from gcrm.warehouse.member_months import DAYPARTS, MEMBER_MONTHS
from gcrm.warehouse.money import decimal, units

METHODS = ("credit_card", "debit_card", "bank_slip", "voucher", "cash", "other")
_METHODS = tuple(f"n_payments_{method}" for method in METHODS)
_LINES = tuple(f"n_lines_{part}" for part in DAYPARTS)
_COUNTS = ("n_lines", *_LINES, "n_baskets", "n_payments", *_METHODS, "n_posts", "n_texts")
_ADDED = (*_COUNTS, "amount", "discount", "instalments", "score", "n_scores")

MEMBER_TOTALS = Table(
    name="warehouse.member_totals",
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
            Field(f"n_lines_{part}", "bigint", f"Lines in the {part}, six hours each from midnight")
            for part in DAYPARTS
        ),
        Field("n_baskets", "bigint", "Baskets, by their line 1", required=True),
        Field("amount", "decimal(18,2)", "Paid for lines, less returns, in the coalition's currency", required=True),
        Field("discount", "decimal(18,2)", "Taken off shelf prices; null where it is never told"),
        Field("largest_line", "decimal(18,2)", "Amount of the largest line"),
        Field("n_categories", "bigint", "Categories bought, about (linear counting)", required=True),
        Field("n_partners", "bigint", "Partners bought from, about (linear counting)", required=True),
        Field("n_payments", "bigint", "Payments told", required=True),
        *(Field(f"n_payments_{m}", "bigint", f"Payments by {m.replace('_', ' ')}") for m in METHODS),
        Field("mean_instalments", "double", "Mean instalments of a payment; null without payments"),
        Field("n_posts", "bigint", "Posts and reviews by the member", required=True),
        Field("n_texts", "bigint", "Those with words, not a bare score", required=True),
        Field("mean_score", "double", "Mean of the scores given, 1 to 5; null without"),
    ),
    checks=(Unique(("member_id",)),),
    load=ReplaceGroups(("member_id",)),
)


def build(months: DataFrame, payments: DataFrame, posts: DataFrame) -> DataFrame:
    """All three news to one shape, then by member and month, then by member."""
    told = [_bought(months), _paid(payments), _said(posts)]
    # Spread by member at once, so that both aggregates run on the same spread.
    together = reduce(lambda a, b: a.unionByName(b, allowMissingColumns=True), told).repartition("member_id")
    by_month = together.groupBy("member_id", "month").agg(
        *(F.sum(name).alias(name) for name in _ADDED),
        F.bit_or("days").alias("days"),
        F.max("largest_line").alias("largest_line"),
        *sketch.united("category"),
        *sketch.united("partner_id"),
    )
    days, month = F.coalesce("days", F.lit(0)), F.col("month")
    by_member = by_month.groupBy("member_id").agg(
        F.min(first_day(days, month)).alias("first_purchase_date"),
        F.max(last_day(days, month)).alias("last_purchase_date"),
        F.sum(F.bit_count(days)).alias("n_visits"),
        *(F.sum(on_weekday(days, month, i)).alias(f"n_visits_{day}") for i, day in enumerate(WEEKDAYS)),
        F.count_if(days != 0).alias("n_months"),
        *(F.sum(name).alias(name) for name in _ADDED),
        F.max("largest_line").alias("largest_line"),
        *sketch.united("category"),
        *sketch.united("partner_id"),
    )
    return by_member.select(*_columns())


def _columns() -> list[Column]:
    made: dict[str, Column] = {
        **{name: F.coalesce(name, F.lit(0).cast("long")) for name in _COUNTS},
        "amount": decimal(F.coalesce("amount", F.lit(0).cast("long"))),
        "discount": decimal(F.col("discount")),
        "n_categories": sketch.estimate("category"),
        "n_partners": sketch.estimate("partner_id"),
        "mean_instalments": F.try_divide("instalments", "n_payments"),
        "mean_score": F.try_divide("score", "n_scores"),
    }
    return [made.get(name, F.col(name)).alias(name) for name in MEMBER_TOTALS.columns]


def _bought(months: DataFrame) -> DataFrame:
    bits = {**sketch.words("category"), **sketch.words("partner_id")}
    return months.select(
        "member_id",
        "month",
        *("n_lines", *_LINES, "n_baskets"),
        *(units(name).alias(name) for name in ("amount", "discount")),
        "days",
        "largest_line",
        *(bit.alias(name) for name, bit in bits.items()),
    )


def _paid(payments: DataFrame) -> DataFrame:
    method = F.col("method")
    return payments.filter("member_id IS NOT NULL").select(
        "member_id",
        "month",
        F.lit(1).cast("long").alias("n_payments"),
        F.col("instalments").cast("long").alias("instalments"),
        *((method == name).cast("long").alias(f"n_payments_{name}") for name in METHODS),
    )


def _said(posts: DataFrame) -> DataFrame:
    return posts.filter("member_id IS NOT NULL").select(
        "member_id",
        "month",
        F.lit(1).cast("long").alias("n_posts"),
        F.col("text").isNotNull().cast("long").alias("n_texts"),
        F.col("score").cast("long").alias("score"),
        F.col("score").isNotNull().cast("long").alias("n_scores"),
    )


STEP = Step(
    output=MEMBER_TOTALS,
    inputs={"months": News(MEMBER_MONTHS), "payments": News(PAYMENTS), "posts": News(POSTS)},
    build=build,
)
