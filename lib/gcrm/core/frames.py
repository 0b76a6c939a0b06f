"""Frames of few rows that the driver made."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import to_arrow_schema
from pyspark.sql.types import ArrayType, DataType, MapType, StructType


def small(spark: SparkSession, schema: str | StructType, rows: Iterable[Sequence[Any]] = ()) -> DataFrame:
    """A frame of `rows` under a schema, which may be DDL; a map is a dict, a struct a dict or its values in order.

    By Arrow, so that the rows are part of the plan. Rows of Python would start a worker process at each look at them,
    and nothing would be known of their number.

    >>> small(spark, "a int, m map<string,int>, s struct<x:int,y:date>", [(1, {"k": 2}, (3, None))]).first()
    Row(a=1, m={'k': 2}, s=Row(x=3, y=None))
    """
    fields = schema if isinstance(schema, StructType) else cast("StructType", StructType.fromDDL(schema))
    kinds, given = to_arrow_schema(fields), list(rows)
    columns = zip(*given, strict=True) if given else [()] * len(fields)
    arrays = [
        pa.array([_value(field.dataType, one) for one in column], kind.type)
        for field, kind, column in zip(fields, kinds, columns, strict=True)
    ]
    return spark.createDataFrame(pa.Table.from_arrays(arrays, schema=kinds), fields)


def _value(kind: DataType, value: Any) -> Any:
    """A value as Arrow takes it: a map as its entries, a struct by its names."""
    if value is None:
        return None
    if isinstance(kind, MapType):
        return [(key, _value(kind.valueType, one)) for key, one in value.items()]
    if isinstance(kind, ArrayType):
        return [_value(kind.elementType, one) for one in value]
    if isinstance(kind, StructType):
        parts = [value.get(name) for name in kind.names] if isinstance(value, Mapping) else value
        return {field.name: _value(field.dataType, one) for field, one in zip(kind, parts, strict=True)}
    return value
