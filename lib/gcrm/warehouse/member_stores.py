"""One row per member, month and store: on which days the member came, and what was spent; online stores too."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Table, Unique
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse.calendar import day_bit
from gcrm.warehouse.money import decimal, units

KEY = ("member_id", "month", "store_id")

MEMBER_STORES = Table(
    name="warehouse.member_stores",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("month", "date", "First day of the month"),
        Field("store_id", "string", "Store that sold"),
        Field("days", "int", "Days of the month with a purchase: bit 0 is the first", required=True),
        Field("amount", "decimal(18,2)", "Paid, less returns, in the coalition's currency", required=True),
    ),
    checks=(Unique(KEY),),
    load=ReplaceGroups(("member_id", "month")),
    cluster_by=("month", "member_id"),
    period="month",
)


def build(transactions: DataFrame) -> DataFrame:
    """One pass over the lines of known members in known stores; money is summed in cents."""
    settled = transactions.filter("state = 'settled' AND member_id IS NOT NULL AND store_id IS NOT NULL")
    lines = settled.select(
        *KEY,
        units("amount").alias("amount"),
        F.when(F.col("amount") > 0, day_bit(F.col("business_date"))).otherwise(0).alias("day"),
    )
    cells = lines.groupBy(*KEY).agg(F.bit_or("day").alias("days"), F.sum("amount").alias("amount"))
    return cells.withColumn("amount", decimal(F.col("amount")))


STEP = Step(output=MEMBER_STORES, inputs={"transactions": News(TRANSACTIONS)}, build=build)
