"""Purchasing power of members against the truth: what each may be expected to spend, by all that is true of them."""

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.exact import exact
from gcrm.evaluate.line import Given, Line
from gcrm.evaluate.people import known
from gcrm.marts.member_power import MEMBER_POWER
from gcrm.simulate.columns import line_of
from gcrm.simulate.draws import at, constant
from gcrm.simulate.parameters import World
from gcrm.simulate.people.baskets import OFF_SHELF, SLOTS, first_categories, next_categories
from gcrm.simulate.people.rhythm import WEEK


def lines(given: Given) -> list[Line]:
    """Coverage of the 80% interval, and the error of log power: ours, by the own spend alone, one for all."""
    power = given.table(MEMBER_POWER)
    if power is None:
        return [Line("members", "purchasing power", "marts.member_power has not been built")]
    both = power.join(true_log_power(given), "member_id")
    low, high = F.log("power_p10"), F.log("power_p90")
    ours, own = F.log("power_p50") - F.col("truth"), F.log(F.col("amount").cast("double")) - F.col("truth")
    sums = both.agg(
        F.count(F.lit(1)).alias("n"),
        F.count_if(F.col("truth").between(low, high)).alias("inside"),
        *(F.avg(exact(e**2)).cast("double").alias(name) for name, e in (("ours", ours), ("own", own))),
        F.var_pop("truth").alias("spread"),
    ).first()
    if sums is None or not sums["n"]:
        return [Line("members", "purchasing power", "marts.member_power has no rows")]
    covered = f"{sums['inside'] / sums['n']:.0%} of {sums['n']:,} members lie in their 80% interval"
    errors = f"{sums['ours'] ** 0.5:.2f}; by the own spend alone {sums['own'] ** 0.5:.2f}"
    one_for_all = f"; by one for all {sums['spread'] ** 0.5:.2f} (root mean square)"
    return [
        Line("members", "coverage of intervals", covered),
        Line("members", "error of log power", errors + one_for_all),
    ]


def true_log_power(given: Given) -> DataFrame:
    """member_id and `truth`: log of the spend to be expected of the member in the days simulated, by rates, lifetimes,
    income and taste; campaigns and the one drop are left out."""
    scene = given.scene
    world = scene.world
    prices = given.spark.createDataFrame(_baskets(world))
    habits = given.truth("repertoires")
    broad = at(constant([int(one.breadth == "broad") for one in world.archetypes]), F.col("archetype"))
    weeks = (F.least(F.col("left_day"), F.lit(given.end_day)) - F.col("joined_day")) / WEEK
    x = F.col("log_income") - world.income.mean_log
    member = (
        at(
            constant([one.spend * (1 - OFF_SHELF * one.promotion) for one in world.archetypes], "double"),
            F.col("archetype"),
        )
        * world.spend.shape
        / F.col("spend_rate")
    )
    alive = habits.filter(weeks > 0).withColumns({"line": line_of(scene), "broad": broad})
    each = alive.join(F.broadcast(prices), ["line", "broad"])
    expected = F.col("rate") * weeks * F.col("price") * F.exp(F.col("elasticity") * x) * member
    sums = each.groupBy("member").agg(F.log(F.sum(expected)).alias("truth"))
    return known(given).select("member", "member_id").join(sums, "member").select("member_id", "truth")


def _baskets(world: World) -> pd.DataFrame:
    """line, broad, price (of the category's expected lines in a basket), elasticity: one row a category in it."""
    lines_of, categories = [*world.lines_of_business], world.categories
    shape = (-1, 2, SLOTS)
    opens = np.array(first_categories(world)).reshape(shape)
    follows = np.array(next_categories(world)).reshape(shape)
    rows = []
    for i, name in enumerate(lines_of):
        more = world.lines_of_business[name].lines - 1
        for broad in (0, 1):
            first = np.bincount(opens[i, broad], minlength=len(categories)) / SLOTS
            then = sum(
                first[c] * np.bincount(follows[c, broad], minlength=len(categories)) / SLOTS for c in range(len(first))
            )
            for c, share in enumerate(first + more * then):
                if share > 0:
                    rows.append((i, broad, float(share) * categories[c].price, categories[c].elasticity))
    return pd.DataFrame(rows, columns=["line", "broad", "price", "elasticity"])
