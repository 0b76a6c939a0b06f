"""One row per category that was ever bought: the group in which it is told, and how much of such spend we see.

Completeness is the share of what members spend on the group that they spend with us. It is told by the coalition:
`completeness` as a share, or `budgets`, what a household survey says a member spends on the group a month. Without
either it is 1, and the figure is spend with us; the note says which.
"""

from dataclasses import dataclass, field
from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.warehouse.member_months import MEMBER_MONTHS

ALL, OTHER = "all", "other"
_LEAST = 0.02  # a budget that would make us see less is taken for one of another thing

CATEGORY_GROUPS = Table(
    name="features.category_groups",
    doc=__doc__,
    key=("category", "as_of"),
    fields=(
        Field("category", "string", "Category of products"),
        Field("as_of", "date", "Day for which it holds"),
        Field("category_group", "string", f"Group in which it is told; {OTHER} where it is in none", required=True),
        Field("amount", "double", "Spend of members on the category so far", required=True, unit="currency"),
        Field("usual_line", "double", "Mean amount of a basket line of it, all members", unit="currency"),
        Field("completeness", "double", "Share of members' spend on the group that is with us, 0 to 1", required=True),
        Field("note", "string", "What completeness is taken from", required=True),
    ),
    rules=(
        Rule("completeness_is_a_share", "completeness > 0 AND completeness <= 1"),
        Rule("group_is_not_all", f"category_group <> '{ALL}'", "All is the sum of the groups"),
    ),
    checks=(Unique(("category", "as_of")),),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Settings:
    """How categories are told and corrected.

    `groups`: categories by the group in which they are told; those in none are `other`. Without groups the `largest`
    categories by spend stand alone.
    `completeness`: share of members' spend on a group that is with us. `budgets`: spend on a group a month and member,
    by a household survey, in the coalition's currency; it gives the share where none is given.
    """

    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    completeness: dict[str, float] = field(default_factory=dict)
    budgets: dict[str, float] = field(default_factory=dict)
    largest: int = 11

    def __post_init__(self) -> None:
        named = [category for categories in self.groups.values() for category in categories]
        if twice := sorted({name for name in named if named.count(name) > 1}):
            raise ValueError(f"groups name {', '.join(twice)} twice; a category is in one group.")
        if ALL in self.groups:
            raise ValueError(f"'{ALL}' is the sum of the groups; give the group another name.")
        bad = {name: share for name, share in self.completeness.items() if not 0 < share <= 1}
        if bad:
            raise ValueError(f"completeness of {', '.join(bad)} must be above 0 and up to 1.")
        if short := [name for name, budget in self.budgets.items() if budget <= 0]:
            raise ValueError(f"budgets of {', '.join(short)} must be above 0.")
        unknown = sorted({*self.completeness, *self.budgets} - {*self.groups, OTHER}) if self.groups else []
        if unknown:
            raise ValueError(
                f"completeness and budgets name {', '.join(unknown)}; groups are {', '.join(self.groups)}."
            )
        if self.largest < 1:
            raise ValueError(f"largest is {self.largest}; 1 or more works.")


def build(cells: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """One pass over three columns of the cells; a row per category."""
    spent = cells.groupBy("category").agg(
        F.sum("amount").cast("double").alias("amount"), F.sum("n_lines").alias("n_lines")
    )
    in_order = Window.partitionBy(F.lit(1)).orderBy(F.desc("amount"), "category")
    ranked = spent.withColumn("rank", F.row_number().over(in_order))
    grouped = ranked.withColumn("category_group", _group(settings))
    together = F.sum("amount").over(Window.partitionBy("category_group"))
    members = cells.agg(
        F.approx_count_distinct("member_id", 0.02).alias("n_members"), F.countDistinct("month").alias("months")
    )
    counted = grouped.withColumn("together", together).crossJoin(F.broadcast(members))
    share, note = _completeness(settings)
    return counted.select(
        "category",
        F.lit(as_of).alias("as_of"),
        "category_group",
        "amount",
        F.try_divide("amount", "n_lines").alias("usual_line"),
        share.alias("completeness"),
        note.alias("note"),
    )


def _group(settings: Settings) -> Column:
    if not settings.groups:
        return F.when(F.col("rank") <= settings.largest, F.col("category")).otherwise(F.lit(OTHER))
    chosen = F.lit(OTHER)
    for name, categories in settings.groups.items():
        chosen = F.when(F.col("category").isin(*categories), F.lit(name)).otherwise(chosen)
    return chosen


def _completeness(settings: Settings) -> tuple[Column, Column]:
    """The share of a row's category group, and what it is taken from."""
    a_month = F.try_divide("together", F.col("n_members") * F.col("months"))
    share, note = F.lit(1.0), F.lit("not known: taken as whole, so the figure is spend with us")
    group = F.col("category_group")
    for name, budget in settings.budgets.items():
        seen = F.least(F.lit(1.0), F.greatest(F.lit(_LEAST), F.coalesce(a_month / budget, F.lit(1.0))))
        share = F.when(group == name, seen).otherwise(share)
        note = F.when(group == name, F.lit("spend with us beside the budget of a household survey")).otherwise(note)
    for name, given in settings.completeness.items():
        share = F.when(group == name, F.lit(given)).otherwise(share)
        note = F.when(group == name, F.lit("given by the coalition")).otherwise(note)
    return share, note


STEP = Step(output=CATEGORY_GROUPS, inputs={"cells": MEMBER_MONTHS}, build=build, settings=Settings)
