"""What a feed's SELECT must not hold, seen without Spark: calls that reach beyond its rows, tables that are no file."""

import re
from collections.abc import Iterable, Iterator

from sqlglot import exp

from gcrm.bronze import patterns
from gcrm.bronze.functions import BARE, REFUSED, why_not

_SUBSTITUTED = re.compile(r"\$\{[^}\n]*\}?")
_READ_TIMES = frozenset(
    f"{maybe}{name}"
    for maybe in ("", "try_")
    for name in (
        "to_date",
        "to_timestamp",
        "to_timestamp_ltz",
        "to_timestamp_ntz",
        "unix_timestamp",
        "to_unix_timestamp",
    )
)
# Letters that Spark reads and that feed.yml does without: with them a pattern is meant as it stands.
_MEANT = re.compile(r"[LkK]|^[^M]*D[^M]*$")
# Functions with options, and behind how many other arguments these stand.
_OPTIONS = {"from_json": 2, "from_csv": 2, "to_json": 1, "to_csv": 1, "schema_of_json": 1, "schema_of_csv": 1}
_ENDS = "failfast"
_HIDDEN = "_metadata"  # a column that Spark has beside those of files
_VARIABLES = (exp.Parameter, exp.SessionParameter, exp.Placeholder)


def mistakes(where: str, sql: str, tree: exp.Expr, files: Iterable[str], columns: Iterable[str]) -> list[str]:
    """One sentence for each thing that no feed may do, with line and column. `tree`: of the SELECT, by `plain_sql`;
    `columns`: names that its files have."""
    found = [
        (given.start(), f"'{given[0]}' would stand for a setting or a secret of the process; write the value itself.")
        for given in _SUBSTITUTED.finditer(sql)
    ]
    known = {*map(str.lower, columns), *(alias.lower() for alias in aliases(tree))}
    found += [(_start(node, sql), said) for node in tree.find_all(exp.Identifier) if (said := _misnamed(node.name))]
    for node in tree.walk():
        found += [(_start(node, sql), said) for said in _of_node(node, known)]
    found += [(_start(node, sql), said) for node in tables(tree) if (said := _of_table(node, files))]
    return [f"{where}:{place(sql, start)}: {said}" for start, said in sorted(dict.fromkeys(found))]


def _of_node(node: exp.Expr, columns: set[str]) -> Iterator[str]:
    if isinstance(node, exp.Anonymous):
        if not _is_in_hint(node) and (why := why_not(node.name, len(node.expressions))):
            yield why
        elif said := _misread(node) or _misled(node):
            yield said
    elif isinstance(node, exp.Func) and node.sql_name().lower() in REFUSED:
        yield str(why_not(node.sql_name().lower()))
    elif isinstance(node, exp.Dot) and isinstance(node.expression, exp.Func):
        yield f"'{node.expression.name}' is called by the name of where it is; write its own name alone."
    elif isinstance(node, exp.Column) and not node.table and said_bare(node.name, columns):
        yield str(why_not(node.name))
    elif isinstance(node, exp.QueryTransform):
        yield "'TRANSFORM ... USING' runs a program, which no feed may; write expressions of SQL."
    elif isinstance(node, exp.TableSample):
        yield f"'TABLESAMPLE' {REFUSED['rand']}."
    elif isinstance(node, exp.Version):
        yield "'AS OF' reads what a file was before, and whom it has forgotten; read the file as it is."
    elif isinstance(node, exp.Column) and any(part.name.lower() == _HIDDEN for part in node.parts):
        yield f"'{_HIDDEN}' {REFUSED['input_file_name']}."
    elif isinstance(node, _VARIABLES):
        yield "a variable has no value here; write the value itself."


def _misread(node: exp.Anonymous) -> str | None:
    """What the pattern of a time is not, where a function is told one."""
    told = node.expressions[1] if node.name.lower() in _READ_TIMES and len(node.expressions) > 1 else None
    if not isinstance(told, exp.Literal) or not told.is_string or _MEANT.search(told.name):
        return None
    wrong = patterns.slip(told.name)
    return f"'{told.name}' would read times wrongly: {wrong}." if wrong else None


def _misled(node: exp.Anonymous) -> str | None:
    """What the options of a function that reads or writes texts may not be."""
    at = _OPTIONS.get(node.name.lower())
    for given in node.expressions[at:] if at else ():
        plain = isinstance(given, exp.Anonymous) and given.name.lower() == "map"
        if not plain or not all(isinstance(one, exp.Literal) for one in given.expressions):
            return f"the options of '{node.name}' are texts as they stand, such as map('sep', ';')."
        if any(one.name.lower() == _ENDS for one in given.expressions):
            return f"'{_ENDS.upper()}' ends the run at a text that cannot be read; leave it out, and that is null."
    return None


def _misnamed(name: str) -> str | None:
    """What hides in a name that Spark takes for another one: for it these letters are equal where they are capitals."""
    strange = next((letter for letter in name if _folded(letter) != letter.lower()), None)
    return strange and f"'{strange}' in '{name}' is '{_folded(strange)}' for Spark; write that."


def _folded(letter: str) -> str:
    """The letter as names are compared by (Java's `equalsIgnoreCase`).

    >>> [_folded(letter) for letter in "sSſıİß"]
    ['s', 's', 's', 'i', 'i', 'ß']
    """
    capital = letter.upper()
    return (capital if len(capital) == 1 else letter).lower()[0]


def said_bare(name: str, columns: Iterable[str]) -> bool:
    """Whether Spark would take a plain name for a function: where no column has it."""
    return name.lower() in BARE and name.lower() not in columns


def aliases(tree: exp.Expr) -> set[str]:
    """Names that the SELECT itself gives to columns."""
    listed = (column.name for alias in tree.find_all(exp.TableAlias) for column in alias.args.get("columns") or [])
    return {*(alias.alias for alias in tree.find_all(exp.Alias)), *listed}


def tables(tree: exp.Expr) -> list[exp.Table]:
    """What the SELECT reads that it has not made itself, where it reads it."""
    return [table for table in tree.find_all(exp.Table) if not _is_own(table) and not _is_in_hint(table)]


def _of_table(table: exp.Table, files: Iterable[str]) -> str | None:
    if isinstance(table.this, exp.Identifier):
        is_strange = bool(table.args.get("db"))
    else:
        is_strange = not (isinstance(table.this, exp.Anonymous) and why_not(table.this.name))
    return no_file(".".join(part.name or part.sql() for part in table.parts), files) if is_strange else None


def no_file(name: str, files: Iterable[str]) -> str:
    """The sentence for a table that is none of the feed's files."""
    return f"'{name}' is no file of the feed; known: {', '.join(sorted(files)) or 'none'}."


def _is_own(table: exp.Table) -> bool:
    """Whether a table is a WITH of the SELECT that can be seen from where it stands."""
    if table.args.get("db"):
        return False
    name = table.name.lower()
    node: exp.Expr = table
    above: exp.Expr | None = table.parent
    while above is not None:
        named: list[exp.Expr] = []
        if isinstance(above, exp.With):
            until = next((n for n, one in enumerate(above.expressions) if one is node), 0)
            named = above.expressions[: until + bool(above.recursive)]
        elif (given := above.args.get("with_")) is not None and given is not node:
            named = given.expressions
        if any(one.alias.lower() == name for one in named):
            return True
        node, above = above, above.parent
    return False


def _is_in_hint(node: exp.Expr) -> bool:
    return node.find_ancestor(exp.Hint) is not None


def _start(node: exp.Expr, sql: str) -> int:
    """Where a part of the SELECT begins. Of words that are syntax the parser does not keep it: there the first such."""
    known = [int(one.meta["start"]) for one in node.walk() if "start" in one.meta]
    word = re.search(rf"\b{node.sql_name()}\b", sql, re.IGNORECASE) if isinstance(node, exp.Func) else None
    return min(known, default=word.start() if word else 0)


def place(sql: str, start: int) -> str:
    """Line and column, both from 1.

    >>> place("SELECT a,\\n  b", 12)
    '2:3'
    """
    return f"{sql.count(chr(10), 0, start) + 1}:{start - sql.rfind(chr(10), 0, start)}"
