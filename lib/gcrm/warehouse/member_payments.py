"""One row per member with a payment: payments by method in all deliveries so far, whatever the date of the run."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Table, Unique
from gcrm.silver.payments import PAYMENTS

METHODS = ("credit_card", "debit_card", "bank_slip", "voucher", "cash", "other")

MEMBER_PAYMENTS = Table(
    name="warehouse.member_payments",
    doc=__doc__,
    key=("member_id",),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("n_payments", "bigint", "Payments told", required=True),
        *(Field(f"n_payments_{m}", "bigint", f"Payments by {m.replace('_', ' ')}") for m in METHODS),
        Field("mean_instalments", "double", "Mean instalments of a payment", required=True),
    ),
    checks=(Unique(("member_id",)),),
    load=ReplaceGroups(("member_id",)),
)


def build(payments: DataFrame) -> DataFrame:
    """One pass over the payments of known members."""
    return (
        payments.filter("member_id IS NOT NULL")
        .groupBy("member_id")
        .agg(
            F.count(F.lit(1)).alias("n_payments"),
            *(F.count_if(F.col("method") == method).alias(f"n_payments_{method}") for method in METHODS),
            F.try_divide(F.sum(F.col("instalments").cast("long")), F.count(F.lit(1))).alias("mean_instalments"),
        )
    )


STEP = Step(output=MEMBER_PAYMENTS, inputs={"payments": News(PAYMENTS)}, build=build)
