"""One row per cart that was filled at a partner's site, and whether it was left behind or ordered."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, Rule, Table, Upsert, raw
from gcrm.silver.calendar import plausible_time

CARTS = Table(
    name="silver.carts",
    doc=__doc__,
    key=("cart_id",),
    fields=(
        Field("cart_id", "string", "Keyed hash of the id of the cart at its site", pii="thing"),
        Field("visit_id", "string", "Visit in which it was filled", pii="thing"),
        Field("member_id", "string", "Pseudonym of the member, where one was logged in", pii="pseudonym"),
        Field("filled_at", "timestamp", "Local time of the visit", required=True),
        Field("month", "date", "First day of the month of filled_at", required=True, of="filled_at"),
        Field("state", "string", "left or ordered", required=True),
        Field("transaction_id", "string", "Basket that it became", pii="thing"),
        SOURCE,
    ),
    rules=(
        Rule("state_is_known", "state IN ('left', 'ordered')"),
        Rule("an_order_has_its_basket", "(state = 'ordered') = (transaction_id IS NOT NULL)"),
        plausible_time("filled_at"),
    ),
    load=Upsert(deletes=True),
    day="filled_at",
    cluster_by=("month", "member_id"),
)
RAW = raw(CARTS, without=("month",), unlocks="carts that members leave behind")


def build(raw: DataFrame) -> DataFrame:
    """Adds the month that news and pruning go by."""
    return raw.withColumn("month", F.to_date(F.trunc("filled_at", "month")))


STEP = Step(output=CARTS, inputs={"raw": RAW}, build=build)
