"""A published table as a table on a page: what a section shows that has no template of its own."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gcrm.core.contracts.table import Field, Table
from gcrm.publish import classes
from gcrm.publish.atlas import words
from gcrm.publish.atlas.look import Look, Row
from gcrm.publish.atlas.section import Shown
from gcrm.publish.gate import WITHHELD
from gcrm.publish.published import Published

_INTERVAL = re.compile(r"_p\d+$")
_NUMBERS = ("smallint", "int", "bigint", "float", "double", "decimal")


@dataclass(frozen=True)
class Listing:
    """`columns`: title, doc and whether it holds numbers; `rows`: a text per column."""

    columns: tuple[tuple[str, str, bool], ...]
    rows: tuple[tuple[str, ...], ...]


def listing(table: Table, rows: Iterable[Row], columns: Sequence[str] = ()) -> Listing:
    """The rows as texts, in `columns` of the table; by default in all but the flag of the gate.

    >>> from gcrm.core.contracts.table import Table, Field
    >>> counts = Table("publish.counts", "", (Field("tier", "string", "Tier"), Field("churn_rate", "double", "Lost")))
    >>> listing(counts, [{"tier": "gold", "churn_rate": 0.25}, {"tier": "blue", "churn_rate": None}]).rows
    (('gold', '25%'), ('blue', '–'))
    """
    fields = [table.field(name) for name in columns or table.columns if name != WITHHELD]
    count = table.count if isinstance(table, Published) else None
    return Listing(
        tuple((words.label(f.name).capitalize(), f.doc, f.type.startswith(_NUMBERS)) for f in fields),
        tuple(tuple(_text(f, row, f.name == count) for f in fields) for row in rows),
    )


def listed(
    table: Table,
    headline: Callable[[Sequence[Row]], str],
    columns: Sequence[str] = (),
    order: Callable[[Row], Any] | None = None,
) -> Callable[[Look], Shown | None]:
    """`show` of a section that lists a published table: in `columns`, sorted by `order`, by default by key."""

    def by_key(row: Row) -> Any:
        return tuple(str(row[name]) for name in table.key)

    def show(look: Look) -> Shown | None:
        rows = sorted(look.rows(table), key=order or by_key)
        return Shown(headline(rows), {"listing": listing(table, rows, columns)}) if rows else None

    return show


def _text(field: Field, row: Row, is_count: bool) -> str:
    value = row[field.name]
    if value is None:
        return classes.told(None) if is_count and row.get(WITHHELD) else "–"
    if is_count:
        return classes.told(value)
    if _INTERVAL.sub("", field.name).endswith(("_rate", "_share")) or field.name == "share":
        return words.percent(value)
    if field.type.startswith(_NUMBERS):
        return words.number(value if isinstance(value, int) else float(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)
