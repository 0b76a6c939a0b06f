"""Delimited text: CSV and its relatives, plain or gzip, in any encoding, with headers in any order and case."""

import csv
import io
from dataclasses import replace
from functools import reduce

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from gcrm.core.storage.files import look
from gcrm.sources.encoded import BLANK, DAMAGED, damaged, opened, wrong_encoding
from gcrm.sources.rows import BLOCK, ORDINAL, Files, exactly, ordinals, path_column, placed
from gcrm.sources.spec import FileSpec, Options, folded

_CORRUPT = "_corrupt"


def examine(path: str, spec: FileSpec) -> str | None:
    """What is wrong with the file as a whole, in a sentence that says what would work; None when it can be read."""
    if look(path)[0] == 0:
        return f"the file is empty; a header line with {', '.join(spec.columns)} is expected"
    try:
        return wrong_encoding(path, spec.options.encoding) or _wrong_header(path, spec)
    except csv.Error:
        return f"line 1 holds a quote {spec.options.quote} that is not closed; 'quote' may be another sign"
    except DAMAGED as error:
        return damaged(error)


def header(path: str, spec: FileSpec) -> list[str]:
    """The folded names in the file's first record."""
    with opened(path) as raw, io.TextIOWrapper(raw, spec.options.encoding, newline="") as text:
        first = next(csv.reader(text, delimiter=spec.options.sep, quotechar=spec.options.quote), [])
    return [folded(name) for name in first]


def read(spark: SparkSession, files: Files, spec: FileSpec) -> DataFrame:
    """Columns of the contract as text, `_extra` (columns nobody declared), `_problem` and `_source`."""
    layouts: dict[tuple[str, ...], dict[str, tuple[str, int]]] = {}
    for path, named in files.items():
        layouts.setdefault(tuple(header(path, spec)), {})[path] = named
    frames = [_read_layout(spark, given, spec, list(names)) for names, given in layouts.items()]
    return reduce(DataFrame.unionByName, frames)


def _read_layout(spark: SparkSession, files: Files, spec: FileSpec, names: list[str]) -> DataFrame:
    options = spec.options
    schema = ", ".join(f"`{name}` string" for name in [*names, _CORRUPT])
    reader = spark.read.schema(schema).options(
        header=True, sep=options.sep, quote=options.quote, escape=options.quote, encoding=options.charset
    )
    reader = reader.options(multiLine=options.multiline, mode="PERMISSIVE", columnNameOfCorruptRecord=_CORRUPT)
    frame = reader.csv(exactly(files)).select(
        "*", path_column().alias("_path"), F.col("_metadata.file_block_start").alias(BLOCK)
    )
    frame = _lines_of_multiline(frame, names) if options.multiline else ordinals(frame, files)
    extra = [name for name in names if name not in spec.fields]
    pairs = [item for name in extra for item in (F.lit(name), F.col(name))]
    no_extra = F.lit(None).cast("map<string,string>")
    problem = F.when(F.col(_CORRUPT).isNotNull(), F.lit(f"is_a_record_of_{len(names)}_columns"))
    given = frame.select(
        *spec.fields,
        (F.create_map(*pairs) if pairs else no_extra).alias("_extra"),
        problem.alias("_problem"),
        "_path",
        ORDINAL,
    )
    return placed(given, files, _physical(files, options)).drop(ORDINAL)


def _physical(files: Files, options: Options) -> Column:
    """The line in the file: the header, the rows before, and the blank lines, which Spark passes over, between them."""
    line = F.col(ORDINAL) + 1
    skipped = {path: found for path in files if (found := _blank_lines(path, options))}
    if not skipped:
        return line
    pairs = [F.lit(item) for path, found in skipped.items() for item in (path, ",".join(map(str, found)))]
    before = F.coalesce(F.split(F.create_map(*pairs)[F.col("_path")], ","), F.array()).cast("array<bigint>")
    return line + F.size(F.filter(before, lambda lines: lines < line))


def _blank_lines(path: str, options: Options) -> list[int]:
    """For each blank line between others, how many lines that are not blank stand before it."""
    found: list[int] = []
    lines, quoted = 0, False
    with opened(path) as raw, io.TextIOWrapper(raw, options.encoding) as text:
        for line in text:
            # With quoted line breaks only an empty line outside quotes is passed over.
            if (line == "\n" and not quoted) if options.multiline else not line.strip(BLANK):
                found.append(lines)
                continue
            lines += 1
            quoted = quoted != bool(line.count(options.quote) % 2)
    return [before for before in found if before < lines]


def _lines_of_multiline(frame: DataFrame, names: list[str]) -> DataFrame:
    """Numbers records by the physical line on which each begins; a file with quoted line breaks is one split anyway."""
    broken: Column = reduce(
        Column.__add__, [F.coalesce(F.regexp_count(F.col(n), F.lit("\n")), F.lit(0)) for n in names]
    )
    window = Window.partitionBy("_path").orderBy("_id").rowsBetween(Window.unboundedPreceding, -1)
    running = frame.withColumn("_id", F.monotonically_increasing_id())
    before = F.coalesce(F.sum(broken + 1).over(window), F.lit(0))
    return running.withColumn(ORDINAL, before + 1).drop("_id", BLOCK)


def _wrong_header(path: str, spec: FileSpec) -> str | None:
    given = header(path, spec)
    absent = [name for name in spec.fields if name not in given]
    twice = sorted({name for name in given if given.count(name) > 1})
    if twice:
        return f"line 1 names the column {', '.join(twice)} twice"
    if not absent:
        return None
    for sep in ",;|\t":
        other = replace(spec, options=replace(spec.options, sep=sep))
        if sep != spec.options.sep and set(spec.fields) <= set(header(path, other)):
            return f"line 1 is separated by {sep!r}, not {spec.options.sep!r}; 'sep: \"{sep}\"' would read it"
    # Where the header is missing, what stands in its place may be a person.
    told = [name for name in given if name in spec.fields]
    if others := len(given) - len(told):
        told.append(f"{others} that {'is' if others == 1 else 'are'} not declared")
    return f"line 1 lacks the column {', '.join(absent)}; it has {', '.join(told)}"
