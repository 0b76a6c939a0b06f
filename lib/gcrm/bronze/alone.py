"""SELECTs that look at several rows and are given only the news: what they find is wrong, and overwrites sold lines."""

from sqlglot import exp

from gcrm.bronze.feed import Feed
from gcrm.bronze.sql_lines import line
from gcrm.core.contracts.table import SOURCE


def mistakes(name: str, tree: exp.Expr, feed: Feed) -> list[str]:
    """Windows and aggregates of `<name>.sql` over rows that `by` does not keep together, each with its line.

    The last place of a row (`max(_source)`) may be asked for: the newest row tells it.
    """
    spec = feed.spec.selects.get(name)
    if spec is None or spec.by is None:
        return []
    together = _together(tree, feed, spec.by, set(spec.lookups))
    fields = {column for file in feed.spec.files.values() for column in file.fields}
    found: dict[str, str] = {}
    lookups = set(spec.lookups)
    for node in tree.find_all(exp.Window, exp.AggFunc):
        columns = _partition(node)
        # A column that the SELECT itself has made may well hold what belongs together.
        kept = bool(together) and (bool(columns & set(together)) or bool(columns - fields))
        if not (kept or _is_of_place(node) or _is_in_window(node) or _reads_only(node, lookups)):
            wanted, now = ", ".join(sorted(columns & fields)) or "receipt", ", ".join(spec.by)
            sql = node.sql(dialect="spark")
            found[sql] = (
                f"{feed.where}/{name}.sql:{line(node)}: {sql} looks at several rows, but 'by: [{now}]' of "
                f"selects.{name} in feed.yml gives it only new ones; write 'by: [{wanted}]', the columns of rows that "
                "belong together."
            )
    return list(found.values())


def _together(tree: exp.Expr, feed: Feed, by: tuple[str, ...], lookups: set[str]) -> tuple[str, ...]:
    """The columns whose rows are read together: `by`, or the key of the only file that is read for its news."""
    if by:
        return by
    read = {table.name for table in tree.find_all(exp.Table)} & set(feed.spec.files) - lookups
    keys = [feed.spec.files[file].key for file in sorted(read)]
    return keys[0] if len(keys) == 1 else ()


def _partition(node: exp.Expr) -> set[str]:
    """Names of the columns that a window is partitioned by, or that the SELECT of an aggregate groups by."""
    if isinstance(node, exp.Window):
        given = node.args.get("partition_by") or []
    else:
        select = node.find_ancestor(exp.Select)
        group = select.args.get("group") if select else None
        given = group.expressions if group else []
    return {column.name.lower() for one in given for column in one.find_all(exp.Column)}


def _is_of_place(node: exp.Expr) -> bool:
    return isinstance(node, exp.Max | exp.Min) and isinstance(node.this, exp.Column) and node.this.name == SOURCE.name


def _is_in_window(node: exp.Expr) -> bool:
    return not isinstance(node, exp.Window) and node.find_ancestor(exp.Window) is not None


def _reads_only(node: exp.Expr, lookups: set[str]) -> bool:
    """Whether all that the node's SELECT reads is there whole."""
    select = node.find_ancestor(exp.Select)
    tables = {table.name for table in select.find_all(exp.Table)} if select else set()
    return bool(tables) and tables <= lookups
