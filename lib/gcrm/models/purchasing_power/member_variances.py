"""What a member's spend says of the member: how much visits vary, how much members of an area differ; one row each.

`visit_variance` is the squared coefficient of variation of what one day of visits costs a member, pooled within members
over the months with visits. A member who came on n days has then spent with a sampling variance of about
(1 + visit_variance) / n on the log scale (compound Poisson, by the delta method). `member_variance` is what is left of
the variance of log spend about the area's level when the mean of those is taken away; `mean` and `total_variance` stand
in where the area of a member is not known. `second_opinion` and `second_opinion_slope` are the line, over the level of
a member's area about `mean`, below which nine in ten members' log spend lies (Koenker and Bassett 1978).
"""

from datetime import date

import numpy as np
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.core.exact import exact, summed
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features import nesting
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.purchasing_power.estimates import ESTIMATES
from gcrm.silver.areas import SILVER_AREAS
from gcrm.stats.quantiles import quantile_line
from gcrm.warehouse.member_months import MEMBER_MONTHS

_SHARES = "array<struct<category_group:string,share:double,mse:double>>"
VISIT, MEMBER, MEAN, TOTAL = "visit_variance", "member_variance", "mean", "total_variance"
SECOND, SECOND_SLOPE = "second_opinion", "second_opinion_slope"
NAMES = (VISIT, MEMBER, MEAN, TOTAL, SECOND, SECOND_SLOPE)
_HIGH = 0.9  # quantile that a realistic wallet is taken for

MEMBER_VARIANCES = Table(
    name="models.member_power_variances",
    doc=__doc__,
    key=("name", "as_of"),
    fields=(
        Field("name", "string", ", ".join(NAMES)),
        Field("as_of", "date", "Day for which it holds"),
        Field("value", "double", "Estimate, on the scale of log currency", required=True),
        Field("n", "bigint", "Months, or members, that it is estimated from", required=True),
    ),
    rules=(Rule("variance_is_not_negative", f"name NOT IN ('{VISIT}', '{MEMBER}', '{TOTAL}') OR value >= 0"),),
    checks=(Unique(("name", "as_of")),),
    load=Snapshots(),
)


def build(
    cells: DataFrame, members: DataFrame, areas: DataFrame, places: DataFrame, estimates: DataFrame, as_of: date
) -> DataFrame:
    """Three aggregates to a dozen sums and some hundred bins; no rows where no member spent anything."""
    spent = levelled(members, areas, places, estimates)
    about = F.col("y") - F.col("theta")
    sums = {"y": F.col("y"), "yy": F.col("y") ** 2, "r": about, "rr": about**2, "v": 1 / F.col("n_visits")}
    placed = F.when(F.col("theta").isNotNull(), 1 / F.col("n_visits"))
    totals = spent.agg(
        F.count("y").alias("n"),
        F.count("theta").alias("n_placed"),
        F.coalesce(F.sum(exact(placed)), F.lit(0)).cast("double").alias("v_placed"),
        *(F.coalesce(F.sum(exact(value)), F.lit(0)).cast("double").alias(name) for name, value in sums.items()),
    ).first()
    months = _within(cells).first()
    if totals is None or months is None or not totals["n"]:
        return small(members.sparkSession, schema(MEMBER_VARIANCES))
    visit = months["squares"] / months["freedom"] if months["freedom"] else 0.0
    n, n_placed = totals["n"], totals["n_placed"]
    mean = totals["y"] / n
    total = max(0.0, totals["yy"] / n - mean**2 - (1 + visit) * totals["v"] / n)
    member = max(0.0, (totals["rr"] - (1 + visit) * totals["v_placed"]) / n_placed) if n_placed else total
    level, slope = second_opinion(spent, mean)
    rows = [(VISIT, visit, months["freedom"] or 0), (MEMBER, member, n_placed), (MEAN, mean, n), (TOTAL, total, n)]
    rows += [(SECOND, level, n), (SECOND_SLOPE, slope, n)]
    made = [(name, as_of, float(value), int(count)) for name, value, count in rows]
    return small(members.sparkSession, schema(MEMBER_VARIANCES), made)


def second_opinion(spent: DataFrame, mean: float) -> tuple[float, float]:
    """Level and slope of the line below which nine in ten members lie; bins of a tenth on the log scale."""
    theta = F.coalesce("theta", F.lit(mean))
    bins = spent.groupBy(F.round(theta, 1).alias("theta"), F.round("y", 1).alias("y")).agg(F.count(F.lit(1)).alias("n"))
    rows = bins.orderBy("theta", "y").collect()
    x, y, n = (np.array([float(row[name]) for row in rows]) for name in ("theta", "y", "n"))
    varies = np.ptp(x) > 0
    given = np.column_stack([np.ones(len(x)), x - mean]) if varies else np.ones((len(x), 1))
    line = quantile_line(y, given, n, _HIGH)
    return float(line[0]), float(line[1]) if varies else 0.0


def levelled(members: DataFrame, areas: DataFrame, places: DataFrame, estimates: DataFrame) -> DataFrame:
    """Members with positive spend: member_id, area_id, n_visits, amount, spend (corrected), y (its log), group_amounts;
    theta and mse of their modelled area (null without one), and shares, how spend divides there, or else usually."""
    within = nesting.up_to(areas, places)
    levels = within.join(
        estimates.select(F.col("area_id").alias("modelled_area_id"), "theta", "mse", _shares("share").alias("here")),
        "modelled_area_id",
    )
    usual = estimates.agg(F.first(_shares("usual")).alias("usual"))
    spend = F.coalesce("corrected_amount", F.col("amount").cast("double"))
    spent = members.withColumn("spend", spend).filter("amount > 0 AND spend > 0")
    told = spent.select(
        *("member_id", "area_id", "n_visits", "amount", "spend", "group_amounts"), F.log("spend").alias("y")
    )
    joined = told.join(F.broadcast(levels.select("area_id", "theta", "mse", "here")), "area_id", "left")
    none = F.array().cast(_SHARES)
    return (
        joined.crossJoin(F.broadcast(usual))
        .withColumn("shares", F.coalesce("here", "usual", none))
        .drop("here", "usual")
    )


def _shares(kind: str) -> Column:
    """How spend divides in an area: its own shares, or the usual ones."""
    parts = ("category_group", kind, "mse")
    return F.transform("groups", lambda group: F.struct(*(group[part] for part in parts))).cast(_SHARES)


def _within(cells: DataFrame) -> DataFrame:
    """`squares`: sum over members of the squares within, by the member's mean squared; `freedom`: its degrees."""
    months = cells.groupBy("member_id", "month").agg(
        F.bit_count(F.bit_or("days")).alias("n"), F.sum("amount").cast("double").alias("a")
    )
    each = (
        months.filter("n > 0")
        .groupBy("member_id")
        .agg(
            summed(F.col("a") ** 2 / F.col("n")).alias("aa"),
            F.sum(exact(F.col("a"))).cast("double").alias("a"),
            F.sum("n").alias("n"),
            F.count(F.lit(1)).alias("months"),
        )
    )
    # A member of one month has nothing to vary; one whose returns exceed purchases has no mean to vary about.
    known = each.filter("months > 1 AND a > 0")
    own = (F.col("aa") - F.col("a") ** 2 / F.col("n")) / (F.col("a") / F.col("n")) ** 2
    return known.agg(F.sum(exact(own)).cast("double").alias("squares"), F.sum(F.col("months") - 1).alias("freedom"))


STEP = Step(
    output=MEMBER_VARIANCES,
    inputs={
        "cells": MEMBER_MONTHS,
        "members": MEMBER_FEATURES,
        "areas": AREA_FEATURES,
        "places": SILVER_AREAS,
        "estimates": ESTIMATES,
    },
    build=build,
)
