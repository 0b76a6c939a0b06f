"""A delivered file without some of its records: each leaves an empty line, or an empty row, so that all others stay
where they stood, byte by byte. Records are found by the line that they begin on, or by a key that stands in their text.
"""

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from gcrm.sources.spec import FileSpec, Options

Lines = Collection[int]
SHORTEST = 4  # signs of a key or name; a shorter one stands in any text for something else
_LONGEST = 1 << 30  # signs of one cell
_ENDS = "\r\n"
_SIGNS = re.compile(r"[\s,:]*")  # of JSON, between values


def text(
    source: IO[bytes],
    target: IO[bytes],
    options: Options,
    zipped: bool,
    lines: Lines,
    suspects: Lines,
    keys: Collection[str],
) -> int:
    """Copies a text file; gives how many records were left out: those on `lines`, and of the lines `suspects` those in
    which one of the keys stands."""
    ends = _ends(source, options, zipped) if options.multiline else {}
    named, asked, wanted = naming(keys), set(suspects), set(lines)
    n, last = 0, 0
    with _opened(source, options, zipped) as rows, _written(target, rows.encoding, zipped) as out:
        for number, row in enumerate(rows, 1):
            if number > last and (number in wanted or (number in asked and named(_read(row, options, rows.encoding)))):
                n, last = n + bool(row.strip(_ENDS)), ends.get(number, number)
            out.write(row[len(row.rstrip(_ENDS)) :] if number <= last else row)
    return n


def anything(source: IO[bytes], target: IO[bytes], zipped: bool, keys: Collection[str]) -> int:
    """Copies text of any layout without the lines in which one of the keys stands; gives how many those are."""
    named, n = naming(keys), 0
    options = Options(encoding="latin-1")
    with _opened(source, options, zipped) as rows, _written(target, rows.encoding, zipped) as out:
        for row in rows:
            mine = named(row) or named(row.encode("latin-1").decode("utf-8", "replace"))
            n += mine
            out.write(row[len(row.rstrip(_ENDS)) :] if mine else row)
    return n


def parquet(source: IO[bytes], target: IO[bytes], lines: Lines) -> int:
    """Copies a Parquet file with nothing in the rows (from 1) of `lines`; gives how many held something."""
    file = pq.ParquetFile(source)
    nullable = pa.schema([field.with_nullable(True) for field in file.schema_arrow], file.schema_arrow.metadata)
    kinds = {file.schema.column(i).physical_type for i in range(len(file.schema))}
    codec = file.metadata.row_group(0).column(0).compression if file.num_row_groups and len(file.schema) else "SNAPPY"
    n, before, wanted = 0, 0, set(lines)
    with pq.ParquetWriter(target, nullable, compression=codec, use_deprecated_int96_timestamps="INT96" in kinds) as out:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            kept = [before + i + 1 not in wanted for i in range(table.num_rows)]
            before += table.num_rows
            columns = [_blanked(column, kept) for column in table.columns]
            n += sum(any(column[i].is_valid for column in table.columns) for i, keep in enumerate(kept) if not keep)
            out.write_table(pa.Table.from_arrays(columns, schema=nullable))
    return n


def geojson(source: IO[bytes], target: IO[bytes], lines: Lines, suspects: Lines, keys: Collection[str]) -> int:
    """Copies a feature collection with null in the places (from 1) of `lines`, and of those `suspects` in which one of
    the keys stands; gives how many features went."""
    text, named, n, end = source.read().decode("utf-8-sig"), naming(keys), 0, 0
    for place, (start, stop) in enumerate(_features(text), 1):
        if text[start:stop] != "null" and (place in lines or (place in suspects and named(text[start:stop]))):
            target.write(f"{text[end:start]}null".encode())
            n, end = n + 1, stop
    target.write(text[end:].encode())
    return n


def _map(
    source: IO[bytes], target: IO[bytes], zipped: bool, lines: Lines, suspects: Lines, keys: Collection[str]
) -> int:
    """The same of one that may be packed."""
    if not zipped:
        return geojson(source, target, lines, suspects, keys)
    with gzip.GzipFile(fileobj=source) as raw, _packed(target) as out:
        return geojson(cast("IO[bytes]", raw), cast("IO[bytes]", out), lines, suspects, keys)


def _packed(target: IO[bytes]) -> gzip.GzipFile:
    return gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0)


def _features(text: str) -> Iterator[tuple[int, int]]:
    """Where each feature of a collection begins and ends in its text."""
    read, at = json.JSONDecoder().raw_decode, text.index("{") + 1
    while True:
        name, at = read(text, _SIGNS.match(text, at).end())  # type: ignore[union-attr]
        at = _SIGNS.match(text, at).end()  # type: ignore[union-attr]
        if name == "features":
            break
        _, at = read(text, at)
    at = _SIGNS.match(text, at + 1).end()  # type: ignore[union-attr]
    while text[at] != "]":
        _, stop = read(text, at)
        yield at, stop
        at = _SIGNS.match(text, stop).end()  # type: ignore[union-attr]


def _blanked(column: pa.ChunkedArray, kept: list[bool]) -> pa.ChunkedArray:
    taken = pa.array([i if keep else None for i, keep in enumerate(kept)], pa.int64())
    return column if all(kept) else column.take(taken)


def rewriter(
    spec: FileSpec, zipped: bool, lines: Lines, suspects: Lines, keys: Collection[str]
) -> Callable[[IO[bytes], IO[bytes]], int]:
    """What copies a file of this kind without these records."""
    if spec.format == "parquet":
        return lambda source, target: parquet(source, target, lines)
    if spec.format == "geojson":
        return lambda source, target: _map(source, target, zipped, lines, suspects, keys)
    return lambda source, target: text(source, target, spec.options, zipped, lines, suspects, keys)


def _ends(source: IO[bytes], options: Options, zipped: bool) -> dict[int, int]:
    """For each record that goes on over lines the last of them, by the first."""
    found, before = {}, csv.field_size_limit(_LONGEST)
    try:
        with _opened(source, options, zipped) as rows:
            decoded = (_read(row, options, rows.encoding) for row in rows)
            reader, first = csv.reader(decoded, **_dialect(options)), 1
            for _ in reader:
                if reader.line_num > first:
                    found[first] = reader.line_num
                first = reader.line_num + 1
    finally:
        csv.field_size_limit(before)
    source.seek(0)
    return found


def _dialect(options: Options) -> dict[str, Any]:
    quoting = csv.QUOTE_MINIMAL if options.quotes else csv.QUOTE_NONE
    return {
        "delimiter": options.sep,
        "quotechar": options.quotes or None,
        "quoting": quoting,
        "escapechar": options.escape or None,
        "doublequote": not options.escape,
    }


@contextmanager
def _opened(source: IO[bytes], options: Options, zipped: bool) -> Iterator[io.TextIOWrapper]:
    """The lines, their ends as they are. A byte stands for a sign: no encoding but UTF-16 hides the end of a line."""
    raw = cast("IO[bytes]", gzip.GzipFile(fileobj=source)) if zipped else source
    encoding = "latin-1"
    if str(options.charset).startswith("utf-16"):
        buffered = io.BufferedReader(cast("io.RawIOBase", raw))
        mark, raw = buffered.peek(2)[:2], buffered
        given = str(options.charset)
        encoding = "utf-16-be" if mark == b"\xfe\xff" or (mark != b"\xff\xfe" and given.endswith("be")) else "utf-16-le"
    rows = io.TextIOWrapper(raw, encoding, newline="")
    try:
        yield rows
    finally:
        rows.detach()


@contextmanager
def _written(target: IO[bytes], encoding: str, zipped: bool) -> Iterator[io.TextIOWrapper]:
    # Without a time and a name, so that the same text is the same bytes.
    raw = _packed(target) if zipped else target
    out = io.TextIOWrapper(cast("IO[bytes]", raw), encoding, newline="")
    yield out
    out.flush()
    out.detach()
    if zipped:
        raw.close()


def _read(row: str, options: Options, encoding: str) -> str:
    """A line in the file's own encoding."""
    return row.encode("latin-1").decode(options.codec, "replace") if encoding == "latin-1" else row


def naming(keys: Collection[str]) -> Callable[[str], bool]:
    """Whether one of the keys stands in a text, as a word."""
    if not keys:
        return lambda _text: False
    longest = sorted(keys, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
    return lambda text: pattern.search(text) is not None
