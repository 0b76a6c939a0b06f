"""One row per member who ever bought, as of a date: what the member spent by category group, as seen and corrected.

Corrected spend is spend over the group's completeness: what the member would have spent with us, had we all of it.
"""

from datetime import date

from pyspark.sql import DataFrame
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
    ),
    checks=(Unique(KEY),),
    load=Snapshots(),
)


def build(cells: DataFrame, groups: DataFrame, as_of: date) -> DataFrame:
    """One pass over the cells, spread by member once for both aggregates."""
    named = F.broadcast(groups.select("category", "category_group", "completeness"))
    spread = cells.select("member_id", "category", "amount").join(named, "category").repartition("member_id")
    by_group = spread.groupBy("member_id", "category_group", "completeness").agg(F.sum("amount").alias("amount"))
    corrected = F.col("amount").cast("double") / F.col("completeness")
    each = by_group.select("member_id", F.struct("category_group", corrected.alias("amount")).alias("pair"))
    pairs = each.groupBy("member_id").agg(F.array_sort(F.collect_list("pair")).alias("pairs"))
    total = F.aggregate("pairs", F.lit(0.0), lambda so_far, pair: so_far + pair["amount"])
    return pairs.select(
        "member_id",
        F.lit(as_of).alias("as_of"),
        F.map_from_entries("pairs").alias("group_amounts"),
        total.alias("corrected_amount"),
    )


STEP = Step(output=SPEND_FEATURES, inputs={"cells": MEMBER_MONTHS, "groups": CATEGORY_GROUPS}, build=build)
