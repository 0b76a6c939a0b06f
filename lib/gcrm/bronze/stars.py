"""A star among the arguments of a function: the columns that feed.yml declares, not what a record carries beside."""

from collections.abc import Iterator
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from gcrm.bronze import conversions
from gcrm.core.contracts.table import SOURCE

_BESIDE = frozenset({"_extra", "_problem", SOURCE.name})


@lru_cache(maxsize=256)
def declared(sql: str, files: conversions.Files) -> str:
    """The SELECT with each such star written out, every line where it was. `count(*)` counts rows, and stays.

    What a record carries beside (its place, columns nobody declared) is no part of what was delivered of it: a key made
    of it would be another one with the next delivery, and a map cannot be joined to a text.

    >>> declared("SELECT md5(concat_ws('|', *)) AS id, count(*) AS n FROM sales", (("sales", ("a", "b", "_source")),))
    "SELECT md5(concat_ws('|', `sales`.`a`, `sales`.`b`)) AS id, count(*) AS n FROM sales"
    """
    if "*" not in sql:
        return sql
    try:
        found = [*_stars(sql, files)]
    except SqlglotError:
        return sql  # no SQL, or a column that is not there, which is told by others
    for start, end, columns in sorted(found, reverse=True):
        sql = sql[:start] + columns + sql[end:]
    return sql


def _stars(sql: str, files: conversions.Files) -> Iterator[tuple[int, int, str]]:
    """Where each star begins and ends in the text, and what it stands for."""
    for scope in traverse_scope(conversions.qualified(sql, files)):
        for star in scope.find_all(exp.Star):
            whole = star.parent if isinstance(star.parent, exp.Column) else star
            is_argument = isinstance(whole.parent, exp.Func) and not isinstance(whole.parent, exp.Count)
            columns = _columns(whole, star, scope, dict(files)) if is_argument else []
            if columns:
                starts = [int(node.meta["start"]) for node in whole.walk() if "start" in node.meta]
                ends = [int(node.meta["end"]) for node in whole.walk() if "end" in node.meta]
                end = max(ends) + 1
                yield min(starts), sql.index(")", end) + 1 if star.args.get("except_") else end, ", ".join(columns)


def _columns(whole: exp.Expr, star: exp.Star, scope: Scope, files: dict[str, tuple[str, ...]]) -> list[str]:
    """The columns that a star stands for; none where they cannot be told without Spark."""
    read = [whole.table] if isinstance(whole, exp.Column) else [*scope.selected_sources]
    left_out = _BESIDE | {one.name.lower() for one in star.args.get("except_") or ()}
    found: list[str] = []
    for name in read:
        source = scope.sources.get(name)
        given = files.get(source.name) if isinstance(source, exp.Table) else None
        if isinstance(source, Scope) and isinstance(source.expression, exp.Query):
            given = tuple(source.expression.named_selects)
        if not given or "*" in given:
            return []
        found += [f"`{name}`.`{column}`" for column in given if column.lower() not in left_out]
    return found
