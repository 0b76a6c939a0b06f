"""Where in a feed's SELECT something stands; read without Spark."""

from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from gcrm.bronze import plain_sql


def line_of(sql: str, column: str) -> int:
    """The line on which the SELECT says what an output column is; 1 where it does not name it, or is no SQL.

    >>> line_of("SELECT receipt AS transaction_id,\\n  price / 2\\n AS amount FROM sales", "amount")
    2
    """
    try:
        tree = plain_sql.understood(sql)
    except (ParseError, TokenError):
        return 1
    named = {one.alias_or_name: one for one in naming(tree)}
    return line(named[column]) if column in named else 1


def naming(query: exp.Expr) -> list[exp.Expr]:
    """The expressions that name the columns of a query: of a UNION that it is a part of, or is, those of the first
    SELECT. None for what is no query."""
    while isinstance(query.parent, exp.SetOperation):
        query = query.parent
    while isinstance(query, exp.SetOperation):
        query = query.this
    return [*query.expressions] if isinstance(query, exp.Select) else []


def line(node: exp.Expr) -> int:
    """The line that a part of a SELECT begins on; 1 where the parser did not keep it."""
    return min((int(one.meta["line"]) for one in node.walk() if one.meta.get("line")), default=1)
