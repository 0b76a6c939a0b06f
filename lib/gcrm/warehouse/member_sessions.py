"""Monthly cells of sites: one row per member and month, from the visits of members who were logged in."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Rule, Table, Unique
from gcrm.silver.visits import VISITS

KEY = ("member_id", "month")

MEMBER_SESSIONS = Table(
    name="warehouse.member_sessions",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("month", "date", "First day of the month"),
        Field("n_sessions", "bigint", "Visits to sites", required=True),
        Field("n_pages", "bigint", "Pages seen in them"),
        Field("n_orders", "bigint", "Visits that ended in an order", required=True),
        Field("n_carts_left", "bigint", "Visits that left a cart behind", required=True),
    ),
    rules=(Rule("what_came_of_visits_adds_up", "n_orders + n_carts_left <= n_sessions"),),
    checks=(Unique(KEY),),
    load=ReplaceGroups(KEY),
    cluster_by=("month", "member_id"),
    period="month",
)


def build(visits: DataFrame) -> DataFrame:
    """One pass over the visits of known members."""
    ordered = F.col("transaction_id").isNotNull()
    return (
        visits.filter("member_id IS NOT NULL")
        .groupBy(*KEY)
        .agg(
            F.count(F.lit(1)).alias("n_sessions"),
            F.sum(F.col("n_pages").cast("long")).alias("n_pages"),
            F.count_if(ordered).alias("n_orders"),
            F.count_if(~ordered & F.coalesce("has_cart", F.lit(False))).alias("n_carts_left"),
        )
    )


STEP = Step(output=MEMBER_SESSIONS, inputs={"visits": News(VISITS)}, build=build)
