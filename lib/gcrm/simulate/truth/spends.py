"""What each member may be expected to spend, by all that is true of them."""

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.simulate.columns import line_of
from gcrm.simulate.draws import at, constant
from gcrm.simulate.parameters import WEEK, World
from gcrm.simulate.people.baskets import OFF_SHELF, SLOTS, first_categories, next_categories
from gcrm.simulate.scene import Scene


def expected(spark: SparkSession, repertoires: DataFrame, scene: Scene, end_day: int) -> DataFrame:
    """member, log_spend: log of the spend to be expected before `end_day`, by rates, lifetimes, income and taste;
    campaigns and the one drop are left out."""
    world = scene.world
    prices = spark.createDataFrame(_baskets(world))
    broad = at(constant([int(one.breadth == "broad") for one in world.archetypes]), F.col("archetype"))
    weeks = (F.least(F.col("left_day"), F.lit(end_day)) - F.col("joined_day")) / WEEK
    x = F.col("log_income") - world.income.mean_log
    member = (
        at(
            constant([one.spend * (1 - OFF_SHELF * one.promotion) for one in world.archetypes], "double"),
            F.col("archetype"),
        )
        * world.spend.shape
        / F.col("spend_rate")
    )
    alive = repertoires.filter(weeks > 0).withColumns({"line": line_of(scene), "broad": broad})
    each = alive.join(F.broadcast(prices), ["line", "broad"])
    spend = F.col("rate") * weeks * F.col("price") * F.exp(F.col("elasticity") * x) * member
    return each.groupBy("member").agg(F.log(F.sum(spend)).alias("log_spend"))


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
