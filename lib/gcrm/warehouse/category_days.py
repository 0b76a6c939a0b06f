"""One row per category and business day: lines that were bought and what they brought, from settled lines."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Table, Unique
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse.money import decimal, units

UNKNOWN = "unknown"

CATEGORY_DAYS = Table(
    name="warehouse.category_days",
    doc=__doc__,
    key=("category", "business_date"),
    fields=(
        Field("category", "string", "Category of the products; unknown where it is not told"),
        Field("business_date", "date", "Local day of the sale"),
        Field("n_bought", "bigint", "Basket lines, returned ones left out", required=True),
        Field("amount", "decimal(18,2)", "Sold, less returns, in the coalition's currency", required=True),
    ),
    checks=(Unique(("category", "business_date")),),
    load=ReplaceGroups(("business_date",)),
    cluster_by=("business_date",),
    day="business_date",
)


def build(transactions: DataFrame) -> DataFrame:
    """One pass over the lines of the days that changed."""
    settled = transactions.filter("state = 'settled'")
    lines = settled.select(F.coalesce("category", F.lit(UNKNOWN)).alias("category"), "business_date", "amount")
    days = lines.groupBy("category", "business_date").agg(
        F.count_if(F.col("amount") > 0).alias("n_bought"), F.sum(units("amount")).alias("amount")
    )
    return days.withColumn("amount", decimal(F.col("amount")))


STEP = Step(output=CATEGORY_DAYS, inputs={"transactions": News(TRANSACTIONS)}, build=build)
