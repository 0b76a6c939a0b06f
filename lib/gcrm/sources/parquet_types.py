"""How the columns of a Parquet file are stored, and as which type Spark must be told to read each."""

import json
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import available_timezones

import pyarrow as pa
import pyarrow.parquet as pq

Kind = Literal["plain", "nanoseconds", "time", "uuid", "nested", "null", "unknown"]

_PHYSICAL = {
    "BOOLEAN": "boolean", "INT32": "int", "INT64": "bigint", "FLOAT": "float", "DOUBLE": "double",
    "BYTE_ARRAY": "binary", "FIXED_LEN_BYTE_ARRAY": "binary",
}  # fmt: skip
_PER_SECOND = {"milliseconds": 10**3, "microseconds": 10**6, "nanoseconds": 10**9}
# What Arrow unpacks and Spark does not: one such page would end the run of all files.
_CODECS = {"BROTLI", "LZO"}
# What Spark reads row by row alone.
_BY_ROW = {"BYTE_STREAM_SPLIT"}
_OFFSET = re.compile(r"[+-]\d{2}:\d{2}")


@dataclass(frozen=True)
class Stored:
    """One column: the type that Spark is told (empty: it is not read), and how its values become text. `zone`: the one
    whose clock the file shows, of instants; `by_row`: Spark reads it row by row alone."""

    name: str
    type: str
    kind: Kind
    per_second: int = 1
    shown: str = ""
    zone: str = ""
    by_row: bool = False


def stored(file: pq.ParquetFile) -> tuple[Stored, ...]:
    """The file's columns in their order."""
    leaves = iter(range(len(file.schema)))
    return tuple(_column(field, leaves, file) for field in file.schema_arrow)


def _column(field: Any, leaves: Iterator[int], file: pq.ParquetFile) -> Stored:
    if not pa.types.is_nested(field.type):
        return _leaf(field.name, next(leaves), file, _zone(field.type))
    before = operator.length_hint(leaves)
    type_ = _nested(field.type, leaves, file)
    first = len(file.schema) - before
    by_row = any(_encodings(n, file) & _BY_ROW for n in range(first, len(file.schema) - operator.length_hint(leaves)))
    return Stored(field.name, type_, "nested" if type_ else "unknown", shown=f"of the type {field.type}", by_row=by_row)


def _zone(kind: Any) -> str:
    """The zone of instants, as their writer keeps it; UTC where he keeps none, or one that nobody else knows."""
    zone = kind.tz if pa.types.is_timestamp(kind) else None
    if not zone:
        return ""
    known = _OFFSET.fullmatch(zone) or (zone in available_timezones() and zone not in ("Factory", "localtime"))
    return zone if known else "UTC"


def _encodings(at: int, file: pq.ParquetFile) -> set[str]:
    groups = range(file.metadata.num_row_groups)
    return {encoding for group in groups for encoding in file.metadata.row_group(group).column(at).encodings}


def _nested(kind: Any, leaves: Iterator[int], file: pq.ParquetFile) -> str:
    """The type of values within values; empty where Spark cannot read one of them."""
    if pa.types.is_struct(kind):
        parts = [(kind.field(n).name, _nested(kind.field(n).type, leaves, file)) for n in range(kind.num_fields)]
        names = {name.lower() for name, _ in parts}
        inner = ", ".join(f"`{name}`: {type_}" for name, type_ in parts)
        return f"struct<{inner}>" if len(names) == len(parts) and all(type_ for _, type_ in parts) else ""
    if pa.types.is_map(kind):
        key, value = _nested(kind.key_type, leaves, file), _nested(kind.item_type, leaves, file)
        return f"map<{key}, {value}>" if key and value else ""
    if pa.types.is_nested(kind):
        value = _nested(kind.value_type, leaves, file)
        return f"array<{value}>" if value else ""
    return _leaf("", next(leaves), file).type


def _leaf(name: str, at: int, file: pq.ParquetFile, zone: str = "") -> Stored:
    column = file.schema.column(at)
    given = json.loads(column.logical_type.to_json())
    logical, physical = given["Type"], column.physical_type
    shown = f"of the type {logical if logical != 'None' else physical}"
    for group in range(file.metadata.num_row_groups):
        chunk = file.metadata.row_group(group).column(at)
        if chunk.compression in _CODECS:
            return Stored(name, "", "unknown", shown=f"packed by {chunk.compression}")
    by_row = bool(_encodings(at, file) & _BY_ROW)
    if logical == "Null":
        return Stored(name, "", "null")
    if logical == "Time":
        return Stored(name, "bigint", "time", _PER_SECOND[given["timeUnit"]], by_row=by_row)
    if logical == "Timestamp" and given["timeUnit"] == "nanoseconds":
        return Stored(name, "bigint", "nanoseconds", zone=zone, by_row=by_row)
    if logical == "UUID":
        return Stored(name, "binary", "uuid", by_row=by_row)
    type_ = _type(logical, physical, given, column)
    # Instants of the old kind tell no zone, and most programs write the clock of the sale.
    zone = zone if type_ == "timestamp" and physical != "INT96" else ""
    return Stored(name, type_, "plain" if type_ else "unknown", shown=shown, zone=zone, by_row=by_row)


def _type(logical: str, physical: str, given: dict[str, Any], column: Any) -> str:
    if physical == "INT96":
        return "timestamp"
    if logical == "Timestamp":
        return "timestamp" if given["isAdjustedToUTC"] else "timestamp_ntz"
    if logical == "Int":
        bits, signed = given["bitWidth"], given["isSigned"]
        if bits == 64:
            return "bigint" if signed else "decimal(20,0)"
        return "int" if signed or bits < 32 else "bigint"
    if logical == "Decimal":
        return f"decimal({column.precision},{column.scale})" if column.precision <= 38 else ""
    if logical in ("Float16", "Interval"):
        return ""
    return {"Date": "date", "String": "string", "Enum": "string", "JSON": "string"}.get(logical, _PHYSICAL[physical])
