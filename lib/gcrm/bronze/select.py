"""A feed's SELECTs: read without Spark for their tables and mistakes, run with Spark over the current records."""

from collections.abc import Mapping
from functools import reduce

import sqlglot
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from sqlglot import exp
from sqlglot.errors import OptimizeError, ParseError, TokenError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from gcrm.bronze import alone
from gcrm.bronze.feed import Feed
from gcrm.core.contracts.step import Input, Lookup, News
from gcrm.core.contracts.table import SOURCE, Raw
from gcrm.core.errors import unknown
from gcrm.core.running import quality
from gcrm.sources.spec import FileSpec

# What ends a run at the first text that it cannot read, and quotes it in Spark's event log; and what gives null there.
_FAILS: dict[type[exp.Expr], str] = {
    exp.Cast: "try_cast",
    exp.StrToTime: "try_to_timestamp",
    exp.TsOrDsToDate: "try_to_date",
    exp.ToNumber: "try_to_number",
    exp.StrToUnix: "unix_timestamp(try_to_timestamp(...))",
}


def files_of(sql: str) -> list[str]:
    """Names of the files that a SELECT reads, sorted."""
    tree = sqlglot.parse_one(sql, dialect="spark")
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    return sorted({t.name for t in tree.find_all(exp.Table)} - ctes)


def tokens(sql: str) -> list[str]:
    """The words of a SELECT, which comments and white space do not change.

    >>> tokens("SELECT a, 'b  c' -- as delivered")
    ['SELECT', 'a', ',', "'b  c'"]
    """
    return [sql[token.start : token.end + 1] for token in sqlglot.tokenize(sql, dialect="spark")]


def mistakes(name: str, feed: Feed, raw: Raw | None, known: list[str]) -> list[str]:
    """Everything that is wrong with `<name>.sql`: not SQL, unknown file, unknown column, wrong columns yielded."""
    where = f"{feed.where}/{name}.sql"
    if raw is None:
        return [f"{where}: {unknown('canonical table', name, known)}"]
    try:
        tree = sqlglot.parse_one(feed.sql[name], dialect="spark")
    except (TokenError, ParseError) as error:
        places = getattr(error, "errors", None)  # which a parser tells and a tokenizer does not
        if not places:
            return [f"{where}: not SQL: {str(error).splitlines()[0].rstrip('.')}."]
        first = places[0]
        return [f"{where}:{first['line']}: not SQL: {first['description'].rstrip('.')} near '{first['highlight']}'."]
    if not isinstance(tree, exp.Query):
        return [f"{where}: must hold one SELECT and nothing else."]
    if bare := _bare_names(feed.sql[name]):
        return [f"{where}:{line}: '{text}' needs back quotes: `{text}`." for text, line in bare.items()]
    strangers = [file for file in files_of(feed.sql[name]) if file not in feed.spec.files]
    if strangers:
        return [f"{where}: {unknown('file', file, feed.spec.files)}" for file in strangers]
    found = _of_columns(tree, where, feed)
    spec = feed.spec.selects.get(name)
    found += alone.mistakes(name, tree, feed)
    strange = sorted(set(spec.values) - set(raw.columns)) if spec else []
    found += [f"{feed.where}/feed.yml: selects.{name}.values: {unknown('column', one, raw.columns)}" for one in strange]
    for file, column in (spec.lookups if spec else {}).items():
        if file not in feed.spec.files or column not in feed.spec.files[file].fields:
            found.append(f"{feed.where}/feed.yml: selects.{name}.lookups names {file}.{column}, which is not there.")
    if not tree.is_star:
        wanted, given = {*raw.columns, SOURCE.name}, set(tree.named_selects)
        for kind, names in (("lacks", wanted - given), ("yields the unknown", given - wanted)):
            if names:
                found.append(
                    f"{where}: {kind} column {', '.join(sorted(names))}; wanted: {', '.join(raw.columns)}, _source."
                )
    return found


def _bare_names(sql: str) -> dict[str, int]:
    """Names with letters beyond ASCII, which Spark takes in back quotes alone, and the line of each."""
    tokens = sqlglot.tokenize(sql, dialect="spark")
    return {token.text: token.line for token in tokens if token.token_type.name == "VAR" and not token.text.isascii()}


def _of_columns(tree: exp.Expr, where: str, feed: Feed) -> list[str]:
    """Columns that are not there; where all are, conversions that fail at a text instead of giving null."""
    schema: dict[str, object] = {
        file: {field.name: "TEXT" for field in feed.table(file).fields} for file in feed.spec.files
    }
    try:
        whole = qualify(tree.copy(), schema=schema, dialect="spark", quote_identifiers=False)
    except OptimizeError as error:
        return [f"{where}: {str(error).splitlines()[0].rstrip('.')}; the files have {_listed(feed)}."]
    failing: dict[str, str] = {}
    for node in annotate_types(whole, schema=schema, dialect="spark").find_all(*_FAILS):
        is_of_text = node.this.is_type(*exp.DataType.TEXT_TYPES) and not isinstance(node.this, exp.Literal)
        if is_of_text and not _is_harmless(node):
            # Where a function takes a date, sqlglot puts in a conversion that nobody has written.
            written = node.parent if isinstance(node, exp.TsOrDsToDate) and not node.args.get("safe") else node
            other = next(other for kind, other in _FAILS.items() if isinstance(node, kind))
            failing[(written or node).sql(dialect="spark")] = other
    return [
        f"{where}: {sql} ends the run at a text that it cannot read; write {other}." for sql, other in failing.items()
    ]


def _is_harmless(node: exp.Expr) -> bool:
    return isinstance(node, exp.Cast) and (bool(node.args.get("safe")) or node.to.is_type(*exp.DataType.TEXT_TYPES))


def _listed(feed: Feed) -> str:
    return "; ".join(f"{file}({', '.join(spec.fields)})" for file, spec in feed.spec.files.items())


def inputs_of(name: str, feed: Feed) -> tuple[dict[str, Input], tuple[str, ...] | None]:
    """The SELECT's files as news, lookups or whole tables, and the columns that its groups share."""
    spec = feed.spec.selects.get(name)
    by = spec.by if spec else None
    inputs: dict[str, Input] = {}
    files = files_of(feed.sql[name])
    if by == ():
        # A row that may be corrected under its key stands alone together with its corrections.
        keyed = [feed.spec.files[file].key for file in files if not spec or file not in spec.lookups]
        by = keyed[0] if len(keyed) == 1 else by
    for file in files:
        table = feed.table(file)
        if by is not None and set(by) <= set(table.columns) and (by or not spec or file not in spec.lookups):
            inputs[file] = News(table, by_file=not feed.spec.files[file].key)
        elif spec and file in spec.lookups:
            inputs[file] = Lookup(table, spec.lookups[file])
        else:
            inputs[file] = table
    return inputs, by


def run(name: str, feed: Feed, frames: Mapping[str, DataFrame]) -> DataFrame:
    """The SELECT's rows over the current records of its files."""
    spark = next(iter(frames.values())).sparkSession
    for file, frame in frames.items():
        current(frame, feed.spec.files[file]).createOrReplaceTempView(file)
    return spark.sql(feed.sql[name])


def current(frame: DataFrame, spec: FileSpec) -> DataFrame:
    """The records that stand: per key the last delivered that its delivery does not contradict; without a key, those of
    each file's newest revision."""
    given = [F.col(name).isNotNull() for name in spec.key]
    records = frame.filter(reduce(Column.__and__, [F.col("_problem").isNull(), *given]))
    if spec.key:
        compared = [name for name in (*spec.fields, "_extra") if name in frame.columns and name not in spec.key]
        ranked = quality.by_key(records, spec.key, compared)
        return ranked.filter(quality.STANDS).select(*frame.columns)
    revisions = frame.select(f"{SOURCE.name}.file", f"{SOURCE.name}.revision").groupBy("file")
    latest = revisions.agg(F.max("revision").alias("revision")).select(F.struct("file", "revision").alias("_latest"))
    is_latest = F.struct(f"{SOURCE.name}.file", f"{SOURCE.name}.revision") == F.col("_latest")
    return records.join(F.broadcast(latest), is_latest, "left_semi")
