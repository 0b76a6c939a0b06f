"""Monthly cells: one row per member, month, partner and category, from settled lines of known members.

Everything later reads these cells and never the lines. Every measure adds up over cells, but the map of days, which
unites by OR because a member buys in several categories on one day. Returns lower quantity and amount; they make no
visit and open no basket.
"""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Rule, Table, Unique
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse.baskets import opens
from gcrm.warehouse.calendar import day_bit
from gcrm.warehouse.money import decimal, units

DAYPARTS = ("night", "morning", "afternoon", "evening")
HOURS_OF_A_DAYPART = 6
KEY = ("member_id", "month", "partner_id", "category")
_READ = (*KEY, "transaction_id", "line", "quantity", "amount", "discount", "business_date", "sold_at")

MEMBER_MONTHS = Table(
    name="warehouse.member_months",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("month", "date", "First day of the month"),
        Field("partner_id", "string", "Partner that sold"),
        Field("category", "string", "Category of the products; unknown where it is not told"),
        Field("n_lines", "bigint", "Basket lines, returned ones too", required=True),
        Field("n_baskets", "bigint", "Baskets whose first bought line lies in the cell: they add up over cells"),
        Field("quantity", "decimal(18,3)", "Units, less returns", required=True),
        Field("amount", "decimal(18,2)", "Paid, less returns, in the coalition's currency", required=True),
        Field("discount", "decimal(18,2)", "Taken off shelf prices; null where it is never told"),
        Field("days", "int", "Days of the month with a purchase: bit 0 is the first", required=True),
        Field("smallest_line", "decimal(18,2)", "Amount of the smallest line; negative for a return"),
        Field("largest_line", "decimal(18,2)", "Amount of the largest line"),
        *(
            Field(f"n_lines_{part}", "bigint", f"Lines from {6 * i:02d}:00 to {6 * i + 5:02d}:59, where a time is told")
            for i, part in enumerate(DAYPARTS)
        ),
    ),
    rules=(Rule("dayparts_add_up", " + ".join(f"n_lines_{part}" for part in DAYPARTS) + " <= n_lines"),),
    checks=(Unique(KEY),),
    load=ReplaceGroups(("member_id", "month")),
    cluster_by=("month", "member_id"),
    period="month",
)


def build(transactions: DataFrame) -> DataFrame:
    """One pass over the lines; money is summed in cents."""
    settled = transactions.filter("state = 'settled' AND member_id IS NOT NULL")
    # Spread by group at once, so that baskets and cells are found on the same spread.
    lines = (
        settled.select(*_READ)
        .repartition("member_id", "month")
        .select(
            "member_id",
            "month",
            F.coalesce("partner_id", F.lit("unknown")).alias("partner_id"),
            F.coalesce("category", F.lit("unknown")).alias("category"),
            units("quantity", 3).alias("quantity"),
            units("amount").alias("amount"),
            units("discount").alias("discount"),
            F.when(F.col("amount") > 0, day_bit(F.col("business_date"))).otherwise(0).alias("day"),
            opens("member_id", "month").alias("opens"),
            F.when(_has_clock(), F.floor(F.hour("sold_at") / HOURS_OF_A_DAYPART).cast("int")).alias("daypart"),
        )
    )
    cells = lines.groupBy(*KEY).agg(
        F.count(F.lit(1)).alias("n_lines"),
        F.sum("opens").alias("n_baskets"),
        *(F.sum(name).alias(name) for name in ("quantity", "amount", "discount")),
        F.bit_or("day").alias("days"),
        F.min("amount").alias("smallest_line"),
        F.max("amount").alias("largest_line"),
        *(F.count_if(F.col("daypart") == i).alias(f"n_lines_{part}") for i, part in enumerate(DAYPARTS)),
    )
    money = ("amount", "discount", "smallest_line", "largest_line")
    return cells.withColumns(
        {"quantity": decimal(F.col("quantity"), 3), **{name: decimal(F.col(name)) for name in money}}
    )


def _has_clock() -> Column:
    """A day without a time is its midnight; who sells at midnight sharp is not told from it."""
    return F.col("sold_at") != F.date_trunc("day", F.col("sold_at"))


STEP = Step(output=MEMBER_MONTHS, inputs={"transactions": News(TRANSACTIONS)}, build=build)
