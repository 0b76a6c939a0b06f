"""Frames that the driver made hold every type that a contract has, and start no process to be looked at."""

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from gcrm.core.frames import small
from gcrm.core.testing import same

SCHEMA = (
    "n bigint, text string, day date, at timestamp, amount decimal(18,2), "
    "tags map<string,array<int>>, source struct<file:string,line:bigint>, terms array<struct<name:string,value:double>>"
)
FULL = (
    1,
    "Đà Nẵng",
    date(2018, 1, 2),
    datetime(2018, 1, 2, 3, 4, 5),
    Decimal("12.30"),
    {"a": [1, None], "b": []},
    ("a.csv", 2),
    [("x", 0.5), None],
)


def test_every_type_comes_out_as_it_went_in(spark):
    frame = small(spark, SCHEMA, [FULL, (None,) * 8])
    same(frame, [FULL, (None,) * 8])
    assert frame.dtypes[4:6] == [("amount", "decimal(18,2)"), ("tags", "map<string,array<int>>")]


def test_a_struct_may_be_given_by_its_names(spark):
    frame = small(spark, "s struct<file:string,line:bigint>", [({"line": 7, "file": "b"},), ({"file": "c"},)])
    same(frame, [("b", 7), ("c", None)], "s.file", "s.line")


def test_without_rows_there_are_the_columns(spark):
    empty = small(spark, SCHEMA)
    assert (empty.count(), empty.columns) == (0, [part.split()[0] for part in SCHEMA.split(", ")])


def test_the_rows_are_part_of_the_plan(spark):
    plan = small(spark, "n bigint", [(1,), (2,)])._jdf.queryExecution().optimizedPlan()
    assert plan.nodeName() == "LocalRelation"


def test_a_value_of_another_type_is_refused(spark):
    with pytest.raises(pa.ArrowInvalid, match="tried to convert to int64"):
        small(spark, "n bigint", [("one",)])
