"""One row per visit to a partner's site: who came, known or unknown, how many pages were seen, and what came of it."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, Rule, Table, Upsert, raw
from gcrm.silver.calendar import plausible_time

VISITS = Table(
    name="silver.visits",
    doc=__doc__,
    key=("visit_id",),
    fields=(
        Field("visit_id", "string", "Keyed hash of the id of the session at its site", pii="thing"),
        Field("site", "string", "Site that was visited", required=True),
        Field("visitor_id", "string", "Pseudonym of the browser that came, known or not", pii="pseudonym"),
        Field("member_id", "string", "Pseudonym of the member, where one was logged in", pii="pseudonym"),
        Field("started_at", "timestamp", "Local time of the first page", required=True),
        Field("month", "date", "First day of the month of started_at", required=True, of="started_at"),
        Field("n_pages", "int", "Pages that were seen"),
        Field("has_cart", "boolean", "Whether something was laid into a cart"),
        Field("transaction_id", "string", "Basket that was ordered; null without an order", pii="thing"),
        SOURCE,
    ),
    rules=(
        Rule("pages_are_plausible", "n_pages IS NULL OR n_pages BETWEEN 1 AND 100000"),
        plausible_time("started_at"),
    ),
    load=Upsert(deletes=True),
    day="started_at",
    cluster_by=("month", "member_id"),
)
RAW = raw(VISITS, without=("month",), unlocks="stage of buying, and no looks before they buy")


def build(raw: DataFrame) -> DataFrame:
    """Adds the month that news and pruning go by."""
    return raw.withColumn("month", F.to_date(F.trunc("started_at", "month")))


STEP = Step(output=VISITS, inputs={"raw": RAW}, build=build)
