"""Frames for tests: a contract fills in what a test does not care about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chispa.rows_comparer import assert_basic_rows_equality
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.core.contracts.table import Raw, Table
from gcrm.core.frames import small

_DEFAULTS: dict[str, Any] = {
    "string": "x",
    "boolean": False,
    "smallint": 1,
    "int": 1,
    "bigint": 1,
    "float": 1.0,
    "double": 1.0,
    "date": date(2018, 1, 15),
    "timestamp": datetime(2018, 1, 15, 12, 0),
}


def rows(spark: SparkSession, table: Table | Raw, *given: Mapping[str, Any]) -> DataFrame:
    """A frame of the contract's columns: what `given` names, defaults for keys and required fields, null elsewhere.

    Raises KeyError for a name that the contract does not have.
    """
    key = table.key if isinstance(table, Table) else ()
    for row in given:
        for name in row:
            if name not in table.columns:
                raise KeyError(f"{table.name} has no column '{name}'; it has {', '.join(table.columns)}.")
    defaults = {f.name: _default(f.type) if f.required or f.name in key else None for f in table.fields}
    schema = ", ".join(f"`{f.name}` {f.type}" for f in table.fields)
    values = [tuple(_typed(f.type, row.get(f.name, defaults[f.name])) for f in table.fields) for row in given]
    return small(spark, schema, values)


def members(n: int, each: float = 1.0, first: int = 0) -> dict[str, Any]:
    """What the privacy gate must know of `n` members who add `each` and twice as much, in turn; of those who are
    numbered from `first` on, of at most 128 in all."""
    amounts = [each * (1 + i % 2) for i in range(n)]
    who, what = (
        [sum(digit << 4 * (i % 16) for i in range(first, first + n) if i // 16 == word) for word in range(8)]
        for digit in (1, 1 + round(each) % 7)
    )
    amount, squares = float(sum(amounts)), float(sum(a * a for a in amounts))
    sums = {"amount": amount, "squares": squares, "largest": max(amounts, default=0.0)}
    return {"n": n, **sums, "total": amount, "total_squares": squares, "who": who, "what": what}


def plain(frame: DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """The rows as sorted tuples of `columns` (all where none is named), to be reckoned with; `same` compares frames."""
    chosen = frame.select(*columns) if columns else frame
    return sorted((tuple(row) for row in chosen.collect()), key=repr)


def same(frame: DataFrame, expected: Iterable[Sequence[Any]], *columns: str) -> None:
    """Raises chispa's DataFramesNotEqualError, with both frames side by side, unless `columns` of the frame (all where
    none is named) hold exactly the rows `expected`, in any order."""
    chosen = frame.select(*columns) if columns else frame
    wanted = small(chosen.sparkSession, chosen.schema, expected)
    # Sorted here: Spark has no order of maps, and takes longer to sort a few rows than to compare them.
    found, right = (sorted(one.collect(), key=repr) for one in (chosen, wanted))
    assert_basic_rows_equality(found, right)


def with_source(frame: DataFrame, file: str = "lines.csv", revision: int = 1) -> DataFrame:
    """Numbers the rows of a raw frame as lines 2, 3, ... of one delivered file."""
    line = F.monotonically_increasing_id() + 2
    source = F.struct(F.lit(file).alias("file"), F.lit(revision).alias("revision"), line.alias("line"))
    return frame.coalesce(1).withColumn("_source", source)


def _default(kind: str) -> Any:
    return Decimal(1) if kind.startswith("decimal") else _DEFAULTS.get(kind)


def _typed(kind: str, value: Any) -> Any:
    if kind.startswith("decimal") and isinstance(value, int | float | str):
        return Decimal(str(value))
    if kind == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    if kind == "timestamp" and isinstance(value, str):
        return datetime.fromisoformat(value)
    return float(value) if kind == "double" and isinstance(value, int) else value
