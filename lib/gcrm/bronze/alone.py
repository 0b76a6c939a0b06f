"""SELECTs that look at several rows and are given only the news: what they find is wrong, and overwrites sold lines."""

from collections.abc import Iterator, Mapping

from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.scope import Scope, traverse_scope

from gcrm.bronze import conversions
from gcrm.bronze.feed import Feed
from gcrm.bronze.relations import Pins, Relations, joined
from gcrm.bronze.sql_lines import line
from gcrm.core.contracts.table import SOURCE

_SHOWN = 120
_NONE: Pins = frozenset()


def mistakes(name: str, feed: Feed, news: Mapping[str, tuple[str, ...]], together: tuple[str, ...]) -> list[str]:
    """What `<name>.sql` finds in rows that are not read together, each with its line.

    `news`: the columns of the files of which only what changed is read; `together`: the columns that rows share which
    are read with a changed one. The last place of a row (`max(_source)`) may be asked for: the newest row tells it.
    """
    try:
        whole = conversions.qualified(feed.sql[name], conversions.files_of(feed))
    except OptimizeError:
        return []  # a column that is not there, which is told by others
    spec = feed.spec.selects.get(name)
    by = ", ".join(spec.by or ()) if spec else ""
    where = f"{feed.where}/{name}.sql"
    found: dict[str, str] = {}
    for node, does, pins in _apart(whole, Relations(news), frozenset(together)):
        sql = _shown(node)
        may = [column for column in sorted(pins) if all(column in feed.spec.files[file].fields for file in news)]
        advice = f"write 'by: [{', '.join(may)}]', the columns of rows that belong together" if may else _WITHOUT
        found.setdefault(
            sql,
            f"{where}:{line(node)}: {sql} {does}, but 'by: [{by}]' of selects.{name} in feed.yml gives it only "
            f"{'rows that share these columns with new ones' if by else 'new ones'}; {advice}.",
        )
    return list(found.values())


_WITHOUT = "leave 'by' out, and everything is read again whenever a file is new"
Apart = Iterator[tuple[exp.Expr, str, Pins]]  # what is apart, what it does, and which columns would keep it together


def _apart(tree: exp.Expr, relations: Relations, together: Pins) -> Apart:
    for scope in traverse_scope(tree):
        select = scope.expression
        if not relations.of(scope).is_news:
            continue
        outside = relations.outside(scope) if isinstance(select, exp.Select) else _NONE
        kept = _holds(outside, together)
        if isinstance(select, exp.Select):
            yield from _of_rows(scope, relations, together, outside)
            yield from _of_joins(scope, relations, together)
        elif isinstance(select, exp.Except | exp.Intersect):
            yield from _of_sets(scope, relations, together)
        for part in ("limit", "offset"):
            if (found := select.args.get(part)) and not kept:
                yield found, "leaves out rows by what others there are", _NONE
        for within in scope.subquery_scopes:
            yield from _of_query_within(within, scope, relations, together)


def _of_rows(scope: Scope, relations: Relations, together: Pins, outside: Pins) -> Apart:
    """Windows, aggregates and samples."""
    if not any(relations.of(source).is_news for source in _sources(scope).values()):
        return
    group = outside | _group(scope, relations)
    for node in scope.find_all(exp.Window, exp.AggFunc, exp.TableSample, exp.Pivot):
        if isinstance(node, exp.Window):
            if node.arg_key == "windows":
                continue  # looked at where it is used
            pins = _partition(node, scope, relations)
        elif isinstance(node, exp.AggFunc):
            if _is_of_place(node) or node.find_ancestor(exp.Window, exp.Pivot):
                continue
            pins = group
        else:
            pins = _NONE
        if not _holds(pins, together):
            yield node, "looks at several rows", pins
    if scope.expression.args.get("group") and not _holds(group, together):
        yield from ((node, "looks at several rows", group) for node in _aggregated(scope))


def _group(scope: Scope, relations: Relations) -> Pins:
    group = scope.expression.args.get("group")
    if not group:
        return _NONE
    if any(group.args.get(kind) for kind in ("rollup", "cube", "grouping_sets")):
        return _NONE
    keys = group.expressions
    if group.args.get("all"):
        keys = [one for one in scope.expression.expressions if not one.find(exp.AggFunc)]
    return _NONE.union(*(relations.pins(one, scope) for one in keys))


def _aggregated(scope: Scope) -> Iterator[exp.Expr]:
    """What a SELECT with groups makes of columns that it does not group by, by functions that the parser does not
    know."""
    group = scope.expression.args["group"]
    keys = {one.sql() for one in group.expressions}
    for one in scope.expression.find_all(exp.Anonymous):
        inner = {column.sql() for column in one.find_all(exp.Column)}
        if inner - keys and not group.args.get("all") and not one.find_ancestor(exp.AggFunc, exp.Group, exp.Where):
            yield one


def _partition(node: exp.Window, scope: Scope, relations: Relations) -> Pins:
    given = node.args.get("partition_by") or []
    if (named := node.args.get("alias")) is not None:
        windows = scope.expression.args.get("windows") or []
        given = [e for w in windows if w.this.name == named.name for e in w.args.get("partition_by") or []]
    return _NONE.union(*(relations.pins(one, scope) for one in given))


def _of_joins(scope: Scope, relations: Relations, together: Pins) -> Apart:
    """Joins of rows that are read with rows that may not be."""
    names, select = joined(scope), scope.expression
    sources = _sources(scope)
    where = select.args.get("where")
    seen = {names[0]} if names else set()
    is_news = bool(names) and names[0] in sources and relations.of(sources[names[0]]).is_news
    for join in select.args.get("joins") or []:
        name = join.this.alias_or_name
        source = sources.get(name)
        news = source is not None and not _is_generator(source) and relations.of(source).is_news
        side, kind = str(join.args.get("side") or "").upper(), str(join.args.get("kind") or "").upper()
        tied = relations.tied(join.args.get("on"), scope, seen, {name})
        if where and not side:
            tied |= relations.tied(where.this, scope, seen, {name})
        if isinstance(source, Scope):
            queries = source.subquery_scopes if source.is_udtf else [source]
            tied = tied.union(*(relations.outside(query) for query in queries))
        if news and is_news:
            if not _holds(tied, together):
                yield join, "joins rows with others", tied
        elif (news and (kind == "ANTI" or (side in ("LEFT", "FULL") and kind != "SEMI"))) or (
            is_news and side in ("RIGHT", "FULL")
        ):
            yield join, "keeps rows to which no other belongs", _NONE
        seen.add(name)
        is_news = is_news or (news and kind not in ("ANTI", "SEMI"))


def _of_sets(scope: Scope, relations: Relations, together: Pins) -> Apart:
    one, other = (relations.of(part) for part in scope.set_operation_scopes)
    both = zip(one.told, other.told, strict=False)
    pins = _NONE.union(*(a & b for a, b in both))
    needs = other.is_news and (one.is_news or isinstance(scope.expression, exp.Except))
    if needs and not _holds(pins, together):
        yield scope.expression, "compares rows with others", pins


def _of_query_within(within: Scope, scope: Scope, relations: Relations, together: Pins) -> Apart:
    """Queries in a condition or a column, which look for other rows."""
    node = within.expression.parent
    if isinstance(node, exp.Lateral) or within.is_udtf or not relations.of(within).is_news:
        return
    pins = relations.outside(within) if isinstance(within.expression, exp.Select) else _NONE
    holder = within.expression.find_ancestor(exp.In, exp.Select)
    if isinstance(holder, exp.In):
        given = holder.this.expressions if isinstance(holder.this, exp.Tuple) else [holder.this]
        sought = zip(given, relations.of(within).told, strict=False)
        pins |= _NONE.union(*(relations.pins(one, scope) & told for one, told in sought))
    if not _holds(pins, together):
        yield within.expression, "looks at other rows", pins


def _holds(pins: Pins, together: Pins) -> bool:
    """Whether rows that share these columns are read together; a record is always there with itself."""
    return SOURCE.name in pins or (bool(together) and together <= pins)


def _sources(scope: Scope) -> dict[str, exp.Table | Scope]:
    """What the query's own FROM reads, by name."""
    found = {name: scope.sources[name] for name in joined(scope) if name in scope.sources}
    return {name: source for name, source in found.items() if isinstance(source, exp.Table | Scope)}


def _is_generator(source: exp.Table | Scope) -> bool:
    return isinstance(source, Scope) and source.is_udtf and source.expression.find(exp.Select) is None


def _is_of_place(node: exp.Expr) -> bool:
    return isinstance(node, exp.Max) and isinstance(node.this, exp.Column) and node.this.name == SOURCE.name


def _shown(node: exp.Expr) -> str:
    """As it is written, but for names that were put in."""
    bare = node.copy()
    columns = list(bare.find_all(exp.Column))
    for column in columns if len({one.table for one in columns}) == 1 else ():
        column.set("table", None)
    for named in bare.find_all(exp.Alias, exp.Table):
        if named.alias == named.this.name:
            named.replace(named.this) if isinstance(named, exp.Alias) else named.set("alias", None)
    sql = " ".join(bare.sql(dialect="spark").split())
    return sql if len(sql) <= _SHOWN else f"{sql[:_SHOWN]}..."
