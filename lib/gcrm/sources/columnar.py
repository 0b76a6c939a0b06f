"""Parquet: typed by the partner, kept as text like everything in bronze."""

from collections import Counter
from functools import reduce

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.core.storage.files import look, opened, seekable
from gcrm.sources import excess, headers, kinds
from gcrm.sources.limits import USUAL, Limits
from gcrm.sources.parquet_types import Stored, stored
from gcrm.sources.rows import Files, exactly, path_column, placed
from gcrm.sources.spec import FileSpec

_MAGIC = b"PAR1"


def examine(path: str, spec: FileSpec, limits: Limits = USUAL) -> str | None:
    """What is wrong with the file as a whole; None when it can be read.

    Every page is read once: one that is corrupt would end the run of all files, and of every run after it.
    """
    try:
        with seekable(path) as handle:
            file, size = pq.ParquetFile(handle), look(path)[0]
            if said := excess.of_parquet(file, size, limits):
                return said
            columns = stored(file)
            # What Spark cannot read it is not asked for.
            wanted = headers.places([one.name for one in columns], spec).declared.values()
            known = {columns[position].name for position in wanted}
            if said := excess.of_pages(handle, [one.name for one in columns if one.type], size, limits, known):
                return said
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError) as error:
        with opened(path) as raw:
            first = raw.read(len(_MAGIC))
        if first.startswith(kinds.GZIP):
            return "the file is packed by gzip; unpack it, for Parquet is packed in itself"
        strange = None if first == _MAGIC else kinds.stranger(path)
        # What the library says may quote names and values of the file.
        return strange or f"the file is no whole Parquet file ({type(error).__name__}); it must be delivered again"
    names = [column.name for column in columns]
    if problem := headers.wrong(names, spec):
        return f"the file {problem}"
    for field, position in headers.places(names, spec).declared.items():
        column = columns[position]
        if alike := [name for name in names if name.lower() == column.name.lower() and name != column.name]:
            return f"the file has {column.name} and {', '.join(alike)}, which Spark cannot tell apart; rename one"
        if column.kind == "unknown":
            return f"the column {field} is {column.shown}, which Spark cannot read; deliver it as text or as a number"
    return None


def is_empty(path: str, _spec: FileSpec) -> bool:
    """Whether the file holds no row, or nothing in any."""
    with seekable(path) as handle:
        batches = pq.ParquetFile(handle).iter_batches()
        return all(column.null_count == len(column) for batch in batches for column in batch.columns)


def read(spark: SparkSession, files: Files, spec: FileSpec) -> DataFrame:
    """Columns of the contract as text, `_extra` (columns nobody declared), `_problem` (none) and `_source`."""
    # Text has one type, so files whose columns were typed or written otherwise meet after they were read.
    layouts: dict[tuple[Stored, ...], dict[str, tuple[str, int]]] = {}
    for path, named in files.items():
        with seekable(path) as handle:
            layouts.setdefault(stored(pq.ParquetFile(handle)), {})[path] = named
    return reduce(DataFrame.unionByName, [_read_layout(spark, given, spec, found) for found, given in layouts.items()])


def _read_layout(spark: SparkSession, files: Files, spec: FileSpec, columns: tuple[Stored, ...]) -> DataFrame:
    at = headers.places([column.name for column in columns], spec)
    # Spark takes names that differ by case for one: such a column is told, and its values are not.
    alike = Counter(column.name.lower() for column in columns)
    wanted = {columns[position] for position in at.declared.values()}
    wanted |= {columns[position] for position in at.extra.values() if alike[columns[position].name.lower()] == 1}
    asked = [f"{_quoted(column.name)} {column.type}" for column in columns if column in wanted and column.type]
    # The types are ours: what Spark would make of the first file's is not what the others hold.
    session = _row_by_row(spark) if any(column.by_row for column in wanted) else spark
    reader = session.read.schema(", ".join(asked) or "_none string")
    frame = reader.options(datetimeRebaseMode="CORRECTED", int96RebaseMode="CORRECTED").parquet(*exactly(files))
    # A row of nothing is what an empty line is in a text: it has its number, and is no record. Where a column cannot be
    # looked into, nobody knows of one that it holds nothing.
    if columns and all(column in wanted and column.type for column in columns):
        frame = frame.filter(reduce(Column.__or__, [F.col(_quoted(column.name)).isNotNull() for column in columns]))
    none = F.lit(None).cast("string")
    texts = {column: _text(column) if column in wanted else none for column in columns}
    pairs = [item for name, position in at.extra.items() for item in (F.lit(name), texts[columns[position]])]
    given = frame.select(
        *[(texts[columns[at.declared[name]]] if name in at.declared else none).alias(name) for name in spec.fields],
        (F.create_map(*pairs) if pairs else F.lit(None).cast("map<string,string>")).alias("_extra"),
        F.lit(None).cast("string").alias("_problem"),
        path_column(frame.metadataColumn("_metadata")).alias("_path"),
        frame.metadataColumn("_metadata")["row_index"].alias("_row"),
    )
    return placed(given, files, F.col("_row") + 1).drop("_row")


def _row_by_row(spark: SparkSession) -> SparkSession:
    """The session as it is, but for how it reads Parquet: what it cannot read in batches it can read row by row."""
    other = spark.newSession()
    other.conf.set("spark.sql.parquet.enableVectorizedReader", "false")
    return other


def _text(column: Stored) -> Column:
    if not column.type:
        return F.lit(None).cast("string")
    value = F.col(_quoted(column.name))
    if column.kind == "nanoseconds":
        # Spark has no such type, and reads the number (see core.storage.session).
        value = F.timestamp_micros(F.expr(f"{_quoted(column.name)} div 1000"))
    if column.zone:
        return _instant(value, column.zone)
    if column.kind == "time":
        return _time(value, column.per_second)
    if column.kind == "uuid":
        digits = F.lower(F.hex(value))
        return F.regexp_replace(digits, "^(.{8})(.{4})(.{4})(.{4})(.{12})$", "$1-$2-$3-$4-$5")
    if column.type.startswith(("decimal", "double", "float")):
        # A number that its writer has typed: its point cannot be taken for one between thousands.
        return F.regexp_replace(value.cast("string"), r"^(-?[0-9]+\.[0-9]{3})$", "$10")
    return F.to_json(value) if column.kind == "nested" else value.cast("string")


def _instant(value: Column, zone: str) -> Column:
    """An instant as the clock of a zone shows it, with the zone's distance from UTC behind it.

    >>> frame = spark.sql("SELECT timestamp'2024-03-01 15:30:00.5' AS t")
    >>> list(frame.select(_instant(F.col("t"), "Asia/Seoul"), _instant(F.col("t"), "UTC")).first())
    ['2024-03-02 00:30:00.5+09:00', '2024-03-01 15:30:00.5Z']
    """
    if zone == "UTC":
        return F.concat(value.cast("string"), F.lit("Z"))
    local = F.from_utc_timestamp(value, zone)
    ahead = F.unix_seconds(local) - F.unix_seconds(value)
    # Before there were zones each town had its own noon, to the second.
    clock = F.regexp_replace(F.date_format(F.timestamp_seconds(F.abs(ahead)), "HH:mm:ss"), ":00$", "")
    return F.concat(local.cast("string"), F.when(ahead < 0, "-").otherwise("+"), clock)


def _time(value: Column, per_second: int) -> Column:
    """A time of day, kept as a number since midnight, as `10:15:00` or `10:15:00.5`."""
    seconds, rest = F.floor(value / per_second), F.pmod(value, F.lit(per_second))
    digits = len(str(per_second)) - 1
    fraction = F.regexp_replace(F.lpad(rest.cast("string"), digits, "0"), "0+$", "")
    clock = F.date_format(F.timestamp_seconds(seconds), "HH:mm:ss")
    return F.when(rest == 0, clock).otherwise(F.concat_ws(".", clock, fraction))


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
