"""A feed's SELECT as Spark's own parser reads it: nothing may pass because another parser took it for a comment."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pyspark.sql import SparkSession

from gcrm.bronze.functions import why_not
from gcrm.bronze.harmless import no_file, said_bare

_CATALYST = "org.apache.spark.sql.catalyst."
_LOGICAL = f"{_CATALYST}plans.logical."
# What makes rows of rows; commands, scripts and what else Spark's statements can be are none of these.
_ROWS_OF_ROWS = """
Aggregate AsOfJoin Deduplicate Distinct Except Expand Filter Generate GlobalLimit Intersect Join LateralJoin Limit
LocalLimit LocalRelation Offset OneRowRelation Pivot Project Qualify Sample Sort Subquery SubqueryAlias Union
UnresolvedHint UnresolvedWith Unpivot Window WithWindowDefinition
"""
_PLANS = frozenset(_ROWS_OF_ROWS.split())
# What stands for something else once it has a value.
_BY_VALUE = ("ExpressionWithUnresolvedIdentifier", "PlanWithUnresolvedIdentifier", "NamedParameter", "PosParameter")
Node = dict[str, Any]


def strange(spark: SparkSession, sql: str, files: Iterable[str], columns: Iterable[str]) -> list[str]:
    """What no feed may do, in one sentence each. Raises ParseException for what is no SQL.

    `columns`: names that the files of the SELECT have, and those that it gives itself.
    """
    nodes = list(_nodes(json.loads(_plan(spark, sql))))
    own = {str(one["_1"]).lower() for one in nodes if "_1" in one and isinstance(one.get("_2"), list)}
    known = sorted({*map(str.lower, files), *own})
    return list(dict.fromkeys(said for node in nodes if (said := _of_node(node, known, set(columns)))))


def _plan(spark: SparkSession, sql: str) -> str:
    jvm: Any = spark._jsparkSession
    return str(jvm.sessionState().sqlParser().parsePlan(sql).toJSON())


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one)


def _of_node(node: Node, tables: list[str], columns: set[str]) -> str | None:
    path = str(node.get("class", _CATALYST))
    name = path.rpartition(".")[2]
    if name == "UnresolvedFunction":
        return why_not(_one(node["nameParts"]), len(node["arguments"]))
    if name == "UnresolvedGenerator":
        told = node["name"]
        return why_not(".".join(str(told[key]) for key in ("catalog", "database", "funcName") if key in told))
    if name == "UnresolvedTableValuedFunction":
        return no_file(_one(node["name"]), tables)
    if name == "UnresolvedRelation":
        read = _one(node["multipartIdentifier"])
        return None if read.lower() in tables else no_file(read, tables)
    if name == "UnresolvedAttribute":
        read = _one(node["nameParts"])
        return why_not(read) if said_bare(read, columns) else None
    is_strange = name in _BY_VALUE or not path.startswith(_CATALYST)
    if is_strange or (path.startswith(_LOGICAL) and name not in _PLANS):
        return f"{name} is no part of a SELECT over files; write one SELECT of expressions and joins."
    return None


def _one(parts: str) -> str:
    """The name that Spark tells as `[catalog, name]`."""
    return parts.removeprefix("[").removesuffix("]").replace(", ", ".")
