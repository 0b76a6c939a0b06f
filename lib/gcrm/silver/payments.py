"""One row per payment of a basket: how, how much, in how many instalments."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, Rule, Table, Upsert, raw
from gcrm.silver.calendar import plausible_time

PAYMENTS = Table(
    name="silver.payments",
    doc=__doc__,
    key=("transaction_id", "sequence"),
    fields=(
        Field("transaction_id", "string", "Basket that was paid", pii="thing"),
        Field("sequence", "int", "Number of the payment in the basket"),
        Field("member_id", "string", "Pseudonym of the member who paid", pii="pseudonym"),
        Field("paid_at", "timestamp", "Local time of the payment", required=True),
        Field("month", "date", "First day of the month of paid_at", required=True, of="paid_at"),
        Field("method", "string", "credit_card, debit_card, bank_slip, voucher, cash or other", required=True),
        Field("instalments", "int", "Number of instalments; 1 for a payment at once", required=True),
        Field("amount", "decimal(18,2)", "Paid, in the account currency", required=True),
        SOURCE,
    ),
    rules=(
        Rule("method_is_known", "method IN ('credit_card', 'debit_card', 'bank_slip', 'voucher', 'cash', 'other')"),
        Rule("amount_is_not_negative", "amount >= 0"),
        plausible_time("paid_at"),
        Rule("instalments_are_plausible", "instalments BETWEEN 0 AND 120"),
    ),
    load=Upsert(deletes=True),
    day="paid_at",
    cluster_by=("month", "member_id"),
)
RAW = raw(PAYMENTS, without=("month",), unlocks="ways in which members pay")


def build(raw: DataFrame) -> DataFrame:
    """Adds the month that news and pruning go by."""
    return raw.withColumn("month", F.to_date(F.trunc("paid_at", "month")))


STEP = Step(output=PAYMENTS, inputs={"raw": RAW}, build=build)
