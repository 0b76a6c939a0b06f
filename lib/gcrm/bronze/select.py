"""A feed's SELECTs: read without Spark for their tables and mistakes, run with Spark over the current records."""

from collections.abc import Callable, Mapping
from functools import lru_cache, reduce

import sqlglot
from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from sqlglot import exp
from sqlglot.errors import OptimizeError, ParseError, TokenError

from gcrm.bronze import alone, attempt, conversions, harmless, parsed, personal, plain_sql, stars
from gcrm.bronze.feed import Feed
from gcrm.bronze.guard import guarded
from gcrm.core.contracts.step import Input, Lookup, News
from gcrm.core.contracts.table import SOURCE, Raw
from gcrm.core.errors import MistakesError, unknown
from gcrm.core.running import quality
from gcrm.sources.spec import FileSpec

_TYPED = "\u2018\u2019\u201a\u201c\u201d\u201e\u00b4"  # quotes that a word processor types


def files_of(sql: str) -> list[str]:
    """Names of the files that a SELECT reads, sorted."""
    return list(_files_of(sql))


@lru_cache(maxsize=1024)
def _files_of(sql: str) -> tuple[str, ...]:
    # Asked several times of each SELECT by every command that knows the steps.
    return tuple(sorted({table.name for table in harmless.tables(plain_sql.understood(sql))}))


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
        tree, plain = plain_sql.understood(feed.sql[name]), plain_sql.seen(feed.sql[name])
    except RecursionError:
        return [f"{where}: not SQL: it nests deeper than can be read."]
    except (TokenError, ParseError) as error:
        places = getattr(error, "errors", None)  # which a parser tells and a tokenizer does not
        if not places:
            return [f"{where}: not SQL: {str(error).splitlines()[0].rstrip('.')}."]
        first = places[0]
        return [f"{where}:{first['line']}: not SQL: {first['description'].rstrip('.')} near '{first['highlight']}'."]
    if not isinstance(tree, exp.Query):
        return [f"{where}: must hold one SELECT and nothing else."]
    if strange := harmless.mistakes(where, feed.sql[name], plain, feed.spec.files, _columns(feed)):
        return strange
    if bare := _bare_names(feed.sql[name]):
        return [f"{where}:{line}: {_quoted_so(text)}" for text, line in bare.items()]
    strangers = [file for file in files_of(feed.sql[name]) if file not in feed.spec.files]
    if strangers:
        return [f"{where}: {unknown('file', file, feed.spec.files)}" for file in strangers]
    found = _of_columns(where, feed, name)
    spec = feed.spec.selects.get(name)
    inputs, together = inputs_of(name, feed)
    news = {file: tuple(given.table.columns) for file, given in inputs.items() if isinstance(given, News)}
    found += alone.mistakes(name, feed, news, together or ())
    found += personal.mistakes(name, feed, raw)
    strange = sorted(set(spec.values) - set(raw.columns)) if spec else []
    found += [f"{feed.where}/feed.yml: selects.{name}.values: {unknown('column', one, raw.columns)}" for one in strange]
    found += _of_by(name, feed)
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


def _quoted_so(text: str) -> str:
    """What a name with letters beyond ASCII wants; one in the quotes of a word processor is a text."""
    if text.strip(_TYPED) != text:
        return f"{text} stands in quotes of a word processor; SQL's are plain: '{text.strip(_TYPED)}'."
    return f"'{text}' needs back quotes: `{text}`."


def _of_columns(where: str, feed: Feed, name: str) -> list[str]:
    """Columns that are not there; where all are, conversions whose failure nobody could tell of."""
    try:
        failing = conversions.found(name, feed)
    except OptimizeError as error:
        return [f"{where}: {str(error).splitlines()[0].rstrip('.')}; the files have {_listed(feed)}."]
    if not failing:
        return []
    told = guarded(feed.sql[name], attempt.group_without_spark, hides(feed)) is not None
    return [
        f"{where}: {one.sql} ends the run at a text that it cannot read; write {one.instead}."
        for one in failing
        if not (told and one.is_guarded)
    ]


def _of_by(name: str, feed: Feed) -> list[str]:
    """Columns that rows are to be kept together by, and that no file of the SELECT has."""
    spec = feed.spec.selects.get(name)
    read = [file for file in files_of(feed.sql[name]) if not spec or file not in spec.lookups]
    known = {column for file in read for column in feed.spec.files[file].fields}
    absent = [column for column in (spec.by or () if spec else ()) if column not in known]
    return [f"{feed.where}/feed.yml: selects.{name}.by: {unknown('column', column, known)}" for column in absent]


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


def require_harmless(spark: SparkSession, name: str, feed: Feed) -> None:
    """Raises MistakesError where Spark reads something into the SELECT that no feed may do.

    `mistakes` tells the same with lines and columns; what only Spark sees is hidden from other readers on purpose.
    """
    tree = plain_sql.seen(feed.sql[name])
    known = {*_columns(feed), *map(str.lower, harmless.aliases(tree))}
    if found := parsed.strange(spark, _meant(name, feed), feed.spec.files, known):
        raise MistakesError(f"{feed.where}/{name}.sql: {said}" for said in found)


def _columns(feed: Feed) -> set[str]:
    return {field.name for file in feed.spec.files for field in feed.table(file).fields}


def run(name: str, feed: Feed, frames: Mapping[str, DataFrame], careful: bool = False) -> DataFrame:
    """The SELECT's rows over the current records of its files.

    `careful`: with a column `_faults` that tells what failed in a row. So it is read too where it converts text, for a
    text that cannot be read is to be expected, and Spark would quote it in its event log.
    """
    spark, meant = _offered(name, feed, frames), _meant(name, feed)
    if careful or conversions.found(name, feed):
        attempt.offer(spark)
        sql = guarded(meant, attempt.groups(spark), hides(feed), shapes(feed))
        try:
            return spark.sql(sql or meant)
        except AnalysisException:
            pass  # what we have made of it Spark does not take, where it takes the author's own
    return spark.sql(meant)


def as_written(name: str, feed: Feed, frames: Mapping[str, DataFrame]) -> DataFrame:
    """The same of the author's own text. Raises AnalysisException or ParseException where Spark refuses it."""
    return _offered(name, feed, frames).sql(_meant(name, feed))


def _meant(name: str, feed: Feed) -> str:
    return stars.declared(feed.sql[name], conversions.files_of(feed))


def _offered(name: str, feed: Feed, frames: Mapping[str, DataFrame]) -> SparkSession:
    """The session of the frames, in which the SELECT finds the current records by the names of their files. Raises
    MistakesError for one that may not be run."""
    spark = next(iter(frames.values())).sparkSession
    require_harmless(spark, name, feed)
    for file, frame in frames.items():
        current(frame, feed.spec.files[file]).createOrReplaceTempView(file)
    return spark


def hides(feed: Feed) -> Callable[[str], bool]:
    """What tells whether the text of a column is withheld: of a personal one, or of one that may be made of such."""
    specs = feed.spec.files.values()
    personal = {name for spec in specs for name in spec.personal}
    plain = {name for spec in specs for name in spec.fields} - personal
    return lambda name: bool(personal) and name not in plain


def shapes(feed: Feed) -> Callable[[str], bool]:
    """What tells whether the shape alone of a column is told: where cells of a file of the vault have shifted, any of
    its columns may hold what is personal."""
    inside = {name for spec in feed.spec.files.values() if spec.personal for name in spec.fields}
    return lambda name: name in inside


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
