"""Delimited text: CSV and its relatives, plain or gzip, in any encoding, with headers in any order, case and script."""

import csv
import json
import re
from dataclasses import replace
from functools import reduce

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from gcrm.core.storage.files import look
from gcrm.sources import excess, headers, kinds
from gcrm.sources.encoded import DAMAGED, damaged, opened, wrong_encoding
from gcrm.sources.limits import USUAL, Limits
from gcrm.sources.lines import mended_by, survey
from gcrm.sources.rows import BLOCK, ORDINAL, Files, exactly, ordinals, path_column, placed
from gcrm.sources.spec import FileSpec, Options
from gcrm.sources.tops import Top, behind, top

_CORRUPT = "_corrupt"
_LINE = "_line"
_SEPARATORS = ",;|\t^~\x01\x1f"  # the last two as Hive and mainframes write them
_TITLES = 50  # lines among which a header is looked for that does not stand where it should


def examine(path: str, spec: FileSpec, limits: Limits = USUAL) -> str | None:
    """What is wrong with the file as a whole, in a sentence that says what would work; None when it can be read."""
    if look(path)[0] == 0:
        return f"the file is empty; a header line with {spec.shown} is expected"
    try:
        options = spec.options
        problem = kinds.stranger(path, options.encoding) or excess.of_text(path, options, limits)
        problem = problem or wrong_encoding(path, options.encoding) or limits.width(len(top(path, spec).names))
        return problem or _wrong_header(path, spec) or _wrong_lines(path, spec)
    except csv.Error:
        return f"line 1 holds a quote {spec.options.quote} that is not closed; 'quote' may be another sign"
    except DAMAGED as error:
        return damaged(error)


def is_empty(path: str, spec: FileSpec) -> bool:
    """Whether nothing that could be a record stands behind the header."""
    return survey(path, spec.options, None).n <= top(path, spec).told


def read(spark: SparkSession, files: Files, spec: FileSpec) -> DataFrame:
    """Columns of the contract as text, `_extra` (columns nobody declared), `_problem` and `_source`."""
    layouts: dict[Top, dict[str, tuple[str, int]]] = {}
    for path, named in files.items():
        layouts.setdefault(top(path, spec), {})[path] = named
    return reduce(DataFrame.unionByName, [_read_layout(spark, given, spec, found) for found, given in layouts.items()])


def _read_layout(spark: SparkSession, files: Files, spec: FileSpec, found: Top) -> DataFrame:
    options = replace(spec.options, sep=found.sep)
    cells = [f"c{n}" for n in range(len(found.names))]
    by_spark = options.header and found.is_first
    reader = spark.read.schema(", ".join(f"`{name}` string" for name in [*cells, _CORRUPT])).options(
        header=by_spark, sep=options.sep, quote=options.quotes, escape=options.escape or options.quotes
    )
    reader = reader.options(multiLine=options.in_stream, mode="PERMISSIVE", columnNameOfCorruptRecord=_CORRUPT)
    # Of columns that nobody reads Spark would not see whether they are there, and a line's width hangs on it.
    reader = reader.options(encoding=options.charset, comment=options.comment, columnPruning=False)
    frame = reader.csv(exactly(files)).select(
        "*", path_column().alias("_path"), F.col("_metadata.file_block_start").alias(BLOCK)
    )
    frame = _lines_of_stream(frame, cells) if options.in_stream else ordinals(frame, files)
    at = headers.places(found.names, spec)
    seen = {path: survey(path, options, None) for path in files}
    ordinal = F.col(ORDINAL) + (found.told if by_spark else 0)
    line = _physical(ordinal, {path: lines.passed for path, lines in seen.items()})
    frame = frame.select("*", line.alias(_LINE))
    if not by_spark:
        frame = frame.filter(F.col(_LINE) > found.line)
    problem = [_header_again(found, at)] if options.header else []
    if options.foot:
        problem.append(_in_foot(ordinal, {path: lines.n for path, lines in seen.items()}, options.foot))
    given = frame.select(
        *[_cell(cells, at.declared.get(name)).alias(name) for name in spec.fields],
        _extra({name: cells[position] for name, position in at.extra.items()}).alias("_extra"),
        F.coalesce(_wrong_width(found, options), *problem).alias("_problem"),
        "_path",
        _LINE,
    )
    return placed(given, files, F.col(_LINE)).drop(_LINE)


def _cell(cells: list[str], position: int | None) -> Column:
    """The column that stands there; null where the file has none of the name."""
    return F.lit(None).cast("string") if position is None else F.col(cells[position])


def _extra(cells: dict[str, str]) -> Column:
    """Columns that nobody declared, by name; those without a name only where they hold something."""
    nothing = F.lit(None).cast("map<string,string>")
    if not cells:
        return nothing
    every = F.create_map(*[item for name, cell in cells.items() for item in (F.lit(name), F.col(cell))])
    if not any(name.startswith("unnamed") for name in cells):
        return every
    held = F.map_filter(every, lambda name, value: value.isNotNull() | ~name.startswith("unnamed"))
    return F.when(F.size(held) > 0, held).otherwise(nothing)


def _wrong_width(found: Top, options: Options) -> Column:
    """The problem of a record of another width; cells without name and content at its end are nothing."""
    width, raw = len(found.names), F.col(_CORRUPT)
    sep, quote, escape = (re.escape(sign) for sign in (options.sep, options.quotes, options.escape))
    bare = raw
    if quote:
        inside = f"(?:[^{quote}{escape}]|{escape}.)*+" if escape else f"(?:[^{quote}]|{quote}{quote})*+"
        bare = F.regexp_replace(raw, f"(?<=^|{sep}){quote}{quote}(?={sep}|$)", "")
        bare = F.regexp_replace(bare, f"(?s)(?<=^|{sep}){quote}{inside}{quote}", "x")
    cells = F.regexp_count(bare, F.lit(sep)) + 1
    filled = cells - F.length(F.regexp_extract(bare, f"((?:{sep})*)$", 1))
    fits = (cells >= found.named) & (filled <= width)
    return F.when(raw.isNotNull() & ~fits, F.lit(f"is_a_record_of_{width}_columns"))


def _header_again(found: Top, at: headers.Places) -> Column:
    """The problem of a header in the middle of a file, where two were put together."""
    same = [
        F.col(f"c{position}").isin(found.names[position], f"\ufeff{found.names[position]}")
        for position in at.declared.values()
    ]
    return F.when(reduce(Column.__and__, same), "is_not_the_header_again")


def _in_foot(ordinal: Column, lines: dict[str, int], foot: int) -> Column:
    """The problem of a line at the end that is no record, such as a total."""
    pairs = [F.lit(item) for path, n in lines.items() for item in (path, n - foot)]
    return F.when(ordinal > F.create_map(*pairs)[F.col("_path")], "stands_above_the_foot")


def _physical(line: Column, passed: dict[str, list[int]]) -> Column:
    """The line in the file: those before it, and the lines between them that Spark passes over."""
    skipped = {path: found for path, found in passed.items() if found}
    if not skipped:
        return line
    pairs = [F.lit(item) for path, found in skipped.items() for item in (path, ",".join(map(str, found)))]
    before = F.coalesce(F.split(F.create_map(*pairs)[F.col("_path")], ","), F.array()).cast("array<bigint>")
    return line + F.size(F.filter(before, lambda lines: lines < line))


def _lines_of_stream(frame: DataFrame, cells: list[str]) -> DataFrame:
    """Numbers records by the physical line on which each begins; a file read as one text is one split anyway."""
    in_cells = [F.coalesce(F.regexp_count(F.col(n), F.lit("\n")), F.lit(0)) for n in cells]
    in_record = F.regexp_count(F.col(_CORRUPT), F.lit("\r\n|\r|\n"))
    broken = F.coalesce(in_record, reduce(Column.__add__, in_cells))
    window = Window.partitionBy("_path").orderBy("_id").rowsBetween(Window.unboundedPreceding, -1)
    running = frame.withColumn("_id", F.monotonically_increasing_id())
    before = F.coalesce(F.sum(broken + 1).over(window), F.lit(0))
    return running.withColumn(ORDINAL, before + 1).drop("_id", BLOCK)


def _wrong_header(path: str, spec: FileSpec) -> str | None:
    found = top(path, spec)
    problem = headers.wrong(found.names, spec)
    if problem is None:
        return None if spec.options.header else _header_all_the_same(path, spec)
    if not spec.options.header:
        return (
            f"line {found.line + 1} has {len(found.names)} columns, fewer than are declared: {', '.join(spec.fields)}"
        )
    if problem.startswith("lacks"):
        return _mended(path, spec, found) or f"line {found.line} {problem}"
    return f"line {found.line} {problem}"


def _header_all_the_same(path: str, spec: FileSpec) -> str | None:
    """What is wrong where a file has a header and feed.yml says that it has none: its names would be a record."""
    if any(isinstance(header, int) for header in spec.headers):
        return None
    first = top(path, replace(spec, options=replace(spec.options, header=True)))
    if headers.wrong(first.names, spec) is not None:
        return None
    return f"line {first.line} names the columns, though 'header: false' says that none does; leave that option out"


def _mended(path: str, spec: FileSpec, found: Top) -> str | None:
    """Which separator, or how many lines to skip, would lead to the header; None where neither does."""
    for sep in (found.sep, *(sign for sign in _SEPARATORS if sign != found.sep)):
        told = f"'sep: {json.dumps(sep)}'"
        for skip in (spec.options.skip, *range(spec.options.skip + 1, _TITLES)):
            below = top(path, replace(spec, options=replace(spec.options, sep=sep, skip=skip)))
            if below.sep != sep or headers.wrong(below.names, spec) is not None:
                continue
            if skip == spec.options.skip:
                return f"line {found.line} is separated by {sep!r}, not {found.sep!r}; {told} would read it"
            and_sep = f", separated by {sep!r}" if sep != found.sep else ""
            by = f" and {told}" if sep != found.sep else ""
            first = f"line {found.line} is no header, line {below.line} is{and_sep}"
            return f"{first}; 'skip: {below.line - 1}'{by} would read it"
    with opened(path) as handle:
        start = handle.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[{", b"[\n{")):
        return "the file is JSON; 'format: jsonl' reads one object a line"
    return None


def _wrong_lines(path: str, spec: FileSpec) -> str | None:
    found = top(path, spec)
    seen = survey(path, spec.options, found.line + 1)
    if torn := seen.torn:
        how = "opens a quote that is not closed" if torn.open else "holds text behind a closing quote"
        where = " at its end" if torn.open and not spec.options.multiline else ""
        advice = mended_by(path, spec.options, found.line + 1)
        mend = f"{advice} would read it" if advice else "it must be delivered again, its quotes doubled"
        return f"line {torn.line} {how}{where}; {mend}"
    if seen.n <= found.told and (held := behind(path, spec.options, found.line)):
        return f"{held} bytes behind line {found.line} are no text and no record; it must be delivered again, whole"
    return None
