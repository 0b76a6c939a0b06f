"""One row per member who ever bought, as of a date: how recently, how often, how much, how broadly, when and how.

A pure map over what the member bought, paid and said so far, with what was known of them on that date. What was never
told (payments, scores, discounts, a place) is null, not zero. A date before the last delivered purchase is refused row
by row, because the totals hold everything delivered and would leak what came later.
"""

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Replace, Rule, Table, Unique
from gcrm.warehouse.member_history import MEMBER_HISTORY, STATED
from gcrm.warehouse.member_months import DAYPARTS
from gcrm.warehouse.member_totals import MEMBER_TOTALS, METHODS

SHARES = (
    Field("discount_share", "double", "Discounts of shelf price; null where discounts are never told"),
    *(Field(f"{part}_share", "double", f"Lines bought in the {part}, of all") for part in DAYPARTS),
    Field("weekend_share", "double", "Visits on Saturday or Sunday, of all"),
    *(Field(f"{m}_share", "double", f"Payments by {m.replace('_', ' ')}, of all; null without") for m in METHODS),
    Field("text_share", "double", "Posts with words, of all; null without posts"),
)

MEMBER_FEATURES = Table(
    name="features.members",
    doc=__doc__,
    key=("member_id",),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which the features hold", required=True),
        Field("recency_days", "int", "Days since the last visit", required=True),
        Field("tenure_days", "int", "Days since the first visit", required=True),
        Field("n_visits", "bigint", "Days with a purchase", required=True),
        Field("n_baskets", "bigint", "Baskets", required=True),
        Field("amount", "decimal(18,2)", "Paid so far, less returns, in the coalition's currency", required=True),
        Field("amount_per_visit", "double", "amount by n_visits", required=True),
        Field("n_categories", "bigint", "Categories bought, about", required=True),
        Field("n_partners", "bigint", "Partners bought from, about", required=True),
        *SHARES,
        Field("mean_instalments", "double", "Mean instalments of a payment; null without payments"),
        Field("n_posts", "bigint", "Posts and reviews", required=True),
        Field("mean_score", "double", "Mean of the scores given, 1 to 5; null without"),
        Field("area_id", "string", "Area in which the member lives on that day; null where it is not known"),
        Field("age_band", "string", "Age band as stated"),
        Field("sex", "string", "female, male or null"),
        Field("household_size", "string", "Persons in the household as stated"),
        Field("income_band", "string", "Income band as stated"),
    ),
    rules=(Rule("last_purchase_is_not_after_as_of", "recency_days >= 0", "Totals hold everything delivered"),),
    checks=(Unique(("member_id",)),),
    load=Replace(),
)

# What can be averaged, portrayed and clustered.
FIGURES = tuple(f.name for f in MEMBER_FEATURES.fields if f.type.startswith(("int", "bigint", "double", "decimal")))


def build(totals: DataFrame, history: DataFrame, as_of: date) -> DataFrame:
    """Members with a visit, and the spell of their history that holds on `as_of`."""
    on = F.lit(as_of)
    holds = history.filter((F.col("valid_from") <= on) & (F.col("valid_to").isNull() | (F.col("valid_to") >= on)))
    known = totals.filter("n_visits > 0").join(holds.select("member_id", *STATED), "member_id", "left")
    made: dict[str, Column] = {
        "as_of": on,
        "recency_days": F.date_diff(on, F.col("last_purchase_date")),
        "tenure_days": F.date_diff(on, F.col("first_purchase_date")),
        "amount_per_visit": F.col("amount").cast("double") / F.col("n_visits"),
        **_shares(),
    }
    return known.select(*(made.get(name, F.col(name)).alias(name) for name in MEMBER_FEATURES.columns))


def _shares() -> dict[str, Column]:
    discount, paid = F.col("discount").cast("double"), F.greatest(F.col("amount").cast("double"), F.lit(0.0))
    weekend = F.col("n_visits_saturday") + F.col("n_visits_sunday")
    return {
        "discount_share": F.try_divide(discount, discount + paid),
        **{f"{part}_share": F.try_divide(f"n_lines_{part}", "n_lines") for part in DAYPARTS},
        "weekend_share": F.try_divide(weekend, F.col("n_visits")),
        **{f"{method}_share": F.try_divide(f"n_payments_{method}", "n_payments") for method in METHODS},
        "text_share": F.try_divide("n_texts", "n_posts"),
    }


STEP = Step(output=MEMBER_FEATURES, inputs={"totals": MEMBER_TOTALS, "history": MEMBER_HISTORY}, build=build)
