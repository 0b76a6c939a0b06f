"""A SELECT in which an expression that fails gives null, and tells so: which column, which expression, on what text.

Each row gets a column more, `_faults`. Where a failure could drop its row without a word (behind an inner join, in a
subquery of an expression), nothing is guarded, so that it still ends the run.
"""

from collections.abc import Callable, Iterable

from sqlglot import exp

from gcrm.bronze.failing import Failing
from gcrm.bronze.plain_sql import read, read_one, written

FAULTS = "_faults"
_KIND = "array<struct<key:string,value:string>>"


class UnguardedError(Exception):
    """A SELECT in which a failing expression could drop its row unseen."""


def guarded(
    sql: str,
    group: Callable[[str], str],
    hidden: Callable[[str], bool],
    shaped: Callable[[str], bool] = lambda _name: False,
) -> str | None:
    """The SELECT with `_faults`, an array of structs of `key` (the reason) and `value` (the text that it failed on).

    `group` tells what kind of function a name is, in Spark's words; `hidden` whether a column's text is withheld, and
    `shaped` whether its shape alone is told. None where there is nothing that can fail, or nothing that can be guarded.
    """
    tree = read(sql)
    try:
        found = _Guard(Failing(group, hidden, shaped)).query(tree)
    except UnguardedError:
        return None
    return written(tree) if found else None


class _Guard:
    """Goes through a query's SELECTs from the inside; knows which of its named ones have `_faults`."""

    def __init__(self, failing: Failing) -> None:
        self.failing = failing
        self.telling: dict[str, bool] = {}

    def query(self, node: exp.Expr) -> bool:
        """Whether the query has `_faults` now; where any of its SELECTs has, all have."""
        named = node.args.get("with_")
        for cte in named.expressions if named else ():
            self.telling[cte.alias] = self.query(cte.this)
            if self.telling[cte.alias] and (columns := cte.args["alias"].args.get("columns")):
                columns.append(exp.to_identifier(FAULTS))
        if isinstance(node, exp.Subquery):
            return self.query(node.this)
        if isinstance(node, exp.SetOperation):
            sides = {side: self.query(node.args[side]) for side in ("this", "expression")}
            for side, tells in sides.items():
                if any(sides.values()) and not tells:
                    _add_nothing(node.args[side])
            return any(sides.values())
        return self.select(node) if isinstance(node, exp.Select) else False

    def select(self, select: exp.Select) -> bool:
        telling = self.source(select)
        inherited = f"coalesce({telling}.{FAULTS}, array())" if telling else ""
        own = self.failing.guard(select)
        if not (own or inherited):
            return False
        if inherited:
            _without_faults(select, telling)
            if where := select.args.get("where"):
                where.set("this", read_one(f"({written(where.this)}) OR size({inherited}) > 0"))
        rows = f"filter(array({', '.join(own)}), _one -> _one IS NOT NULL)" if own else ""
        told = f"concat({inherited}, {rows})" if inherited and rows else inherited or rows
        if self.failing.aggregates(select):
            told = f"array_distinct(flatten(collect_set({told})))"
        select.append("expressions", read_one(f"CAST({told} AS {_KIND}) AS {FAULTS}"))
        return True

    def source(self, select: exp.Select) -> str:
        """The name of what the SELECT reads if that has `_faults`. Raises UnguardedError where its rows may be lost."""
        first = select.args.get("from_")
        telling = self.tells(first.this) if first else ""
        joins = select.args.get("joins") or []
        kinds = {f"{join.side} {join.kind}".strip() or ("" if join.args.get("on") else "CROSS") for join in joins}
        if any(self.tells(join.this) for join in joins) or (telling and not kinds <= {"LEFT", "LEFT OUTER", "CROSS"}):
            raise UnguardedError
        if any(join.method for join in joins) or select.args.get("pivots"):
            raise UnguardedError
        inside = (query for node in _parts(select) for query in node.find_all(exp.Query))
        if any(self.telling.get(table.name) for query in inside for table in query.find_all(exp.Table)):
            raise UnguardedError
        return telling

    def tells(self, node: exp.Expr) -> str:
        if isinstance(node, exp.Table):
            return node.alias_or_name if self.telling.get(node.name) else ""
        if isinstance(node, exp.Subquery) and self.query(node):
            if not node.alias:
                node.set("alias", exp.TableAlias(this=exp.to_identifier("_inner")))
            return str(node.alias)
        return ""


def _parts(select: exp.Select) -> Iterable[exp.Expr]:
    """The SELECT's expressions, and not what it reads."""
    yield from select.expressions
    yield from (select.args[part] for part in ("where", "having", "group", "qualify") if select.args.get(part))


def _without_faults(select: exp.Select, telling: str) -> None:
    """Stars stand for the columns that the author knows of."""
    for star in [*select.expressions]:
        whose = star.table if isinstance(star, exp.Column) else ""
        if star.is_star and whose in ("", telling):
            star.replace(read_one(f"{f'{whose}.' if whose else ''}* EXCEPT ({FAULTS})"))


def _add_nothing(node: exp.Expr) -> None:
    if isinstance(node, exp.Select):
        node.append("expressions", read_one(f"CAST(NULL AS {_KIND}) AS {FAULTS}"))
    else:
        for side in ("this", "expression"):
            if isinstance(inner := node.args.get(side), exp.Query):
                _add_nothing(inner)
