"""What every reader shares: the columns that each bronze table has, and where a row stands in its file."""

import re
from collections.abc import Mapping

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.table import SOURCE
from gcrm.core.storage.files import look
from gcrm.core.storage.folders import located

# Absolute path -> (path below the landing folder, revision).
Files = Mapping[str, tuple[str, int]]

_PATTERN = re.compile(r"[\\{}\[\]*?]")
BLOCK, ORDINAL = "_block", "_ordinal"
_ONE_SPLIT = 4 << 20  # spark.sql.files.openCostInBytes: Spark never splits a file below it


def placed(frame: DataFrame, files: Files, line: Column) -> DataFrame:
    """`frame` (with a `_path` column) with `_source`: the file's relative name, its revision, and `line`."""
    path, (name, _) = next(iter(files.items()))
    relative = F.substring("_path", len(path) - len(name) + 1, 1 << 20)
    again = [item for name, revision in files.values() if revision > 1 for item in (F.lit(name), F.lit(revision))]
    revision = F.coalesce(F.create_map(*again)[relative], F.lit(1)) if again else F.lit(1)
    source = F.struct(relative.alias("file"), revision.alias("revision"), line.cast("bigint").alias("line"))
    return frame.withColumn(SOURCE.name, source).drop("_path")


def exactly(files: Files) -> list[str]:
    """The paths as Spark takes them: it reads signs such as [ and * as patterns."""
    return [located(_PATTERN.sub(r"\\\g<0>", path)) for path in files]


def path_column(metadata: Column | None = None) -> Column:
    """The plain path of the file that a row was read from (Spark gives it as an encoded URI). `metadata`: Spark's own
    column, where a file may have one of the same name."""
    told = F.col("_metadata.file_path") if metadata is None else metadata["file_path"]
    encoded = F.replace(told, F.lit("+"), F.lit("%2B"))
    return F.regexp_replace(F.url_decode(encoded), "^file:/+", "/")


def ordinals(frame: DataFrame, files: Files) -> DataFrame:
    """Adds `_ordinal`, a row's number (from 1) in its file, given `_path`, `_block` (start of the split in the file).

    Splits are counted first and joined back, so that a large file is numbered in parallel; a window over the file would
    pass it through one task.
    """
    if len(files) == 1 and all(look(path)[0] <= _ONE_SPLIT for path in files):
        return frame.withColumn(ORDINAL, F.monotonically_increasing_id() + 1).drop(BLOCK)
    running = frame.withColumn("_id", F.monotonically_increasing_id())
    blocks = running.groupBy("_path", BLOCK).agg(F.count(F.lit(1)).alias("_n"), F.min("_id").alias("_first"))
    before = Window.partitionBy("_path").orderBy(BLOCK).rowsBetween(Window.unboundedPreceding, -1)
    offsets = blocks.select("_path", BLOCK, "_first", F.coalesce(F.sum("_n").over(before), F.lit(0)).alias("_before"))
    numbered = running.join(F.broadcast(offsets), ["_path", BLOCK])
    return numbered.withColumn(ORDINAL, F.col("_id") - F.col("_first") + F.col("_before") + 1).drop(
        "_id", "_first", "_before", BLOCK
    )
