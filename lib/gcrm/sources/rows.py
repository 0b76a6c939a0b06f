"""What every reader shares: the columns that each bronze table has, and where a row stands in its file."""

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from gcrm.core.table import SOURCE

# Absolute path -> (path below the landing folder, revision).
Files = Mapping[str, tuple[str, int]]

BLOCK, ORDINAL = "_block", "_ordinal"


def placed(frame: DataFrame, files: Files, line: Column, spark: SparkSession) -> DataFrame:
    """`frame` (with a `_path` column) with `_source`: the file's relative name, its revision, and `line`."""
    named = [(path, name, revision) for path, (name, revision) in files.items()]
    names = F.broadcast(spark.createDataFrame(named, "_path string, _name string, _revision int"))
    source = F.struct(F.col("_name").alias("file"), F.col("_revision").alias("revision"), line.alias("line"))
    return frame.join(names, "_path").withColumn(SOURCE.name, source).drop("_path", "_name", "_revision")


def path_column() -> Column:
    """The plain path of the file that a row was read from (Spark gives it as an encoded URI)."""
    encoded = F.replace(F.col("_metadata.file_path"), F.lit("+"), F.lit("%2B"))
    return F.regexp_replace(F.url_decode(encoded), "^file:/+", "/")


def ordinals(frame: DataFrame) -> DataFrame:
    """Adds `_ordinal`, a row's number (from 1) in its file, given `_path`, `_block` (start of the split in the file).

    Splits are counted first and joined back, so that a large file is numbered in parallel; a window over the file would
    pass it through one task.
    """
    running = frame.withColumn("_id", F.monotonically_increasing_id())
    blocks = running.groupBy("_path", BLOCK).agg(F.count(F.lit(1)).alias("_n"), F.min("_id").alias("_first"))
    before = Window.partitionBy("_path").orderBy(BLOCK).rowsBetween(Window.unboundedPreceding, -1)
    offsets = blocks.select("_path", BLOCK, "_first", F.coalesce(F.sum("_n").over(before), F.lit(0)).alias("_before"))
    numbered = running.join(F.broadcast(offsets), ["_path", BLOCK])
    return numbered.withColumn(ORDINAL, F.col("_id") - F.col("_first") + F.col("_before") + 1).drop(
        "_id", "_first", "_before", BLOCK
    )
