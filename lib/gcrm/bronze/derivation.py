"""What the columns of a feed's SELECT are made of: columns of its files, through queries, unions and generators.

Errs towards naming too many: what it does not understand may hold everything that stands beside it. How rows are chosen
and joined makes no value, so conditions of WHERE and ON do not count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlglot import exp

from gcrm.bronze import plain_sql

Sources = frozenset[tuple[str, str]]  # of file and column
Files = tuple[tuple[str, tuple[str, ...]], ...]  # each with its columns
_NONE: Sources = frozenset()


@dataclass(frozen=True)
class Made:
    """What rows are made of, by column in their order; `others`: what columns are made of that have no name.
    `is_vague`: there may be more columns, or in another order."""

    columns: Mapping[str, Sources] = field(default_factory=dict)
    others: Sources = _NONE
    is_vague: bool = False

    def of(self, column: str) -> Sources:
        return self.columns.get(column, self.others)

    @property
    def all(self) -> Sources:
        return _union([*self.columns.values(), self.others])

    def named(self, names: list[str]) -> "Made":
        """The same under other names."""
        if not names:
            return self
        if self.is_vague or len(names) != len(self.columns):
            return Made(dict.fromkeys(names, self.all))
        return Made(dict(zip(names, self.columns.values(), strict=True)))


Scope = dict[str, Made]


@lru_cache(maxsize=256)
def made(sql: str, files: Files) -> Made:
    """What each column that the SELECT yields is made of.

    >>> files = (("sales", ("card", "paid")),)
    >>> found = made("WITH a AS (SELECT card || 'x' AS k, paid FROM sales) SELECT upper(k) AS shop, paid FROM a", files)
    >>> {name: sorted(of) for name, of in found.columns.items()}
    {'shop': [('sales', 'card')], 'paid': [('sales', 'paid')]}
    """
    known = {file: Made({name: frozenset({(file, name)}) for name in names}) for file, names in files}
    return _Reader(known).query(plain_sql.seen(sql), [])


class _Reader:
    """Reads queries over tables that are `known` by name."""

    def __init__(self, known: Scope) -> None:
        self.known = known

    def query(self, node: exp.Expr, outer: list[Scope]) -> Made:
        reader = self._with(node, outer)
        if isinstance(node, exp.Subquery):
            return reader.pivoted(node, reader.query(node.this, outer), [*outer])
        if isinstance(node, exp.SetOperation):
            return _united(reader.query(node.this, outer), reader.query(node.expression, outer))
        return (
            reader.select(node, outer)
            if isinstance(node, exp.Select)
            else Made(others=reader.every([reader.known, *outer]), is_vague=True)
        )

    def _with(self, node: exp.Expr, outer: list[Scope]) -> "_Reader":
        given, known = node.args.get("with_"), dict(self.known)
        for cte in given.expressions if given else ():
            names = _names(cte.args.get("alias"))
            if given and given.args.get("recursive"):
                known[cte.alias.lower()] = Made(dict.fromkeys(names, _NONE))
                known[cte.alias.lower()] = _Reader(known).query(cte.this, outer).named(names)
            known[cte.alias.lower()] = _Reader(known).query(cte.this, outer).named(names)
        return _Reader(known)

    def select(self, select: exp.Select, outer: list[Scope]) -> Made:
        scope: Scope = {}
        first = select.args.get("from_")
        read = [*([first.this] if first else []), *(join.this for join in select.args.get("joins") or [])]
        for node in [*read, *(select.args.get("laterals") or [])]:
            name = node.alias_or_name.lower() or f"_{len(scope)}"
            scope[name] = self.rows(node, [scope, *outer])
        own: Scope = {"": Made()}
        columns, others, is_vague = dict[str, Sources](), _NONE, False
        for position, given in enumerate(select.expressions):
            if (star := self._star(given, scope)) is not None:
                is_vague |= star.is_vague or bool(columns.keys() & star.columns.keys())
                columns, others = {**columns, **star.columns}, others | star.others
                continue
            found = self.of(given, [scope, own, *outer], select)
            names = [one.name.lower() for one in given.expressions] if isinstance(given, exp.Aliases) else []
            named = given.output_name.lower()
            others = others if names or named else others | found
            for name in names or [named or f"_{position}"]:
                is_vague |= name in columns
                columns[name] = columns.get(name, _NONE) | found
            own[""] = Made(columns)
        return Made(columns, others, is_vague)

    def rows(self, node: exp.Expr, scopes: list[Scope]) -> Made:
        """What is read: a table, a query, a generator."""
        alias = node.args.get("alias")
        if isinstance(node, exp.Table):
            table = self.known.get(node.name.lower(), Made(others=self.every([self.known, *scopes]), is_vague=True))
            return self.pivoted(node, table, scopes).named(_names(alias))
        if isinstance(node, exp.Query):
            return self.query(node, scopes).named(_names(alias))
        if isinstance(node, exp.Lateral) and isinstance(node.this, exp.Query):
            return self.query(node.this, scopes).named(_names(alias))
        found = self.of(node.this if isinstance(node, exp.Lateral) else node, scopes)
        return Made(dict.fromkeys(_names(alias), found), found, is_vague=True)

    def pivoted(self, node: exp.Expr, rows: Made, scopes: list[Scope]) -> Made:
        """Rows that became columns, or columns that became rows: any may hold any."""
        return Made(others=rows.all | self.every(scopes), is_vague=True) if node.args.get("pivots") else rows

    def of(self, node: exp.Expr, scopes: list[Scope], select: exp.Select | None = None) -> Sources:
        """What an expression is made of."""
        table = node.table.lower() if isinstance(node, exp.Column) else ""
        if star := self._star(node, next((scope for scope in scopes if table and table in scope), scopes[0])):
            return star.all
        if isinstance(node, exp.Column):
            return _column(node, scopes)
        if isinstance(node, exp.Query):
            return self.query(node, scopes).all
        if isinstance(node, exp.Window):
            parts = [node.this, node.args.get("order"), *_window(node, select)]
            return _union(self.of(part, scopes, select) for part in parts if part)
        if _tells_nothing(node):
            return _NONE
        return _union(self.of(part, scopes, select) for part in node.iter_expressions())

    def every(self, scopes: list[Scope]) -> Sources:
        return _union(rows.all for scope in scopes for rows in scope.values())

    def _star(self, given: exp.Expr, scope: Scope) -> Made | None:
        star = given.this if isinstance(given, exp.Column) else given
        if not isinstance(star, exp.Star):
            return None
        table = given.table.lower() if isinstance(given, exp.Column) else ""
        left_out = {one.name.lower() for one in star.args.get("except_") or []}
        found = [scope[table]] if table in scope else [*scope.values()]
        pairs = [(name, of) for rows in found for name, of in rows.columns.items() if name not in left_out]
        columns = dict[str, Sources]()
        for name, of in pairs:
            columns[name] = columns.get(name, _NONE) | of
        is_vague = len(columns) < len(pairs) or any(rows.is_vague for rows in found)
        return Made(columns, _union(rows.others for rows in found), is_vague)


def _column(node: exp.Column, scopes: list[Scope]) -> Sources:
    first, *rest = [part.name.lower() for part in node.parts]
    for scope in scopes:
        if rest and first in scope:
            rows = scope[first]
            return rows.of(rest[0])
        having = [rows.columns[first] for rows in scope.values() if first in rows.columns]
        unknown = _union(rows.others for rows in scope.values())
        if having or unknown:
            return _union([*having, unknown])
    return _NONE  # a variable of a lambda, whose values stand beside it


def _tells_nothing(node: exp.Expr) -> bool:
    """Whether it tells no more of a column than that it is there."""
    if isinstance(node, exp.Is):
        return isinstance(node.this, exp.Column) and isinstance(node.expression, exp.Null)
    is_count = isinstance(node, exp.Anonymous) and node.name.lower() == "count"
    return is_count and all(isinstance(one, exp.Column | exp.Star) for one in node.expressions)


def _window(node: exp.Window, select: exp.Select | None) -> list[exp.Expr]:
    named = (select.args.get("windows") or []) if select and node.args.get("alias") else []
    return [order for one in named if (order := one.args.get("order"))]


def _united(one: Made, other: Made) -> Made:
    others = one.others | other.others
    if one.is_vague or other.is_vague or len(one.columns) != len(other.columns):
        both = one.all | other.all
        return Made(dict.fromkeys([*one.columns, *other.columns], both), both, is_vague=True)
    # By place, or BY NAME where it says so.
    pairs = zip(one.columns, one.columns.values(), other.columns.values(), strict=True)
    return Made({name: mine | theirs | other.columns.get(name, _NONE) for name, mine, theirs in pairs}, others)


def _names(alias: exp.Expr | None) -> list[str]:
    return [one.name.lower() for one in alias.args.get("columns") or []] if alias else []


def _union(several: Iterable[Sources]) -> Sources:
    return frozenset().union(*several)
