"""One row per member who visited a site, as of a date: where the member stands in the cycle of buying.

The cycle is Meier and Stormer's (2009, eBusiness & eCommerce, chapter 6): aware, comparing, buying, using. Who ordered
this month or the last is buying; who came often without an order, or left a cart behind, is comparing; who came at all
is aware; who ordered before and came no more is using what was bought.
"""

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.features.topics import KEY, Figure
from gcrm.warehouse.calendar import months_ago
from gcrm.warehouse.member_sessions import MEMBER_SESSIONS

LATELY = 2  # months: the day's and the one before
OFTEN = 2  # visits without an order that make somebody who compares
STAGES = ("aware", "comparing", "buying", "using", "away")

SESSION_FEATURES = Table(
    name="features.sessions",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which the features hold"),
        Figure("n_sessions", "bigint", "Visits to sites", required=True, words=("hardly online", "often online")),
        Figure(
            "order_share",
            "double",
            "Visits to sites that ended in an order, of all",
            words=("looks around", "comes to buy"),
        ),
        Figure(
            "cart_left_share",
            "double",
            "Visits to sites that left a cart behind, of those without an order; null without such",
            words=("leaves no carts", "leaves carts behind"),
        ),
        Field("buying_stage", "string", "aware, comparing, buying, using, or away: came long ago and bought nothing"),
    ),
    rules=(Rule("stage_is_known", f"buying_stage IN ({', '.join(repr(stage) for stage in STAGES)})"),),
    checks=(Unique(KEY),),
    load=Snapshots(),
)


def build(months: DataFrame, as_of: date) -> DataFrame:
    """One pass over the cells."""
    upto = months.withColumn("ago", months_ago(F.col("month"), as_of)).filter("ago >= 0")
    counts = ("n_sessions", "n_orders", "n_carts_left")
    lately = [F.sum(F.when(F.col("ago") < LATELY, F.col(name))).alias(f"late_{name}") for name in counts]
    by_member = upto.groupBy("member_id").agg(*(F.sum(name).alias(name) for name in counts), *lately)
    return by_member.select(
        "member_id",
        F.lit(as_of).alias("as_of"),
        "n_sessions",
        F.try_divide("n_orders", "n_sessions").alias("order_share"),
        F.try_divide(F.col("n_carts_left"), F.col("n_sessions") - F.col("n_orders")).alias("cart_left_share"),
        _stage().alias("buying_stage"),
    )


def _stage() -> Column:
    sessions, orders, left = (F.coalesce(f"late_{n}", F.lit(0)) for n in ("n_sessions", "n_orders", "n_carts_left"))
    compares = (left > 0) | (sessions >= OFTEN)
    stage = F.when(orders > 0, "buying").when(compares, "comparing").when(sessions > 0, "aware")
    return stage.when(F.col("n_orders") > 0, "using").otherwise("away")


STEP = Step(output=SESSION_FEATURES, inputs={"months": MEMBER_SESSIONS}, build=build)
