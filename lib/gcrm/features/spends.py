"""One row per member who ever bought, as of a date: what the member spent by category group, as seen and corrected.

Corrected spend is spend over the group's completeness: what the member would have spent with us, had we all of it.
The usual amount is what as many lines of the same categories cost the coalition's members on average: it tells how much
a member buys, whatever the member pays for it.
"""

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Snapshots, Table, Unique
from gcrm.features.category_groups import CATEGORY_GROUPS
from gcrm.features.topics import KEY
from gcrm.warehouse.member_months import MEMBER_MONTHS

SPEND_FEATURES = Table(
    name="features.spends",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which the features hold"),
        Field(
            "group_amounts", "map<string,double>", "Corrected spend by category group, less returns", unit="currency"
        ),
        Field("corrected_amount", "double", "Spend over completeness, all groups", unit="currency"),
        Field("usual_amount", "double", "What such lines usually cost, over completeness", unit="currency"),
    ),
    checks=(Unique(KEY),),
    load=Snapshots(),
)


def build(cells: DataFrame, groups: DataFrame, as_of: date) -> DataFrame:
    """One pass over the cells, spread by member once for both aggregates."""
    named = F.broadcast(groups.select("category", "category_group", "usual_line", "completeness"))
    cell = cells.select("member_id", "category", "n_lines", "amount").join(named, "category")
    # In cents, because whole numbers add up to the same in whatever order they come.
    usual = (100 * F.col("n_lines") * F.coalesce("usual_line", F.lit(0.0))).cast("long")
    by_group = (
        cell.repartition("member_id")
        .groupBy("member_id", "category_group", "completeness")
        .agg(F.sum("amount").alias("amount"), F.sum(usual).alias("cents"))
    )
    seen = {"amount": F.col("amount").cast("double"), "usual": F.col("cents") / 100}
    whole = [(value / F.col("completeness")).alias(name) for name, value in seen.items()]
    each = by_group.select("member_id", F.struct("category_group", *whole).alias("pair"))
    pairs = each.groupBy("member_id").agg(F.array_sort(F.collect_list("pair")).alias("pairs"))
    return pairs.select(
        "member_id",
        F.lit(as_of).alias("as_of"),
        F.map_from_entries(F.transform("pairs", lambda pair: F.struct(pair["category_group"], pair["amount"]))).alias(
            "group_amounts"
        ),
        _added("amount").alias("corrected_amount"),
        _added("usual").alias("usual_amount"),
    )


def _added(name: str) -> Column:
    return F.aggregate("pairs", F.lit(0.0), lambda so_far, pair: so_far + pair[name])


STEP = Step(output=SPEND_FEATURES, inputs={"cells": MEMBER_MONTHS, "groups": CATEGORY_GROUPS}, build=build)
