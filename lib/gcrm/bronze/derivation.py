"""What the columns of a feed's SELECT are made of: columns of its files, through queries, unions and generators.

Errs towards naming too many: what it does not understand may hold everything that stands beside it. How rows are chosen
and joined makes no value, so conditions of WHERE and ON do not count; but for what is compared with a personal column:
numbers that the SELECT has made up are that column, once those are kept that equal it.
"""

from functools import lru_cache

from sqlglot import exp

from gcrm.bronze import plain_sql
from gcrm.bronze.made import NOTHING, Made, Sources, union, united

Files = tuple[tuple[str, tuple[str, ...]], ...]  # each with its columns
_DEEPEST = 16  # scopes around a query; further within it may be made of anything
_GENERATORS = frozenset(f"{name}{end}" for name in ("explode", "posexplode", "inline") for end in ("", "_outer"))
_COMPARED = (exp.EQ, exp.NullSafeEQ, exp.In, exp.Between, exp.Like, exp.ILike, exp.RegexpLike)


Scope = dict[str, Made]


@lru_cache(maxsize=256)
def made(sql: str, files: Files, personal: Sources = NOTHING) -> Made:
    """What each column that the SELECT yields is made of. `personal`: columns that identify people.

    >>> files = (("sales", ("card", "paid")),)
    >>> found = made("WITH a AS (SELECT card || 'x' AS k, paid FROM sales) SELECT upper(k) AS shop, paid FROM a", files)
    >>> {name: sorted(of) for name, of in found.columns.items()}
    {'shop': [('sales', 'card')], 'paid': [('sales', 'paid')]}
    """
    known = {file: Made({name: frozenset({(file, name)}) for name in names}, is_file=True) for file, names in files}
    return _Reader(known, personal).query(plain_sql.seen(sql), [])


class _Reader:
    """Reads queries over tables that are `known` by name."""

    def __init__(self, known: Scope, personal: Sources) -> None:
        self.known, self.personal = known, personal

    def query(self, node: exp.Expr, outer: list[Scope]) -> Made:
        if len(outer) > _DEEPEST:  # each level within an expression is read twice
            return Made(others=self.every([self.known, *outer]), is_vague=True)
        reader = self._with(node, outer)
        if isinstance(node, exp.Subquery):
            return reader.pivoted(node, reader.query(node.this, outer), [*outer])
        if isinstance(node, exp.SetOperation):
            return united(reader.query(node.this, outer), reader.query(node.expression, outer))
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
                known[cte.alias.lower()] = Made(dict.fromkeys(names, NOTHING))
                known[cte.alias.lower()] = _Reader(known, self.personal).query(cte.this, outer).named(names)
            known[cte.alias.lower()] = _Reader(known, self.personal).query(cte.this, outer).named(names)
        return _Reader(known, self.personal)

    def select(self, select: exp.Select, outer: list[Scope]) -> Made:
        scope: Scope = {}
        first = select.args.get("from_")
        read = [*([first.this] if first else []), *(join.this for join in select.args.get("joins") or [])]
        for node in [*read, *(select.args.get("laterals") or [])]:
            name = node.alias_or_name.lower() or f"_{len(scope)}"
            scope[name] = self.rows(node, [scope, *outer])
        own: Scope = {"": Made()}
        scopes = [scope, own, *outer]
        self.chosen(select, scopes)
        times = union(rows.times for rows in scope.values())
        columns, others, is_vague = dict[str, Sources](), NOTHING, False
        for position, given in enumerate(select.expressions):
            if (star := self._star(given, scope)) is not None:
                is_vague |= star.is_vague or bool(columns.keys() & star.columns.keys())
                columns, others = {**columns, **star.columns}, others | star.others
                continue
            found = self.of(given, scopes, select)
            if (groups := select.args.get("group")) and self.makes_up(given, scopes):
                found |= union(self.of(one, scopes) for one in groups.expressions) & self.personal
            if times and given.find(exp.Func, exp.Window):
                found |= times
            if any(call.name.lower() in _GENERATORS for call in given.find_all(exp.Anonymous)):
                times |= found & self.personal
            names = [one.name.lower() for one in given.expressions] if isinstance(given, exp.Aliases) else []
            named = given.output_name.lower()
            others = others if names or named else others | found
            for name in names or [named or f"_{position}"]:
                is_vague |= name in columns
                columns[name] = columns.get(name, NOTHING) | found
            own[""] = Made(columns)
        return Made(columns, others, is_vague, times)

    def chosen(self, select: exp.Select, scopes: list[Scope]) -> None:
        """Notes of relations in `scopes` what is told of them by the conditions of the SELECT."""
        given = [*(join.args.get("on") for join in select.args.get("joins") or [])]
        given += [one.this for name in ("where", "having", "qualify") if (one := select.args.get(name))]
        # What stands in a condition within an expression is told of the rows around it, whatever stands first.
        for one in select.expressions:
            if one.find(exp.Query):
                self.of(one, scopes, select)
        for join in select.args.get("joins") or []:
            self.alike(join, scopes[0])
        for condition in given:
            for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
                if part is not None:
                    self.told(part, scopes)

    def alike(self, join: exp.Expr, scope: Scope) -> None:
        """The same of columns that a join by USING, or a NATURAL one, says are equal."""
        names = {one.name.lower() for one in join.args.get("using") or []}
        if join.args.get("method"):
            names = {column for rows in scope.values() for column in rows.columns}
        for column in names:
            having = {name: rows for name, rows in scope.items() if column in rows.columns or rows.is_vague}
            keys = union(rows.of(column) for rows in having.values()) & self.personal
            scope |= {name: rows.told(keys, (column,)) for name, rows in having.items() if keys - rows.of(column)}

    def told(self, condition: exp.Expr, scopes: list[Scope]) -> None:
        """Columns that stand beside personal ones in one condition are told by these, unless they are personal too."""
        keys = self.of(condition, scopes) & self.personal
        if not keys:
            return
        is_compared = isinstance(condition, _COMPARED)
        for column in condition.find_all(exp.Column):
            if (found := _relation(column, scopes)) is None:
                continue
            scope, name, field_ = found
            rows = scope[name]
            if not rows.of(field_) & self.personal and (is_compared or not rows.is_file):
                scope[name] = rows.told(keys, (field_,))

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
        return Made(dict.fromkeys(_names(alias), found), found, is_vague=True, times=found & self.personal)

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
            found = union(self.of(part, scopes, select) for part in parts if part)
            if self.makes_up(node.this, scopes):
                found |= union(self.of(one, scopes) for one in _partition(node, select)) & self.personal
            return found
        if _tells_nothing(node):
            return NOTHING
        return union(self.of(part, scopes, select) for part in node.iter_expressions())

    def makes_up(self, node: exp.Expr, scopes: list[Scope]) -> bool:
        """Whether it reads a column that is made of none of the files, and so may be a card that rows share."""
        return any(not self.of(one, scopes) and _relation(one, scopes) for one in node.find_all(exp.Column))

    def every(self, scopes: list[Scope]) -> Sources:
        return union(rows.all for scope in scopes for rows in scope.values())

    def _star(self, given: exp.Expr, scope: Scope) -> Made | None:
        star = given.this if isinstance(given, exp.Column) else given
        if not isinstance(star, exp.Star):
            return None
        table = given.table.lower() if isinstance(given, exp.Column) else ""
        left_out = {one.name.lower() for one in star.args.get("except_") or []}
        if isinstance(given, exp.Column) and table not in scope:
            # Of a struct: its fields have whatever names.
            return Made(others=union(rows.all for rows in scope.values()), is_vague=True)
        found = [scope[table]] if table in scope else [*scope.values()]
        pairs = [(name, of) for rows in found for name, of in rows.columns.items() if name not in left_out]
        columns = dict[str, Sources]()
        for name, of in pairs:
            columns[name] = columns.get(name, NOTHING) | of
        is_vague = len(columns) < len(pairs) or any(rows.is_vague for rows in found)
        return Made(columns, union(rows.others for rows in found), is_vague)


def _column(node: exp.Column, scopes: list[Scope]) -> Sources:
    first, *rest = [part.name.lower() for part in node.parts]
    for scope in scopes:
        if rest and first in scope:
            rows = scope[first]
            return rows.of(rest[0])
        having = [rows.columns[first] for rows in scope.values() if first in rows.columns]
        unknown = union(rows.others for rows in scope.values())
        if having or unknown:
            return union([*having, unknown])
    return NOTHING  # a variable of a lambda, whose values stand beside it


def _relation(node: exp.Column, scopes: list[Scope]) -> tuple[Scope, str, str] | None:
    """The scope that holds what a column is read of, under which name, and the name of the column there."""
    first, *rest = [part.name.lower() for part in node.parts]
    for scope in scopes:
        if rest and first in scope:
            return scope, first, rest[0]
        for name, rows in scope.items():
            if first in rows.columns:
                return scope, name, first
        for name, rows in scope.items():
            if rows.is_vague:
                return scope, name, first
    return None


def _tells_nothing(node: exp.Expr) -> bool:
    """Whether it tells no more of a column than that it is there."""
    if isinstance(node, exp.Is):
        return isinstance(node.this, exp.Column) and isinstance(node.expression, exp.Null)
    is_count = isinstance(node, exp.Anonymous) and node.name.lower() == "count"
    return is_count and all(isinstance(one, exp.Column | exp.Star) for one in node.expressions)


def _partition(node: exp.Window, select: exp.Select | None) -> list[exp.Expr]:
    named = (select.args.get("windows") or []) if select and node.args.get("alias") else []
    return [part for one in (node, *named) for part in one.args.get("partition_by") or []]


def _window(node: exp.Window, select: exp.Select | None) -> list[exp.Expr]:
    named = (select.args.get("windows") or []) if select and node.args.get("alias") else []
    return [order for one in named if (order := one.args.get("order"))]


def _names(alias: exp.Expr | None) -> list[str]:
    return [one.name.lower() for one in alias.args.get("columns") or []] if alias else []
