"""Spark's SQL read and written again word for word: functions stay as they were written."""

from functools import lru_cache
from typing import Any, ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.spark import Spark

_SYNTAX = ("CAST", "TRY_CAST", "EXTRACT", "TRIM", "OVERLAY", "POSITION")


class Plain(Spark):
    """Spark's dialect without knowledge of functions, which would write some of them another way."""

    class Parser(Spark.Parser):  # type: ignore[valid-type, misc]
        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {name: Spark.Parser.FUNCTION_PARSERS[name] for name in _SYNTAX}


def read(sql: str) -> exp.Expr:
    """The tree of a statement."""
    return sqlglot.parse_one(sql, dialect=Plain)


@lru_cache(maxsize=256)
def seen(sql: str) -> exp.Expr:
    """The same, to be looked at and never changed: it is asked for many times, and parsing takes long."""
    return read(sql)


@lru_cache(maxsize=256)
def understood(sql: str) -> exp.Expr:
    """The tree of a statement with what is known of functions; to be looked at and never changed."""
    return sqlglot.parse_one(sql, dialect="spark")


def read_one(sql: str) -> exp.Expr:
    """The tree of an expression, which may carry a name."""
    one: exp.Expr = read(f"SELECT {sql}").expressions[0]
    return one


def written(node: exp.Expr) -> str:
    """The SQL of a tree, on one line.

    >>> written(read_one("to_date(sold,\\n 'dd.MM.yyyy') AS day -- as the till writes it"))
    "to_date(sold, 'dd.MM.yyyy') AS day"
    """
    return node.sql(dialect=Plain, normalize_functions=False, comments=False)


def quoted(text: str) -> str:
    """The text as a literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
