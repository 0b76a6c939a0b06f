"""One row per partner, area of the highest level and quarter: what members who live there spent, against elsewhere.

`relative_change` is the log of how sales moved here less the log of how the partner's sales moved in all other areas
(difference in differences; Card and Krueger 1994), so what a season or a price does everywhere is not in it. Money is
moved by a few large baskets; `buyers_z` tells how far the number of buyers moved, in standard errors. A quarter counts
once it is over; members are counted where they live now.
"""

from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.cell import CELL, measured
from gcrm.core.contracts.job import Job
from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Replace, Rule, Table, Unique
from gcrm.features import nesting
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS
from gcrm.warehouse.member_history import MEMBER_HISTORY
from gcrm.warehouse.member_months import MEMBER_MONTHS

KEY = ("partner_id", "area_id", "quarter")

SALES_CHANGES = Table(
    name="marts.sales_changes",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("partner_id", "string", "Partner that sold"),
        Field("area_id", "string", "Area of the highest level in which the members live"),
        Field("quarter", "date", "First day of the calendar quarter"),
        Field("as_of", "date", "Day for which this holds", required=True),
        Field("n_members", "bigint", "Members who bought", required=True, home=True),
        Field("previous_n_members", "bigint", "Members who bought in the quarter before", required=True, home=True),
        Field("elsewhere_n_members", "bigint", "Members who bought in all other areas", required=True, home=True),
        Field("elsewhere_previous_n_members", "bigint", "The same in the quarter before", required=True, home=True),
        Field("amount", "decimal(18,2)", "Paid, less returns", required=True, unit="currency", home=True),
        Field(
            "previous_amount",
            "decimal(18,2)",
            "The same in the quarter before",
            required=True,
            unit="currency",
            home=True,
        ),
        Field("change_rate", "double", "amount / previous_amount - 1", home=True),
        Field("elsewhere_change_rate", "double", "The same of all other areas together", home=True),
        Field("relative_change", "double", "log(1 + change_rate) - log(1 + elsewhere_change_rate)", home=True),
        Field(
            "buyers_z", "double", "The same of buyers, by its standard error were all four counts Poisson", home=True
        ),
        Field("cell", CELL, "What the privacy gate must know of the quarter's buyers", required=True),
        Field("previous_cell", CELL, "The same of the quarter before", required=True),
    ),
    rules=(Rule("buyers_are_counted", "n_members >= 0 AND previous_n_members >= 0"),),
    checks=(Unique(KEY), References("partner_id", PARTNERS)),
    load=Replace(),
)


def build(cells: DataFrame, history: DataFrame, areas: DataFrame, as_of: date) -> DataFrame:
    """Members' quarters first, then one row per partner, area and quarter, beside the quarter before."""
    quarters = _whole(cells.withColumn("quarter", F.to_date(F.trunc("month", "quarter"))), as_of)
    current = history.filter("is_current").select("member_id", "area_id")
    homes = current.join(F.broadcast(nesting.tops(areas)), "area_id").select(
        "member_id", F.col("top_area_id").alias("area_id")
    )
    bought = quarters.groupBy("member_id", "partner_id", "quarter").agg(F.sum("amount").alias("amount"))
    sums = (
        bought.join(homes, "member_id")
        .groupBy(*KEY)
        .agg(
            F.count_if(F.col("amount") > 0).alias("n_members"),
            F.sum("amount").cast("decimal(18,2)").alias("amount"),
            measured(F.col("member_id"), F.col("amount"), counts=F.col("amount") > 0).alias("cell"),
        )
    )
    before = sums.select(
        "partner_id",
        "area_id",
        F.to_date(F.add_months("quarter", 3)).alias("quarter"),
        *(F.col(name).alias(f"previous_{name}") for name in ("n_members", "amount", "cell")),
    )
    return (
        _against_elsewhere(sums.join(before, [*KEY])).withColumn("as_of", F.lit(as_of)).select(*SALES_CHANGES.columns)
    )


def _whole(cells: DataFrame, as_of: date) -> DataFrame:
    """Cells of quarters that were delivered from their first month on, and are over."""
    every = cells.agg(F.min("month").alias("_first"))
    is_over = F.date_sub(F.add_months("quarter", 3), 1) <= F.lit(as_of)
    return cells.crossJoin(F.broadcast(every)).filter((F.col("_first") <= F.col("quarter")) & is_over).drop("_first")


def _against_elsewhere(sums: DataFrame) -> DataFrame:
    country = Window.partitionBy("partner_id", "quarter")

    def elsewhere(name: str) -> Column:
        return F.sum(name).over(country) - F.col(name)

    def moved(now: Column, before: Column) -> Column:
        # A quarter of more returns than sales has no rate.
        both = (now > 0) & (before > 0)
        return F.when(both, now.cast("double") / before.cast("double") - 1)

    counts = {f"elsewhere_{name}": elsewhere(name) for name in ("n_members", "previous_n_members")}
    rates = {
        "change_rate": moved(F.col("amount"), F.col("previous_amount")),
        "elsewhere_change_rate": moved(elsewhere("amount"), elsewhere("previous_amount")),
    }
    relative = F.log1p("change_rate") - F.log1p("elsewhere_change_rate")
    return sums.withColumns({**counts, **rates}).withColumns({"relative_change": relative, "buyers_z": _z()})


def _z() -> Column:
    """The log of a ratio of Poisson counts has about the variance 1/a + 1/b (Rothman, Greenland and Lash 2008)."""
    names = ("n_members", "previous_n_members", "elsewhere_n_members", "elsewhere_previous_n_members")
    now, before, there, there_before = (F.col(name).cast("double") for name in names)
    error = F.sqrt(1 / now + 1 / before + 1 / there + 1 / there_before)
    counted = F.least(now, before, there, there_before) > 0
    return F.when(counted, (F.log(now / before) - F.log(there / there_before)) / error)


STEP = Step(
    output=SALES_CHANGES,
    inputs={"cells": MEMBER_MONTHS, "history": MEMBER_HISTORY, "areas": SILVER_AREAS},
    build=build,
    job=Job("sales", "sales by partner and region"),
)
