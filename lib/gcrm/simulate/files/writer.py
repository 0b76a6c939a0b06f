"""Writes files as partners deliver them: each whole or not at all, from sorted rows, one task a file."""

import gzip
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

NORMAL, MISSING, TWICE, CORRECTED, TRUNCATED = range(5)
PART = ".part"  # ends the name of a file that is not whole yet
FATES = ("normal", "missing", "twice", "corrected", "truncated")
REPORT = "path string, line bigint, receipt string, basket_line int, kind string, n_rows bigint"
_SCHEMA = pa.schema(
    [("path", pa.string()), ("line", pa.int64()), ("receipt", pa.string()), ("basket_line", pa.int32()),
     ("kind", pa.string()), ("n_rows", pa.int64())]
)  # fmt: skip
Report = tuple[str, int | None, str | None, int | None, str, int | None]


@dataclass(frozen=True)
class Style:
    """How the files of a frame are written. `headers` are by a row's `variant`; no header where there is none.

    `types` are those of Parquet's columns, whose records are JSON objects on their way here.
    """

    encoding: str = "utf-8"
    gzipped: bool = False
    headers: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    types: dict[str, str] = field(default_factory=dict)


Batches = Iterable[pa.RecordBatch]


def writer(root: str, style: Style) -> Callable[[Batches], Iterator[pa.RecordBatch]]:
    """For `mapInArrow`: rows come sorted by file; columns path, record, variant, fate, receipt, line, kind.

    Yields what was written and planted, by the columns of REPORT: one row a file (kind `file`, or its fate), and one a
    defect, with the line of the file that it stands on.
    """

    def write(batches: Batches) -> Iterator[pa.RecordBatch]:
        current: _File | None = None
        for batch in batches:
            reports: list[Report] = []
            for path, rows in _runs(batch):
                if current is None or current.path != path:
                    reports += current.close() if current else []
                    current = _File(root, path, style, rows["variant"][0], rows["fate"][0])
                current.add(rows)
                reports += current.told()
            if reports:
                yield _batch(reports)
        if current:
            yield _batch(current.close())

    return write


def put(path: Path, content: bytes) -> None:
    """Writes a file so that it is there whole or not at all."""
    part = _part(path)
    part.write_bytes(content)
    part.replace(path)


def _part(path: Path) -> Path:
    """Where a file lies until it is whole, in a folder that is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".{path.name}.{os.getpid()}{PART}")


def _runs(batch: pa.RecordBatch) -> Iterator[tuple[str, dict[str, list[Any]]]]:
    ends = pc.run_end_encode(batch.column("path"))
    begin = 0
    for end, path in zip(ends.run_ends.to_pylist(), ends.values.to_pylist(), strict=True):
        part = batch.slice(begin, end - begin)
        yield path, {name: part.column(name).to_pylist() for name in part.schema.names if name != "path"}
        begin = end


def _batch(reports: list[Report]) -> pa.RecordBatch:
    columns = zip(*reports, strict=True)
    return pa.RecordBatch.from_arrays(
        [pa.array(column, type=kind.type) for column, kind in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA
    )


class _File:
    """One file that is being written: the last record is held back, because it may be cut off."""

    def __init__(self, root: str, path: str, style: Style, variant: int, fate: int) -> None:
        self.path, self.fate, self.style, self.variant = path, fate, style, variant
        self.n, self.reports = 0, list[Report]()
        self.last: str | None = None
        self.last_key: tuple[str | None, int | None] = (None, None)
        names = [] if fate == MISSING else [path, _again(path)] if fate == TWICE else [path]
        self.outs = [_Out(Path(root) / name, style) for name in names]
        self.before = 1 if style.headers else 0
        if style.headers:
            self._put(style.headers[variant] + "\n")

    def add(self, rows: dict[str, list[Any]]) -> None:
        records, kinds = rows["record"], rows["kind"]
        # Nothing of a missing file was delivered, so nothing in it can be found.
        planted = [] if self.fate == MISSING else [i for i, kind in enumerate(kinds) if kind is not None]
        for i in planted:
            line = self.before + self.n + i + 1
            self.reports.append((self.path, line, rows["receipt"][i], rows["line"][i], kinds[i], None))
        held = [] if self.last is None else [self.last]
        text = "\n".join([*held, *records[:-1]])
        if text:
            self._put(text + "\n")
        self.last, self.last_key = records[-1], (rows["receipt"][-1], rows["line"][-1])
        self.n += len(records)

    def told(self) -> list[Report]:
        """Reports so far, but for that of the last line: if it is cut off, nothing else can be seen in it."""
        last = self.before + self.n
        told = [report for report in self.reports if report[1] != last]
        self.reports = [report for report in self.reports if report[1] == last]
        return told

    def close(self) -> list[Report]:
        # The second of two equal lines is not cut off: the first would stand for it, and nothing be lost.
        is_second = any(report[1] == self.before + self.n and report[4] == "duplicate" for report in self.reports)
        cut = self.fate == TRUNCATED and self.n > 1 and not is_second
        if self.last is not None:
            self._put(self.last[: len(self.last) // 2] if cut else self.last + "\n")
        for out in self.outs:
            out.close()
        told = self.told()
        if not cut:
            told += self.reports
        else:
            told.append((self.path, self.before + self.n, *self.last_key, FATES[TRUNCATED], None))
        kind = "file" if self.fate in (NORMAL, TRUNCATED) else FATES[self.fate]
        told.append((self.path, None, None, None, kind, self.n))
        told += [(self.path, None, None, None, name, self.n) for name in self._variants()]
        return told

    def _variants(self) -> list[str]:
        told = self.style.variants[self.variant] if self.style.variants and self.fate != MISSING else ""
        return [name for name in told.split("+") if name]

    def _put(self, text: str) -> None:
        for out in self.outs:
            out.write(text)


class _Out:
    """Where a file's text goes; it gets its name when all of it is there."""

    def __init__(self, path: Path, style: Style) -> None:
        self.path, self.style, self.part = path, style, _part(path)
        self.raw = self.part.open("wb")
        # No time and no name in the gzip header: the same content is the same bytes.
        self.zip = gzip.GzipFile("", "wb", 6, self.raw, mtime=0) if style.gzipped else None
        self.out: IO[bytes] = io.BytesIO() if style.types else cast("IO[bytes]", self.zip or self.raw)

    def write(self, text: str) -> None:
        self.out.write(text.encode(self.style.encoding))

    def close(self) -> None:
        if self.style.types:
            rows = [json.loads(line) for line in cast(io.BytesIO, self.out).getvalue().decode().split("\n") if line]
            pq.write_table(_table(rows, self.style.types), self.raw)
        if self.zip:
            self.zip.close()
        self.raw.close()
        self.part.replace(self.path)


def _table(rows: list[dict[str, Any]], types: dict[str, str]) -> pa.Table:
    columns = {}
    for name, kind in types.items():
        texts = pa.array([row.get(name) for row in rows], type=pa.string())
        columns[name] = texts.cast(pa.decimal128(12, 3) if kind == "decimal" else kind)
    return pa.table(columns)


def _again(path: str) -> str:
    folder, _, name = path.rpartition("/")
    stem, dot, suffix = name.partition(".")
    return f"{folder}/{stem}_again{dot}{suffix}"
