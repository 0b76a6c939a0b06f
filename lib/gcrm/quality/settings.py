"""Section `quality`: how much may be wrong with a table before a run warns, and before it stops.

A coalition, an environment or base.yml may have the section; below its `tables` stands what holds for one table alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gcrm.core.errors import unknown
from gcrm.core.settings.nodes import Node
from gcrm.core.settings.shares import Share, share

SECTION = "quality"


@dataclass(frozen=True)
class Limits:
    """The largest values that are met without a warning, and without a stop; None where nothing is too much."""

    warn: float | None
    stop: float | None


ANYTHING = Limits(None, None)


@dataclass(frozen=True)
class Refused:
    """Of the rows that were built, the share that the table's rules refused."""

    warn: Share | None = "5%"
    stop: Share | None = "50%"

    def __post_init__(self) -> None:
        _require_order(self.limits)

    @property
    def limits(self) -> Limits:
        """As numbers."""
        return Limits(share(self.warn, "warn"), share(self.stop, "stop"))


@dataclass(frozen=True)
class RefusedFiles(Refused):
    """Of a table's files, the share that were refused whole: what such a file holds does not get in, and makes nothing
    worse of what the others hold. Where hardly any got in, there is nothing to make other tables of."""

    warn: Share | None = "0%"
    stop: Share | None = "90%"


@dataclass(frozen=True)
class Unfound(Refused):
    """Of the values that name a row of another table, the share that name none. Without `warn` the contract's own share
    is what is met without a warning."""

    warn: Share | None = None


@dataclass(frozen=True)
class Stale:
    """Days from the newest business day to the day of the run, or to the last of the days that it was asked for."""

    warn: int | None = 30
    stop: int | None = None

    def __post_init__(self) -> None:
        for name, days in (("warn", self.warn), ("stop", self.stop)):
            if days is not None and days < 0:
                raise ValueError(f"{name} is {days} days; 0 or more works.")
        _require_order(self.limits)

    @property
    def limits(self) -> Limits:
        """As numbers."""
        return Limits(self.warn, self.stop)


@dataclass(frozen=True)
class OfTable:
    """What holds for one table alone, in place of what holds for all."""

    refused: Refused | None = None
    refused_files: RefusedFiles | None = None
    unfound: Unfound | None = None
    stale: Stale | None = None

    @property
    def refused_limits(self) -> Limits:
        """Of the share of rows that are refused."""
        return self.refused.limits if self.refused else ANYTHING

    @property
    def file_limits(self) -> Limits:
        """Of the share of files that are refused whole."""
        return self.refused_files.limits if self.refused_files else ANYTHING

    @property
    def unfound_limits(self) -> Limits:
        """Of the share of values that name nothing."""
        return self.unfound.limits if self.unfound else ANYTHING

    @property
    def stale_limits(self) -> Limits:
        """Of the days since the newest business day."""
        return self.stale.limits if self.stale else ANYTHING


@dataclass(frozen=True)
class Settings:
    """The section. `few`: of fewer rows that came as news, no share stops a run; it warns."""

    refused: Refused = field(default_factory=Refused)
    refused_files: RefusedFiles = field(default_factory=RefusedFiles)
    unfound: Unfound = field(default_factory=Unfound)
    stale: Stale = field(default_factory=Stale)
    few: int = 20
    tables: dict[str, OfTable] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.few < 0:
            raise ValueError(f"few is {self.few} rows; 0 or more works.")

    def of(self, table: str, tells_days: bool) -> OfTable:
        """What holds for a table. How old its newest day may be holds for the table that tells the business days, and
        for those that say it themselves."""
        own = self.tables.get(table, OfTable())
        age = own.stale or (self.stale if tells_days else None)
        return OfTable(
            own.refused or self.refused, own.refused_files or self.refused_files, own.unfound or self.unfound, age
        )


def mistakes(document: Node, days: Mapping[str, str]) -> list[str]:
    """Sentences for tables that the section names and that there are not, or whose rows are of no day. `days`: every
    table there can be, with the column that tells the day of a row, or nothing."""
    named = _within(_within(document, SECTION), "tables")
    dated = ", ".join(sorted(name for name, column in days.items() if column))
    found = [f"{node.where}: {unknown('table', name, days)}" for name, node in named.value.items() if name not in days]
    return found + [
        f"{node.value['stale'].where}: rows of {name} are of no day, so it has no 'stale'; those of {dated} are."
        for name, node in named.value.items()
        if days.get(name) == "" and isinstance(node.value, dict) and "stale" in node.value
    ]


def _within(node: Node, key: str) -> Node:
    """The mapping below a key; an empty one where it is none, of which others tell."""
    found = node.value.get(key)
    return found if found and isinstance(found.value, dict) else Node({}, node.file, node.line)


def _require_order(limits: Limits) -> None:
    if limits.warn is not None and limits.stop is not None and limits.warn > limits.stop:
        raise ValueError(f"warn is {limits.warn:g} and stop is {limits.stop:g}; a warn at or below the stop works.")
