"""Parquet: typed by the partner, kept as text like everything in bronze."""

from functools import reduce

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, DataType, LongType, MapType, StructType

from gcrm.core.storage.files import seekable
from gcrm.sources.rows import Files, exactly, path_column, placed
from gcrm.sources.spec import FileSpec, folded


def examine(path: str, spec: FileSpec) -> str | None:
    """What is wrong with the file as a whole; None when it can be read.

    Every page is read once: one that is corrupt would end the run of all files, and of every run after it.
    """
    try:
        with seekable(path) as handle:
            file = pq.ParquetFile(handle, page_checksum_verification=True)
            given = [folded(name) for name in file.schema_arrow.names]
            for _ in file.iter_batches():
                pass
    except (pa.ArrowException, OSError) as error:
        return f"the file is no whole Parquet file ({str(error).splitlines()[0]}); it must be delivered again"
    absent = [name for name in spec.fields if name not in given]
    return f"the file lacks the column {', '.join(absent)}; it has {', '.join(given)}" if absent else None


def read(spark: SparkSession, files: Files, spec: FileSpec) -> DataFrame:
    """Columns of the contract as text, `_extra` (columns nobody declared), `_problem` (none) and `_source`."""
    # Text has one type, so files whose columns were typed or written otherwise meet after they were read.
    layouts: dict[tuple[tuple[str, pa.DataType], ...], dict[str, tuple[str, int]]] = {}
    for path, named in files.items():
        written = _schema(path)
        layouts.setdefault(tuple(zip(written.names, written.types, strict=True)), {})[path] = named
    return reduce(DataFrame.unionByName, [_read_layout(spark, given, spec, kinds) for kinds, given in layouts.items()])


def _schema(path: str) -> pa.Schema:
    with seekable(path) as handle:
        return pq.ParquetFile(handle).schema_arrow


def _read_layout(
    spark: SparkSession, files: Files, spec: FileSpec, kinds: tuple[tuple[str, pa.DataType], ...]
) -> DataFrame:
    frame = spark.read.parquet(*exactly(files))
    nanoseconds = {name for name, kind in kinds if pa.types.is_timestamp(kind) and kind.unit == "ns"}
    # Older writers keep nanoseconds as INT96, which Spark reads as the timestamp that it is.
    numbers = {f.name for f in frame.schema if f.name in nanoseconds and isinstance(f.dataType, LongType)}
    texts = {folded(f.name): _text(f.name, f.dataType, f.name in numbers) for f in frame.schema}
    pairs = [item for name, text in texts.items() if name not in spec.fields for item in (F.lit(name), text)]
    given = frame.select(
        *[texts[name].alias(name) for name in spec.fields],
        (F.create_map(*pairs) if pairs else F.lit(None).cast("map<string,string>")).alias("_extra"),
        F.lit(None).cast("string").alias("_problem"),
        path_column().alias("_path"),
        F.col("_metadata.row_index").alias("_row"),
    )
    return placed(given, files, F.col("_row") + 1).drop("_row")


def _text(name: str, kind: DataType, in_nanoseconds: bool) -> Column:
    column = F.col(f"`{name}`")
    if in_nanoseconds:
        # Spark has no such type, and reads the number (see core.session).
        column = F.expr(f"timestamp_micros(`{name}` div 1000)")
    return F.to_json(column) if isinstance(kind, ArrayType | MapType | StructType) else column.cast("string")
