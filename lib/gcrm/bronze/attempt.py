"""Spark's own TryEval as a function of SQL: what an expression gives, or null where it fails for whatever reason.

Spark offers it under other names only, each with one expression inside.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sqlglot
from pyspark.sql import SparkSession
from sqlglot import exp
from sqlglot.errors import ErrorLevel

from gcrm.bronze.failing import AGGREGATE, ATTEMPT, GENERATOR


def offer(spark: SparkSession) -> None:
    """Makes the function known in the session."""
    jvm: Any = spark._jvm
    catalyst, none = jvm.org.apache.spark.sql.catalyst, jvm.scala.Option.empty()
    tag = jvm.scala.reflect.ClassTag.apply(jvm.java.lang.Class.forName(f"{_EXPRESSIONS}.TryEval"))
    base = getattr(getattr(catalyst.analysis, "FunctionRegistryBase$"), "MODULE$")
    made = base.build(ATTEMPT, none, tag)
    _registry(spark).registerFunction(catalyst.FunctionIdentifier(ATTEMPT, none), made._1(), made._2())


def groups(spark: SparkSession) -> Callable[[str], str]:
    """What tells the group of a function (`agg_funcs`, `generator_funcs`, ...) as the session knows it."""
    jvm: Any = spark._jvm
    registry, none = _registry(spark), jvm.scala.Option.empty()

    def group(name: str) -> str:
        found = registry.lookupFunction(jvm.org.apache.spark.sql.catalyst.FunctionIdentifier(name.lower(), none))
        return str(found.get().getGroup()) if found.isDefined() else ""

    return group


@lru_cache(maxsize=1024)
def group_without_spark(name: str) -> str:
    """The same by sqlglot, which knows most functions."""
    # Given fewer arguments than it takes, a function is still that function.
    tree = sqlglot.parse_one(f"SELECT {name}(x)", dialect="spark", error_level=ErrorLevel.IGNORE)
    node = tree.expressions[0]
    return AGGREGATE if isinstance(node, exp.AggFunc) else GENERATOR if isinstance(node, exp.UDTF | exp.Explode) else ""


_EXPRESSIONS = "org.apache.spark.sql.catalyst.expressions"


def _registry(spark: SparkSession) -> Any:
    return spark._jsparkSession.sessionState().functionRegistry()
