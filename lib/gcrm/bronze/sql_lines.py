"""Where in a feed's SELECT something stands; read without Spark."""

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError


def line_of(sql: str, column: str) -> int:
    """The line on which the SELECT says what an output column is; 1 where it does not name it, or is no SQL.

    >>> line_of("SELECT receipt AS transaction_id,\\n  price / 2\\n AS amount FROM sales", "amount")
    2
    """
    try:
        tree = sqlglot.parse_one(sql, dialect="spark")
    except (ParseError, TokenError):
        return 1
    while isinstance(tree, exp.SetOperation):
        tree = tree.this
    named = {one.alias_or_name: one for one in tree.expressions} if isinstance(tree, exp.Select) else {}
    return line(named[column]) if column in named else 1


def line(node: exp.Expr) -> int:
    """The line that a part of a SELECT begins on; 1 where the parser did not keep it."""
    return min((int(one.meta["line"]) for one in node.walk() if one.meta.get("line")), default=1)
