"""Delimited text: CSV and its relatives, plain or gzip, in any encoding, with headers in any order and case."""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import IO, cast

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from gcrm.sources.rows import BLOCK, ORDINAL, Files, exactly, ordinals, path_column, placed
from gcrm.sources.spec import FileSpec, Options, folded

_CORRUPT = "_corrupt"
_CHUNK = 1 << 20
_BLANK = "".join(map(chr, range(33)))
_SINGLE_BYTE = {"iso8859-1", "cp1252", "iso8859-15"}


def examine(path: str, spec: FileSpec) -> str | None:
    """What is wrong with the file as a whole, in a sentence that says what would work; None when it can be read."""
    if Path(path).stat().st_size == 0:
        return f"the file is empty; a header line with {', '.join(spec.columns)} is expected"
    try:
        return _wrong_encoding(path, spec.options.encoding) or _wrong_header(path, spec)
    except csv.Error:
        return f"line 1 holds a quote {spec.options.quote} that is not closed; 'quote' may be another sign"
    except (EOFError, zlib.error, OSError) as error:
        return f"the file cannot be decompressed ({error}); it must be delivered again, whole"


def header(path: str, spec: FileSpec) -> list[str]:
    """The folded names in the file's first record."""
    with _open(path) as raw, io.TextIOWrapper(raw, spec.options.encoding, newline="") as text:
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
    with _open(path) as raw, io.TextIOWrapper(raw, options.encoding) as text:
        for line in text:
            # With quoted line breaks only an empty line outside quotes is passed over.
            if (line == "\n" and not quoted) if options.multiline else not line.strip(_BLANK):
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


def _open(path: str) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if path.endswith(".gz") else Path(path).open("rb")


def _chunks(path: str) -> Iterator[bytes]:
    with _open(path) as handle:
        while chunk := handle.read(_CHUNK):
            yield chunk


def _wrong_encoding(path: str, encoding: str) -> str | None:
    declared = codecs.lookup(encoding).name
    if declared in _SINGLE_BYTE:
        # Any bytes are Latin-1, so the only sign of a mistake is text that is too good UTF-8 to be an accident.
        if not all(chunk.isascii() for chunk in _chunks(path)) and _undecodable(path, "utf-8") is None:
            return f"the file is UTF-8, not {encoding}; 'encoding: utf-8' would read it"
        return None
    line = _undecodable(path, declared)
    if line is None:
        return None
    works = [name for name in ("utf-8", "cp949", "latin-1", "cp874") if _undecodable(path, name) is None]
    # Good UTF-8 or Korean is hardly anything else; of single bytes none can tell which are meant.
    told = " or ".join(f"'encoding: {name}'" for name in (works[:1] if works[0] in ("utf-8", "cp949") else works))
    return f"line {line} is not {encoding}; {told} would read it"


def _undecodable(path: str, encoding: str) -> int | None:
    """The first line that cannot be decoded; None when all can."""
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    try:
        for chunk in _chunks(path):
            line += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n")
    return None


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
