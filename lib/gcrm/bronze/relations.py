"""What the rows of a query are made of when some of its files are read for their news alone: whether they are news, and
which columns of the files the values of a column tell."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

Pins = frozenset[str]  # columns of the files that a value tells: rows that share it share them
_NONE: Pins = frozenset()
# From what these give, what they were given can be told; trim or substring would put several groups into one.
_TELLING = (exp.Concat, exp.ConcatWs, exp.DPipe, exp.Struct, exp.Array, exp.MD5, exp.SHA, exp.SHA2)
_PASSING = (exp.Alias, exp.Paren)


@dataclass(frozen=True)
class Relation:
    """Whether rows are news, and what the values of each of their columns tell, in their order."""

    is_news: bool
    columns: tuple[tuple[str, Pins], ...] = ()

    @property
    def pins(self) -> dict[str, Pins]:
        return dict(self.columns)

    @property
    def told(self) -> list[Pins]:
        return [pins for _, pins in self.columns]


class Relations:
    """The relations of a query whose tables are files: of those that are `news` the columns are known by name."""

    def __init__(self, news: Mapping[str, tuple[str, ...]]) -> None:
        self.news = news
        self._known: dict[int, Relation] = {}

    def of(self, source: exp.Table | Scope) -> Relation:
        """The rows of a table or of a query within."""
        if isinstance(source, Scope):
            if id(source.expression) not in self._known:
                # A query that reads itself finds this while it is looked into.
                self._known[id(source.expression)] = Relation(self._reads_news(source))
                self._known[id(source.expression)] = self._of_query(source)
            return self._known[id(source.expression)]
        columns = self.news.get(source.name)
        return Relation(columns is not None, tuple((name, frozenset({name})) for name in columns or ()))

    def pins(self, node: exp.Expr, scope: Scope) -> Pins:
        """Which columns of the files the value of an expression tells."""
        if isinstance(node, exp.Column):
            source = self._source(node.table, scope)
            return self.of(source).pins.get(node.name, _NONE) if source is not None else _NONE
        if isinstance(node, _PASSING) or (isinstance(node, exp.Cast) and node.to.is_type(*exp.DataType.TEXT_TYPES)):
            return self.pins(node.this, scope)
        if isinstance(node, exp.Coalesce):
            given = [one for one in (node.this, *node.expressions) if not isinstance(one, exp.Literal)]
            return frozenset.intersection(*(self.pins(one, scope) for one in given)) if given else _NONE
        if isinstance(node, _TELLING):
            within = [one for one in node.args.values() if isinstance(one, exp.Expr)]
            parts = [*within, *(one for many in node.args.values() if isinstance(many, list) for one in many)]
            return _NONE.union(*(self.pins(one, scope) for one in parts if isinstance(one, exp.Expr)))
        if isinstance(node, exp.PropertyEQ | exp.Tuple):
            return _NONE.union(*(self.pins(one, scope) for one in (node.expression, *node.expressions) if one))
        return _NONE

    def tied(self, condition: exp.Expr | None, scope: Scope, one: set[str], other: set[str]) -> Pins:
        """Columns of the files that a condition says are equal on both sides, told by the names of their tables."""
        found = _NONE
        for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
            if isinstance(part, exp.Paren):
                found |= self.tied(part.this, scope, one, other)
            if isinstance(part, exp.EQ | exp.NullSafeEQ):
                sides = [{c.table for c in side.find_all(exp.Column)} for side in (part.this, part.expression)]
                crosses = (sides[0] <= one and sides[1] <= other) or (sides[0] <= other and sides[1] <= one)
                if crosses and all(sides):
                    found |= self.pins(part.this, scope) & self.pins(part.expression, scope)
        return found

    def outside(self, scope: Scope) -> Pins:
        """Columns of the files in which a query's rows are those of the row around it."""
        where = scope.expression.args.get("where")
        inner = set(scope.sources) & _tables(scope)
        outer = {column.table for column in scope.external_columns}
        return self.tied(where.this if where else None, scope, inner, outer - inner)

    def _source(self, name: str, scope: Scope | None) -> "exp.Table | Scope | None":
        while scope is not None:
            if name in scope.sources:
                found = scope.sources[name]
                return found if isinstance(found, exp.Table | Scope) else None
            scope = scope.parent
        return None

    def _of_query(self, scope: Scope) -> Relation:
        if isinstance(scope.expression, exp.SetOperation):
            one, other = (self.of(part) for part in scope.set_operation_scopes)
            both = zip(one.columns, other.told, strict=False)
            # A file that is read whole has no news of which rows could be apart.
            told = ((name, a & b if one.is_news and other.is_news else a | b) for (name, a), b in both)
            return Relation(one.is_news or other.is_news, tuple(told))
        if not isinstance(scope.expression, exp.Select):
            return Relation(self._reads_news(scope))
        columns = scope.expression.expressions
        pins = tuple((column.alias_or_name, self.pins(column, scope)) for column in columns)
        return Relation(self._reads_news(scope), pins)

    def _reads_news(self, scope: Scope) -> bool:
        return any(table.name in self.news for table in scope.expression.find_all(exp.Table)) or any(
            isinstance(source, Scope) and source.expression is not scope.expression and self.of(source).is_news
            for name, source in scope.sources.items()
            if name in _tables(scope)
        )


def _tables(scope: Scope) -> set[str]:
    """Names under which a query's own FROM reads something."""
    return set(joined(scope))


def joined(scope: Scope) -> list[str]:
    """The same in the order in which they are joined."""
    select = scope.expression
    first = select.args.get("from_") or select.args.get("from")
    parts = [first, *(select.args.get("joins") or []), *(select.args.get("laterals") or [])]
    return [part.alias_or_name if isinstance(part, exp.Lateral) else part.this.alias_or_name for part in parts if part]
