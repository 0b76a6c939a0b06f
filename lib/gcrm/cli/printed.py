"""Rows as people and programs read them: a table, CSV, or JSON."""

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from gcrm.core.storage.looks import Answer
from gcrm.core.visible import visible

Format = Literal["table", "csv", "json"]
_DECIMAL = re.compile(r'"\\u0000(-?[0-9.]+)\\u0000"')
WIDTH = 60  # characters of a value in a table


def text(answer: Answer, how: Format = "table") -> str:
    """The whole answer as `how` says, without a line end after it."""
    names = list(answer.columns)
    if how == "json":
        # A decimal is a number of JSON with all its digits; Python's writer knows none but floats.
        return _DECIMAL.sub(r"\1", json.dumps(answer.rows, ensure_ascii=False, indent=1, default=_jsonable))
    cells = [[row[name] for name in names] for row in answer.rows]
    if how == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([names, *([None if value is None else _shown(value) for value in row] for row in cells)])
        return out.getvalue().rstrip("\n")
    return _table(names, [["NULL" if value is None else _cut(_shown(value)) for value in row] for row in cells])


def _table(names: list[str], rows: list[list[str]]) -> str:
    widths = [max(3, len(name), *(len(row[i]) for row in rows)) for i, name in enumerate(names)]
    rule = "+" + "+".join("-" * width for width in widths) + "+"
    lines = ["|" + "|".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) + "|" for row in rows]
    head = "|" + "|".join(name.rjust(width) for name, width in zip(names, widths, strict=True)) + "|"
    return "\n".join([rule, head, rule, *lines, rule])


def _cut(value: str) -> str:
    """
    >>> len(_cut("x" * 100)), _cut("two\\nlines")
    (60, 'two\\\\nlines')
    """
    line = visible(value)
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 3]}..."


def _shown(value: Any) -> str:
    """
    >>> from datetime import datetime
    >>> _shown([1, None]), _shown({"a": True}), _shown(datetime(2024, 3, 1, 12)), _shown(Decimal("1.50"))
    ('[1, NULL]', '{a: true}', '2024-03-01 12:00:00', '1.50')
    """
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_shown(part)}" for name, part in value.items()) + "}"
    return str(value)


def _jsonable(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"\0{value:f}\0"
    return value.isoformat() if isinstance(value, date) else str(value)
