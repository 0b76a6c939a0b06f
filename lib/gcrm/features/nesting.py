"""From the area that a place was matched to up to the area that is modelled."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def up_to(modelled: DataFrame, areas: DataFrame) -> DataFrame:
    """`area_id` of each modelled area and of areas up to two levels below it, with its `modelled_area_id`.

    >>> areas = spark.sql("SELECT 'd' AS area_id, 'm' AS parent_area_id UNION ALL SELECT 'm', 's'")
    >>> modelled = spark.sql("SELECT 'm' AS area_id")
    >>> sorted(tuple(row) for row in up_to(modelled, areas).collect())
    [('d', 'm'), ('m', 'm')]
    """
    above = areas.select(F.col("area_id").alias("parent_area_id"), F.col("parent_area_id").alias("grandparent_area_id"))
    lineage = F.array("area_id", "parent_area_id", "grandparent_area_id")
    nested = areas.select("area_id", "parent_area_id").join(F.broadcast(above), "parent_area_id", "left")
    within = nested.select("area_id", F.explode(lineage).alias("modelled_area_id"))
    ours = modelled.select(F.col("area_id").alias("modelled_area_id"))
    return within.join(F.broadcast(ours), "modelled_area_id", "left_semi").select("area_id", "modelled_area_id")


def around(areas: DataFrame, levels: int = 5) -> DataFrame:
    """`area_id` of every area with `around`: itself and each area that it lies in, the nearest first, through `levels`
    at most: what goes round in a circle ends there.

    >>> areas = spark.createDataFrame([("d", "m"), ("m", "s"), ("s", None)], "area_id string, parent_area_id string")
    >>> sorted(tuple(row) for row in around(areas).collect())
    [('d', ['d', 'm', 's']), ('m', ['m', 's']), ('s', ['s'])]
    """
    up = areas.select(F.col("area_id").alias("_at"), F.col("parent_area_id").alias("_next"))
    found = areas.select("area_id", F.array("area_id").alias("around"), F.col("parent_area_id").alias("_at"))
    for _ in range(levels - 1):
        grown = F.when(F.col("_at").isNotNull(), F.array_union("around", F.array("_at"))).otherwise(F.col("around"))
        found = found.join(F.broadcast(up), "_at", "left").select(
            "area_id", grown.alias("around"), F.col("_next").alias("_at")
        )
    return found.select("area_id", "around")


def tops(areas: DataFrame, levels: int = 5) -> DataFrame:
    """`area_id` of every area with `top_area_id`, the area without a parent that holds it, through `levels` at most.

    >>> areas = spark.createDataFrame([("d", "m"), ("m", "s"), ("s", None)], "area_id string, parent_area_id string")
    >>> sorted(tuple(row) for row in tops(areas).collect())
    [('d', 's'), ('m', 's'), ('s', 's')]
    """
    above = areas.select(F.col("area_id").alias("top_area_id"), F.col("parent_area_id").alias("_above"))
    found = areas.select("area_id", F.col("area_id").alias("top_area_id"))
    for _ in range(levels - 1):
        higher = found.join(F.broadcast(above), "top_area_id", "left")
        found = higher.select("area_id", F.coalesce("_above", "top_area_id").alias("top_area_id"))
    return found
