"""Tables looked at without Spark, in milliseconds, on a local disk; or elsewhere by Spark, with the same answers."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable, QueryBuilder
from deltalake.exceptions import DeltaError, TableNotFoundError

from gcrm.core.contracts.table import LAYERS
from gcrm.core.errors import UsageError, unknown
from gcrm.core.storage.ddl import CONSTRAINT, KEY

_COMMIT = re.compile(r"(\d{20})\.json")
DAY = "as_of"  # by which days stand side by side


@dataclass(frozen=True)
class Answer:
    """Rows of plain values, and the names of their columns in order."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]


class UnreadableTableError(Exception):
    """A table that this reader cannot read, where Spark perhaps can."""


class Looks:
    """The tables of one lakehouse below two local folders, by their names (`marts.area_power`); read-only.

    Their logs tell everything, so no contract is needed. Methods raise UnreadableTableError.
    """

    dialect = "postgres"  # the one that sqlglot knows and this reader understands
    each = "unnest"  # the function that makes a row of each entry of an array

    def __init__(self, root: Path, vault: Path) -> None:
        self.root, self.vault = root, vault
        self._read: dict[tuple[str, int | None], DeltaTable] = {}  # logs that were read, by table and newest version

    def names(self) -> list[str]:
        """The tables that are there, by layer and name; those of the vault where this user may enter it."""
        return [
            f"{layer}.{log.parent.name}"
            for layer in LAYERS
            for log in sorted(self._layer(layer).glob("*/_delta_log"))
            if os.access(log, os.R_OK)
        ]

    def version(self, name: str) -> int:
        """The newest version, by the names of its commits: the log itself need not be read."""
        newest = self._newest(name)
        return int(self._opened(name).version()) if newest is None else newest

    def _newest(self, name: str) -> int | None:
        log = self._folder(name) / "_delta_log"
        told = (path.name for path in log.iterdir()) if log.is_dir() else ()
        return max((int(found[1]) for found in map(_COMMIT.fullmatch, told) if found), default=None)

    def holds(self, name: str) -> str:
        """What the table holds: the first line of its contract."""
        return (self._opened(name).metadata().description or "").strip().split("\n")[0]

    def rules(self, name: str) -> dict[str, str]:
        """The rules of rows that the table holds to, by name."""
        told = self._opened(name).metadata().configuration
        return {key.removeprefix(CONSTRAINT): sql for key, sql in told.items() if key.startswith(CONSTRAINT)}

    def count(self, name: str) -> int:
        """Rows of the newest version."""
        return int(self.query("SELECT count(*) AS n FROM t", {"t": name}).rows[0]["n"])

    def size(self, name: str) -> int:
        """Rows of the newest version as its files tell them, deleted ones included; no row is read."""
        return int(self._opened(name).count())

    def rows(self, name: str, limit: int) -> Answer:
        """The first rows of the newest version, by its key; of days that stand side by side the newest first."""
        key = self._key(self._opened(name))
        by = [f'"{name}"' + (" DESC" if name == DAY else "") for name in newest_first(key)]
        order = f" ORDER BY {', '.join(by)}" if key else ""
        return self.query(f"SELECT * FROM t{order} LIMIT {limit}", {"t": name})

    @staticmethod
    def _key(opened: DeltaTable) -> list[str]:
        told = opened.metadata().configuration.get(KEY)
        if told is not None:
            return told.split(",") if told else []
        # A table of before does not tell its key, but alone the columns of that are NOT NULL.
        return [field.name for field in opened.schema().fields if not field.nullable]

    def query(self, sql: str, tables: Mapping[str, str]) -> Answer:
        """The answer to a SELECT; `tables` maps each name in it to a table's.

        Raises UsageError for a statement that cannot be run, and for a table that is not there.
        """
        builder = QueryBuilder()
        for name, table in tables.items():
            builder.register(name, self._opened(table))
        try:
            # pa.table would import pandas, only to ask whether this is one of its frames.
            return answer(pa.RecordBatchReader.from_stream(builder.execute(sql)).read_all())
        except DeltaError as error:
            raise UsageError(f"The statement cannot be run: {_first_line(error)}.") from None

    def _opened(self, name: str) -> DeltaTable:
        folder, newest = self._folder(name), self._newest(name)
        if not folder.is_dir():
            require(name, self.names())
        try:
            if (name, newest) not in self._read:
                self._read[name, newest] = DeltaTable(str(folder))
            return self._read[name, newest]
        except (DeltaError, TableNotFoundError) as error:
            raise UnreadableTableError(f"{name}: {_first_line(error)}.") from None

    def _folder(self, name: str) -> Path:
        layer, _, noun = name.partition(".")
        return self._layer(layer) / noun

    def _layer(self, layer: str) -> Path:
        return self.vault if layer == "vault" else self.root / layer


def newest_first(key: Iterable[str]) -> list[str]:
    """The columns of a key, the day of a snapshot before all others.

    >>> newest_first(("area_id", "as_of"))
    ['as_of', 'area_id']
    """
    return sorted(key, key=lambda name: name != DAY)


def answer(table: pa.Table) -> Answer:
    """An Arrow table's rows as plain values; moments without a zone, in UTC, as contracts mean them."""
    for position, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type) and field.type.tz:
            # As they stand, in UTC: to make Python's moments with a zone of them would import pandas.
            table = table.set_column(position, field.name, table[position].cast(pa.timestamp(field.type.unit)))
    rows = table.to_pylist(maps_as_pydicts="strict")
    return Answer(tuple(table.column_names), tuple({name: _naive(row[name]) for name in row} for row in rows))


def _naive(value: Any) -> Any:
    """Moments without their zone, wherever they stand in a value."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, dict):
        return {key: _naive(one) for key, one in value.items()}
    return [_naive(one) for one in value] if isinstance(value, list) else value


def require(name: str, known: list[str]) -> None:
    """Raises UsageError that lists the tables there are, where the table is not one of them."""
    if name not in known:
        raise UsageError(f"{unknown('table', name, known)} `gcrm run` builds what is missing.")


def _first_line(error: Exception) -> str:
    """The reader's own words, for they name the column or place that is wrong."""
    first = str(error).strip().splitlines()[0]
    for kind in ("SQL error: ", "Schema error: ", "Error during planning: "):
        first = first.removeprefix(kind)
    return first.rstrip(".")
