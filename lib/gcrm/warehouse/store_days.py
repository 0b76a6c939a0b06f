"""One row per store and business day: what was sold, from settled lines, of known members and of anonymous baskets.

A line without a store counts for the store `unknown`, so the days add up to all settled lines.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Table, Unique
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse.baskets import opens
from gcrm.warehouse.money import decimal, units

UNKNOWN = "unknown"
_READ = ("store_id", "business_date", "member_id", "transaction_id", "line", "amount")

STORE_DAYS = Table(
    name="warehouse.store_days",
    doc=__doc__,
    key=("store_id", "business_date"),
    fields=(
        Field("store_id", "string", "Store that sold; unknown where it is not told"),
        Field("business_date", "date", "Local day of the sale"),
        Field("n_lines", "bigint", "Basket lines, returned ones too", required=True),
        Field("n_baskets", "bigint", "Baskets, by their first bought line", required=True),
        Field("n_members", "bigint", "Members who came, about (within 5%)", required=True),
        Field("amount", "decimal(18,2)", "Sold, less returns, in the coalition's currency", required=True),
        Field("member_amount", "decimal(18,2)", "The part of amount that known members paid", required=True),
    ),
    checks=(Unique(("store_id", "business_date")),),
    # A day is the group, not a store's day: a line that gets its store later leaves the unknown store at once.
    load=ReplaceGroups(("business_date",)),
    cluster_by=("business_date",),
    day="business_date",
)


def build(transactions: DataFrame) -> DataFrame:
    """One pass over the lines. Members are counted by HyperLogLog++ (Heule, Nunkesser and Hall 2013), never by a
    distinct; at a store's daily numbers the count is nearly always exact."""
    known = F.col("member_id").isNotNull()
    settled = transactions.filter("state = 'settled'").select(*_READ)
    lines = settled.select(
        F.coalesce("store_id", F.lit(UNKNOWN)).alias("store_id"),
        "business_date",
        "member_id",
        units("amount").alias("amount"),
        F.when(known, units("amount")).otherwise(0).alias("member_amount"),
        opens("business_date").alias("opens"),
    )
    days = lines.groupBy("store_id", "business_date").agg(
        F.count(F.lit(1)).alias("n_lines"),
        F.sum("opens").alias("n_baskets"),
        F.approx_count_distinct("member_id", 0.05).alias("n_members"),
        F.sum("amount").alias("amount"),
        F.sum("member_amount").alias("member_amount"),
    )
    return days.withColumns({name: decimal(F.col(name)) for name in ("amount", "member_amount")})


STEP = Step(output=STORE_DAYS, inputs={"transactions": News(TRANSACTIONS)}, build=build)
