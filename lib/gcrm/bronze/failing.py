"""Which expressions of a SELECT may fail, and how each is tried: its value or null, and what it failed on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from gcrm.bronze.plain_sql import quoted, read_one, written
from gcrm.bronze.sql_lines import naming

ATTEMPT = "gcrm_attempt"  # Spark's TryEval, see bronze.attempt
AGGREGATE, GENERATOR = "agg_funcs", "generator_funcs"  # groups of functions, in Spark's words
_SAFE = (
    exp.Column, exp.Identifier, exp.Null, exp.Boolean, exp.Alias, exp.Paren, exp.DataType, exp.DataTypeParam,
    exp.Case, exp.If, exp.Is, exp.Not, exp.And, exp.Or, exp.EQ, exp.NEQ, exp.In, exp.Like, exp.Star,
)  # fmt: skip
_SAFE_FUNCTIONS = {
    "coalesce", "nullif", "concat", "concat_ws", "upper", "lower", "trim", "ltrim", "rtrim", "replace", "translate",
    "md5", "substring_index", "length", "reverse", "initcap", "regexp_replace", "split", "try_to_date",
    "try_to_timestamp", "try_to_number", "if", "isnull", "isnotnull",
}  # fmt: skip
_LONGEST = 80
_LETTER, _DIGIT = r"[\p{L}\p{M}]", r"\p{N}"
_COLUMNS = 3


@dataclass(frozen=True)
class Failing:
    """`group` tells what kind of function a name is, in Spark's words; `hidden` which columns' texts are withheld, and
    `shaped` of which the shape is told."""

    group: Callable[[str], str]
    hidden: Callable[[str], bool]
    shaped: Callable[[str], bool] = lambda _name: False

    def guard(self, select: exp.Select) -> list[str]:
        """Puts a try around what may fail; gives the SQL of a struct for each, which is null where it did not fail."""
        found: list[str] = []
        aggregates = self.aggregates(select)
        where = select.args.get("where")
        if where and self.may_fail(where.this):
            tried = _tried(where.this)
            found.append(self.fault("where", where.this, tried))
            where.set("this", read_one(f"{tried} IS NULL OR {tried}.v"))
        labels = [one.alias_or_name or "column" for one in naming(select) or select.expressions]
        for given, label in zip([*select.expressions], labels, strict=False):
            inner = given.this if isinstance(given, exp.Aliases) else given.unalias()
            if aggregates or inner.find(exp.Window) or self.is_of(inner, GENERATOR):
                for part in [*self.parts(inner, aggregates)]:
                    found += self.try_one(part, label)
            else:
                found += self.try_one(inner, label)
        return found

    def try_one(self, node: exp.Expr, label: str) -> list[str]:
        if not self.may_fail(node):
            return []
        tried = _tried(node)
        fault = self.fault(label, node, tried)
        node.replace(read_one(f"{tried}.v"))
        return [fault]

    def parts(self, node: exp.Expr, aggregates: bool) -> Iterator[exp.Expr]:
        """What is reckoned row by row within an expression over several rows."""
        if isinstance(node, exp.Window):
            if not aggregates:
                yield from node.this.expressions if isinstance(node.this, exp.Anonymous) else ()
                yield from node.args.get("partition_by") or ()
                yield from (one.this for one in (node.args["order"].expressions if node.args.get("order") else ()))
        elif self.is_of(node, AGGREGATE, GENERATOR):
            yield from node.expressions
        else:
            for child in [*node.iter_expressions()]:
                yield from self.parts(child, aggregates)

    def aggregates(self, select: exp.Select) -> bool:
        """Whether the SELECT gives a row for several."""
        return bool(select.args.get("group")) or any(self._has_aggregate(one) for one in select.expressions)

    def _has_aggregate(self, node: exp.Expr) -> bool:
        if isinstance(node, exp.Window | exp.Query):
            return False
        return self.is_of(node, AGGREGATE) or any(self._has_aggregate(one) for one in node.iter_expressions())

    def is_of(self, node: exp.Expr, *groups: str) -> bool:
        return isinstance(node, exp.Anonymous) and self.group(node.name) in groups

    def may_fail(self, node: exp.Expr) -> bool:
        """Whether it is about a column, and more than naming and comparing texts; a query within is not looked into."""
        if node.is_star or not node.find(exp.Column) or node.find(exp.Query, exp.Window):
            return False
        return not all(_is_safe(one) for one in node.walk())

    def fault(self, label: str, node: exp.Expr, tried: str) -> str:
        """The SQL of the struct that tells of a failure."""
        sql = written(node)
        shown = sql if len(sql) <= _LONGEST else f"{sql[: _LONGEST - 3]}..."
        key = quoted(f"{label}_can_be_computed: {shown}")
        columns = list(dict.fromkeys(one.sql(dialect="spark") for one in node.find_all(exp.Column)))[:_COLUMNS]
        text = f"concat_ws(', ', {', '.join(self._text(column) for column in columns)})"
        return f"if({tried} IS NULL, named_struct('key', {key}, 'value', {text}), NULL)"

    def _text(self, column: str) -> str:
        name = column.rpartition(".")[2].strip("`")
        if self.hidden(name.lower()):
            return quoted(f"{name} = (withheld)")
        text = f"CAST({column} AS STRING)"
        if self.shaped(name.lower()):
            text = f"regexp_replace(regexp_replace({text}, {quoted(_LETTER)}, 'a'), {quoted(_DIGIT)}, '9')"
        return f"concat({quoted(f'{name} = ')}, coalesce({text}, 'NULL'))"


def _is_safe(node: exp.Expr) -> bool:
    if isinstance(node, exp.Literal):
        return node.is_string or isinstance(node.parent, exp.DataTypeParam)
    if isinstance(node, exp.Cast):
        # Spark's CAST is sqlglot's TryCast; `safe` tells those that were written TRY_CAST.
        return bool(node.args.get("safe")) or node.to.is_type(*exp.DataType.TEXT_TYPES)
    return isinstance(node, _SAFE) or (isinstance(node, exp.Anonymous) and node.name.lower() in _SAFE_FUNCTIONS)


def _tried(node: exp.Expr) -> str:
    # Within a lambda nothing is computed ahead, as common parts of several expressions are outside of one.
    return f"transform(array(0), _one -> {ATTEMPT}(named_struct('v', {written(node)})))[0]"
