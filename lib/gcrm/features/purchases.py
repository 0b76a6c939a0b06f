"""One row per member who ever bought, as of a date: how recently, how often, how much, how broadly and when.

A pure map over what the member bought so far. A date before the last delivered purchase is refused row by row, because
the totals hold everything delivered and would leak what came later.
"""

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.features.topics import KEY, Figure
from gcrm.warehouse.calendar import total
from gcrm.warehouse.member_months import DAYPARTS
from gcrm.warehouse.member_purchases import MEMBER_PURCHASES

_WORDS = {"night": ("not by night", "by night")}

PURCHASE_FEATURES = Table(
    name="features.purchases",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which the features hold"),
        Figure("recency_days", "int", "Days since the last visit", required=True, words=("recent", "long away")),
        Figure("tenure_days", "int", "Days since the first visit", required=True, words=("new", "long with us")),
        Figure("n_visits", "bigint", "Days with a purchase", required=True, words=("few visits", "many visits")),
        Figure("n_baskets", "bigint", "Baskets", required=True, words=("few baskets", "many baskets")),
        Figure(
            "amount",
            "decimal(18,2)",
            "Paid so far, less returns, in the coalition's currency",
            required=True,
            words=("low spend", "high spend"),
            part="worth",
        ),
        Figure(
            "amount_per_visit",
            "double",
            "amount by n_visits",
            required=True,
            words=("small baskets", "large baskets"),
            part="worth",
        ),
        Figure(
            "n_categories",
            "bigint",
            "Categories bought, about",
            required=True,
            words=("narrow choice", "broad choice"),
            part="what",
        ),
        Figure(
            "n_partners",
            "bigint",
            "Partners bought from, about",
            required=True,
            words=("few partners", "many partners"),
            part="what",
        ),
        Figure(
            "discount_share",
            "double",
            "Discounts of shelf price; null where discounts are never told",
            words=("full price", "bargains"),
        ),
        *(
            Figure(
                f"{part}_share",
                "double",
                f"Lines bought in the {part}, of those whose time is told",
                words=_WORDS.get(part, (f"not in the {part}", f"in the {part}")),
                part="when",
            )
            for part in DAYPARTS
        ),
        Figure(
            "weekend_share",
            "double",
            "Visits on Saturday or Sunday, of all",
            words=("weekdays", "weekends"),
            part="when",
        ),
    ),
    rules=(Rule("last_purchase_is_not_after_as_of", "recency_days >= 0", "Totals hold everything delivered"),),
    checks=(Unique(KEY),),
    load=Snapshots(),
)


def build(totals: DataFrame, as_of: date) -> DataFrame:
    """Members with a visit; who only returned something has bought nothing."""
    on = F.lit(as_of)
    made: dict[str, Column] = {
        "as_of": on,
        "recency_days": F.date_diff(on, F.col("last_purchase_date")),
        "tenure_days": F.date_diff(on, F.col("first_purchase_date")),
        "amount_per_visit": F.col("amount").cast("double") / F.col("n_visits"),
        **_shares(),
    }
    bought = totals.filter("n_visits > 0")
    return bought.select(*(made.get(name, F.col(name)).alias(name) for name in PURCHASE_FEATURES.columns))


def _shares() -> dict[str, Column]:
    discount, paid = F.col("discount").cast("double"), F.greatest(F.col("amount").cast("double"), F.lit(0.0))
    told = total([F.coalesce(f"n_lines_{part}", F.lit(0)) for part in DAYPARTS])
    weekend = F.col("n_visits_saturday") + F.col("n_visits_sunday")
    return {
        "discount_share": F.try_divide(discount, discount + paid),
        **{f"{part}_share": F.try_divide(f"n_lines_{part}", told) for part in DAYPARTS},
        "weekend_share": F.try_divide(weekend, F.col("n_visits")),
    }


STEP = Step(output=PURCHASE_FEATURES, inputs={"totals": MEMBER_PURCHASES}, build=build)
