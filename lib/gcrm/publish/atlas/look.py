"""What a section may look at: the rows of the tables that it names, and what the coalition has agreed on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from pyspark.sql import DataFrame

from gcrm.core.contracts.table import ContractError, Table
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.publish.gate import LEAST

Row = Mapping[str, Any]
Query = Callable[[DataFrame], DataFrame]


@dataclass(frozen=True)
class Agreed:
    """What the coalition has agreed on: its name and that of its folder, currency, area levels from the coarsest.

    `language`: in which the sections speak, where they have words of it. `least`: members that a figure stands for.
    """

    name: str
    coalition: str
    currency: str
    area_levels: tuple[str, ...] = ()
    language: str = "en"
    least: int = LEAST


class Source(Protocol):
    """Where rows come from."""

    def has(self, table: Table) -> bool:
        """Whether the table has been built."""

    def rows(self, table: Table, query: Query | None) -> list[Row]:
        """The rows of the table, or of a query over it; none where it has not been built."""


@dataclass(frozen=True)
class Stored:
    """Rows of a lakehouse; a table that several sections read is read once."""

    lake: Lakehouse
    known: dict[tuple[str, Query | None], list[Row]] = field(default_factory=dict)

    def has(self, table: Table) -> bool:
        return self.lake.exists(table)

    def rows(self, table: Table, query: Query | None) -> list[Row]:
        key = (table.name, query)
        if key not in self.known:
            self.known[key] = self._collected(table, query) if self.has(table) else []
        return self.known[key]

    def _collected(self, table: Table, query: Query | None) -> list[Row]:
        frame = self.lake.read(table)
        return [row.asDict(recursive=True) for row in (query(frame) if query else frame).collect()]


@dataclass(frozen=True)
class Given:
    """Rows at hand, by the name of their table: for tests, and to see a page before there is a lakehouse.

    A query is not asked: what is given for its table is its answer.
    """

    given: Mapping[str, Sequence[Row]]

    def has(self, table: Table) -> bool:
        return table.name in self.given

    def rows(self, table: Table, query: Query | None) -> list[Row]:  # noqa: ARG002
        return list(self.given.get(table.name, ()))


@dataclass(frozen=True)
class Look:
    """A view of the published tables. `within`: names of the tables that may be asked for; None allows all."""

    agreed: Agreed
    source: Source
    within: frozenset[str] | None = None

    def limited(self, tables: Iterable[Table]) -> "Look":
        """The same view, of these tables only."""
        return replace(self, within=frozenset(table.name for table in tables))

    def has(self, table: Table) -> bool:
        """Whether the table has been built."""
        return self.source.has(self._allowed(table))

    def rows(self, table: Table, query: Query | None = None) -> list[Row]:
        """All rows of a table that members cannot make longer, or of a query that makes it so; [] where not built.

        Raises ContractError for a table that the section does not name.
        """
        return self.source.rows(self._allowed(table), query)

    def _allowed(self, table: Table) -> Table:
        if self.within is not None and table.name not in self.within:
            named = ", ".join(sorted(self.within)) or "none"
            raise ContractError(f"The section reads {table.name}, which it does not name; its tables are {named}.")
        return table
