"""Conversions of text in a feed's SELECT that fail where the text cannot be read; found without Spark."""

from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from gcrm.bronze import plain_sql
from gcrm.bronze.feed import Feed

Files = tuple[tuple[str, tuple[str, ...]], ...]  # each with its columns

# What fails at a text that it cannot read, and what gives null there.
_FAILS: dict[type[exp.Expr], str] = {
    exp.Cast: "try_cast",
    exp.StrToTime: "try_to_timestamp",
    exp.TsOrDsToDate: "try_to_date",
    exp.ToNumber: "try_to_number",
    exp.StrToUnix: "unix_timestamp(try_to_timestamp(...))",
}


@dataclass(frozen=True)
class Conversion:
    """What is written, what to write instead, and whether it stands where a guard can tell of its failure."""

    sql: str
    instead: str
    is_guarded: bool


def found(name: str, feed: Feed) -> tuple[Conversion, ...]:
    """The conversions of `<name>.sql`. Raises OptimizeError for a SELECT of columns that are not there."""
    return _found(feed.sql[name], files_of(feed))


@lru_cache(maxsize=256)
def qualified(sql: str, files: Files) -> exp.Expr:
    """The SELECT with the table of each column, and with what stars stand for; to be looked at and never changed.

    Raises OptimizeError for a SELECT of columns that are not there.
    """
    tree = plain_sql.understood(sql).copy()
    return qualify(tree, schema=_schema(files), dialect="spark", quote_identifiers=False)


def files_of(feed: Feed) -> Files:
    """The feed's files, each with its columns."""
    return tuple((file, tuple(field.name for field in feed.table(file).fields)) for file in feed.spec.files)


def _schema(files: Files) -> dict[str, object]:
    return {file: dict.fromkeys(columns, "TEXT") for file, columns in files}


@lru_cache(maxsize=256)
def _found(sql: str, files: Files) -> tuple[Conversion, ...]:
    schema, whole = _schema(files), qualified(sql, files)
    if all(_is_harmless(node) for node in whole.find_all(*_FAILS)):
        return ()  # types need not be told apart
    failing: dict[str, Conversion] = {}
    for node in annotate_types(whole.copy(), schema=schema, dialect="spark").find_all(*_FAILS):
        is_of_text = node.this.is_type(*exp.DataType.TEXT_TYPES) and not isinstance(node.this, exp.Literal)
        if is_of_text and not _is_harmless(node):
            # Where a function takes a date, sqlglot puts in a conversion that nobody has written.
            written = node.parent if isinstance(node, exp.TsOrDsToDate) and not node.args.get("safe") else node
            shown = (written or node).sql(dialect="spark")
            other = next(other for kind, other in _FAILS.items() if isinstance(node, kind))
            failing[shown] = Conversion(shown, other, _is_guarded(node))
    return tuple(failing.values())


def _is_harmless(node: exp.Expr) -> bool:
    return isinstance(node, exp.Cast) and (bool(node.args.get("safe")) or node.to.is_type(*exp.DataType.TEXT_TYPES))


def _is_guarded(node: exp.Expr) -> bool:
    """Whether it stands in a column or a WHERE, and not in how rows are joined or grouped, or in a query within."""
    select = node.find_ancestor(exp.Select)
    is_grouped = select and (select.args.get("group") or any(one.find(exp.AggFunc) for one in select.expressions))
    if is_grouped and not isinstance(node.find_ancestor(exp.AggFunc, exp.Select, exp.Where), exp.AggFunc | exp.Where):
        return False
    above: exp.Expr | None = node
    while above is not None:
        if isinstance(above, exp.Join | exp.Group | exp.Having | exp.Lateral | exp.In | exp.Exists):
            return False
        if isinstance(above, exp.Subquery) and not isinstance(above.parent, exp.From | exp.SetOperation):
            return False
        above = above.parent
    return True
