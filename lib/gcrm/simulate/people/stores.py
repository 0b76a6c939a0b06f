"""Stores, where people are, and which of them a member of a neighbourhood chooses."""

import numpy as np
import pandas as pd
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from gcrm.simulate.brands import first
from gcrm.simulate.draws import at, constant, pick, slots
from gcrm.simulate.scene import Scene

QUARTER = 91  # days; stores open on the first day of one
QUARTERS = 4
_SLOTS = 4096


def stores(spark: SparkSession, scene: Scene) -> DataFrame:
    """One row per store: store (bigint), store_id, brand, home (neighbourhood; null online), size (m2), quarter.

    `quarter` is the one of the first year on whose first day the store opens; 0 was there before.
    """
    draws, counts = scene.draws, np.array(numbers(scene))
    ends = np.cumsum(counts)
    table = pd.DataFrame({"brand": np.arange(len(counts)), "first": ends - counts, "n": counts})
    ranges = spark.createDataFrame(table)
    every = ranges.select(
        "brand", F.explode(F.sequence(F.col("first"), F.col("first") + F.col("n") - 1)).alias("store")
    )
    rival = first(scene.brands, scene.world.drop.rival).index
    opens_there = (F.col("brand") == rival) & (F.col("store") == int(ends[rival] - counts[rival]))
    is_online = F.col("brand").isin([b.index for b in scene.brands if b.business.online])
    share = scene.world.partners.new_store_share
    new = draws.uniform("store new", "store") < share
    quarter = F.when(new, pick(draws.uniform("store quarter", "store"), [1, 1, 1], [1, 2, 3])).otherwise(0)
    home = at(constant(_by_people(scene)), draws.uniform("store home", "store") * _SLOTS)
    size = F.exp(6.0 + 0.6 * draws.normal("store size", "store"))
    return every.select(
        "store",
        named(F.col("store")).alias("store_id"),
        F.col("brand").cast("int").alias("brand"),
        F.when(opens_there, F.lit(_largest(scene))).when(~is_online, home).cast("int").alias("home"),
        F.round(F.when(opens_there, 3 * size).otherwise(size)).alias("size"),
        F.when(opens_there, F.lit(scene.world.drop.quarter)).when(is_online, 0).otherwise(quarter).alias("quarter"),
    )


def named(store: Column) -> Column:
    """The id of a store by its number."""
    return F.concat(F.lit("S"), F.lpad((store + 1).cast("string"), 7, "0"))


def online(scene: Scene) -> Column:
    """The id of a `brand`'s one store online; null for a brand that has shops."""
    counts = np.array(numbers(scene))
    firsts = np.cumsum(counts) - counts
    given = [int(number) if brand.business.online else -1 for brand, number in zip(scene.brands, firsts, strict=True)]
    number = at(constant(given), F.col("brand"))
    return F.when(number >= 0, named(number))


def numbers(scene: Scene) -> list[int]:
    """Stores of each brand: all by the members, shared by the square root of how often the brand is visited."""
    weights = np.array([0.0 if b.business.online else b.a_week**0.5 for b in scene.brands])
    total = scene.world.partners.stores_per_1000_members * scene.n_members / 1000
    counts = np.maximum(4, np.round(total * weights / weights.sum())).astype(int)
    return [1 if b.business.online else int(count) for b, count in zip(scene.brands, counts, strict=True)]


def choices(spark: SparkSession, stores: DataFrame, scene: Scene) -> DataFrame:
    """Huff's probabilities (Huff 1964) as stretches of the unit interval, per brand, neighbourhood and quarter.

    brand, home, quarter, store_id, low, high: a uniform draw u with low <= u < high chooses the store. Online there is
    one store for all.
    """
    huff, minutes = scene.world.huff, scene.country.minutes
    n = len(minutes)
    pairs = pd.DataFrame(
        {"home": np.repeat(np.arange(n), n), "at": np.tile(np.arange(n), n), "minutes": minutes.ravel()}
    )
    near = spark.createDataFrame(
        pairs[pairs["minutes"] <= huff.within_minutes].astype({"home": "int32", "at": "int32"})
    )
    quarters = spark.range(QUARTERS).select(F.col("id").cast("int").alias("epoch"))
    there = stores.filter("home IS NOT NULL").withColumnRenamed("home", "at")
    open_ = there.join(F.broadcast(quarters), F.col("quarter") <= F.col("epoch"))
    within = open_.join(near, "at").select("brand", "home", "epoch", "store_id", "size", "minutes")
    group = Window.partitionBy("brand", "home", "epoch")
    in_order = group.orderBy("minutes", F.desc("size"), "store_id")
    weight = F.pow("size", F.lit(huff.attraction)) * F.pow("minutes", F.lit(-huff.friction))
    ranked = within.withColumns({"rank": F.row_number().over(in_order), "weight": weight})
    kept = ranked.filter(F.col("rank") <= huff.nearest)
    up_to = group.orderBy("rank").rowsBetween(Window.unboundedPreceding, Window.currentRow)
    last = F.col("rank") == F.max("rank").over(group)
    high = F.when(last, 1.0).otherwise(F.sum("weight").over(up_to) / F.sum("weight").over(group))
    ends = kept.withColumn("high", high)
    low = F.coalesce(F.lag("high").over(group.orderBy("rank")), F.lit(0.0))
    return ends.select("brand", "home", F.col("epoch").alias("quarter"), "store_id", low.alias("low"), "high")


def _by_people(scene: Scene) -> list[int]:
    """Neighbourhoods in `_SLOTS` slots, by their people and how much of a city they are."""
    places = scene.country.neighbourhoods
    return slots((places["population"] * (0.5 + places["urbanity"])).to_numpy(), _SLOTS)


def _largest(scene: Scene) -> int:
    places = scene.country.neighbourhoods
    inside = np.where(places["region"] == scene.world.drop.region, places["population"], 0)
    return int(np.argmax(inside))
