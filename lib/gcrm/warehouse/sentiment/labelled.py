"""Files of labelled texts as people deliver them: CSV, TSV, JSON lines or Parquet with columns text and label."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from gcrm.core.errors import UsageError
from gcrm.warehouse.sentiment.training import LABELS

Labelled = tuple[str, str, str]  # text, label, language
_ALSO = {"neg": "negative", "neu": "neutral", "pos": "positive", "q": "question"}
_ALSO |= {"-1": "negative", "0": "neutral", "1": "positive", "+1": "positive"}
_ENDS = (".csv", ".tsv", ".jsonl", ".parquet")


def read(path: Path, language: str | None) -> list[Labelled]:
    """The labelled texts; empty ones are passed over. `language` is that of rows that tell none.

    Raises UsageError, with the line and what would work, for anything that is no labelled text.
    """
    try:
        found = [one for n, row in _rows(path) if (one := _one(path, n, row, language))]
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8.") from None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}.") from None
    if not found:
        raise UsageError(f"{path} holds no labelled text; columns text and label with one row at least work.")
    return found


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Line (or row) number and values by column."""
    kind = path.suffix.lower()
    if kind not in _ENDS:
        raise UsageError(f"{path}: labelled texts are read from {', '.join(_ENDS)}; rename or convert it.")
    if kind == ".parquet":
        try:
            table = pq.read_table(path)
        except ValueError:
            raise UsageError(f"{path} is no Parquet file.") from None
        _require(path, table.column_names)
        yield from enumerate(table.to_pylist(), 1)
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        if kind == ".jsonl":
            yield from _objects(path, file)
            return
        csv.field_size_limit(sys.maxsize)
        reader = csv.DictReader(file, delimiter="\t" if kind == ".tsv" else ",")
        _require(path, reader.fieldnames or ())
        for row in reader:
            yield reader.line_num, row


def _objects(path: Path, lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise UsageError(f'{path}, line {n}: no JSON object; {{"text": "...", "label": "positive"}} works.')
        _require(path, row, n)
        yield n, row


def _require(path: Path, columns: Iterable[str], line: int = 1) -> None:
    names = list(columns)
    for wanted in ("text", "label"):
        if wanted not in names:
            raise UsageError(f"{path}, line {line}: has no column '{wanted}'; it has {', '.join(names) or 'none'}.")


def _one(path: Path, n: int, row: Mapping[str, Any], language: str | None) -> Labelled | None:
    text, told = row["text"], str(row["label"]).strip().lower()
    label = _ALSO.get(told, told)
    if label not in LABELS:
        raise UsageError(f"{path}, line {n}, column label: '{row['label']}' is no label; {', '.join(LABELS)} work.")
    of = row.get("language") or language
    if not of:
        raise UsageError(
            f"{path}, line {n}: tells no language; give --language, or a column language with codes as en."
        )
    return (str(text), label, str(of)) if text and str(text).strip() else None
