"""What a whole table promises, beside what each of its rows does; asked of the table as it stands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from gcrm.core.contracts.table import Table

Severity = Literal["warn", "stop"]  # the worst that a check may do to a run


@dataclass(frozen=True)
class Unique:
    """No two rows share these columns."""

    fields: tuple[str, ...]
    severity: Severity = "stop"


@dataclass(frozen=True)
class References:
    """At least `share` of the values of `field` are found in `table`'s `to` column (by default its only key).

    `always`: a run asks it also where no feed delivers `table`, for the rows say nothing without it.
    """

    field: str
    table: "Table"
    to: str = ""
    share: float = 1.0
    severity: Severity = "stop"
    always: bool = False

    @property
    def column(self) -> str:
        return self.to or self.table.key[0]


@dataclass(frozen=True)
class Rows:
    """The table holds at least `at_least` and, where given, at most `at_most` rows."""

    at_least: int = 1
    at_most: int | None = None
    severity: Severity = "stop"


Check = Unique | References | Rows
