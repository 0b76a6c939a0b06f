"""Parquet: typed by the partner, kept as text like everything in bronze."""

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, DataType, MapType, StructType

from gcrm.sources.rows import Files, path_column, placed
from gcrm.sources.spec import FileSpec, folded


def examine(path: str, spec: FileSpec) -> str | None:
    """What is wrong with the file as a whole; None when it can be read."""
    try:
        given = [folded(name) for name in pq.ParquetFile(path).schema_arrow.names]
    except (pa.ArrowInvalid, OSError) as error:
        return f"the file is no whole Parquet file ({str(error).splitlines()[0]}); it must be delivered again"
    absent = [name for name in spec.fields if name not in given]
    return f"the file lacks the column {', '.join(absent)}; it has {', '.join(given)}" if absent else None


def read(spark: SparkSession, files: Files, spec: FileSpec) -> DataFrame:
    """Columns of the contract as text, `_extra` (columns nobody declared), `_problem` (none) and `_source`."""
    # Partners write nanoseconds; Spark reads them as numbers only when told to.
    frame = spark.read.option("mergeSchema", True).parquet(*files)
    types = {folded(field.name): (field.name, field.dataType) for field in frame.schema}
    extra = [name for name in types if name not in spec.fields]
    pairs = [item for name in extra for item in (F.lit(name), _text(*types[name]))]
    given = frame.select(
        *[_text(*types[name]).alias(name) for name in spec.fields],
        (F.create_map(*pairs) if pairs else F.lit(None).cast("map<string,string>")).alias("_extra"),
        F.lit(None).cast("string").alias("_problem"),
        path_column().alias("_path"),
        F.col("_metadata.row_index").alias("_row"),
    )
    return placed(given, files, F.col("_row") + 1).drop("_row")


def _text(name: str, kind: DataType) -> Column:
    nested = isinstance(kind, ArrayType | MapType | StructType)
    return F.to_json(F.col(f"`{name}`")) if nested else F.col(f"`{name}`").cast("string")
