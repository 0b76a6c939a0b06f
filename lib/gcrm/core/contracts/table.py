"""What a table promises, as plain values: importing a contract needs no Spark session.

From a contract come the Delta schema, its CHECK constraints, the quarantine predicate, the expectation suite, the
catalogue page, the open data contract and the root that the table may live under.
"""

import re
import unicodedata
from dataclasses import dataclass
from dataclasses import field as declared
from typing import Literal

from gcrm.core.contracts.loads import Append as Append
from gcrm.core.contracts.loads import Load as Load
from gcrm.core.contracts.loads import Replace as Replace
from gcrm.core.contracts.loads import ReplaceGroups as ReplaceGroups
from gcrm.core.contracts.loads import Snapshots as Snapshots
from gcrm.core.contracts.loads import Upsert as Upsert

LAYERS = ("bronze", "vault", "silver", "warehouse", "features", "models", "marts", "publish", "ops")
_NAME = re.compile(r"^[a-z_][a-z0-9_]*$")
_TYPE = re.compile(
    r"^(string|boolean|smallint|int|bigint|float|double|date|timestamp|decimal\(\d+,\d+\)|(array|map|struct)<.+>)$"
)


class ContractError(Exception):
    """A contract that contradicts itself; raised when the module that declares it is imported."""


@dataclass(frozen=True)
class Field:
    """One column.

    `pii`: `direct` identifies a person by itself and may live in the vault only; `pseudonym` is the key that erasure
    follows; `text` is free text in which people may have named themselves, masked before it is stored; `thing` is the
    id of what a person bought or wrote, kept as a keyed hash, for who knows the thing knows the person. `of`: the
    column that it is taken from; where that is missing, this one is missing for no reason of its own. `home`: where
    members live follows from it, for it is a member's figure that the figure of the member's area goes into, or the
    figure of an area that few members may have made.
    """

    name: str
    type: str
    doc: str
    required: bool = False
    pii: Literal["direct", "pseudonym", "text", "thing"] | None = None
    unit: str | None = None
    of: str = declared(default="", repr=False)  # makes no row another, so no fingerprint shows it
    home: bool = declared(default=False, repr=False)

    def __post_init__(self) -> None:
        if not _is_column(self.name):
            raise ContractError(f"Field name '{self.name}' must be lower case letters, digits and underscores.")
        if not _TYPE.match(self.type):
            raise ContractError(f"Field '{self.name}' has type '{self.type}', which is no Spark type in lower case.")


def _is_column(name: str) -> bool:
    """Whether a name may be a column's: letters of any script, for bronze is named as partners name their columns."""
    if _NAME.fullmatch(name):
        return True
    signs = all(sign == "_" or sign.isalnum() or unicodedata.category(sign)[0] == "M" for sign in name)
    return signs and name == name.lower() and (name[:1] == "_" or name[:1].isalpha())


@dataclass(frozen=True)
class Rule:
    """A row-level promise, as a Spark SQL expression; a row for which it is false or null goes to quarantine."""

    name: str
    sql: str
    doc: str = ""


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

SOURCE = Field("_source", "struct<file:string,revision:int,line:bigint>", "File, its revision and line in the landing")


@dataclass(frozen=True)
class Table:
    """A stored table. `name` is `layer.plural_noun`; `key` names the columns that identify a row.

    `day` names the date or timestamp at which a row happened or began to hold: as of a past day, later rows are left
    out. `period` names instead the first day of the month that a row sums up: as of a past day, the rows of its month
    are built anew from what happened up to it.
    """

    name: str
    doc: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    checks: tuple[Check, ...] = ()
    load: Load = declared(default=Replace())
    cluster_by: tuple[str, ...] = ()
    day: str = ""
    period: str = ""

    def __post_init__(self) -> None:
        layer, _, noun = self.name.partition(".")
        if layer not in LAYERS or not _NAME.match(noun):
            raise ContractError(
                f"Table name '{self.name}' must be layer.plural_noun, layer one of {', '.join(LAYERS)}."
            )
        names = self.columns
        if len(set(names)) != len(names):
            raise ContractError(f"{self.name} declares a column twice: {', '.join(names)}.")
        days, of = tuple(filter(None, (self.day, self.period))), tuple(f.of for f in self.fields if f.of)
        named = (("key", self.key), ("cluster_by", self.cluster_by), ("load", self._by))
        for kind, wanted in (*named, ("day or period", days), ("of", of)):
            for name in wanted:
                if name not in names:
                    raise ContractError(f"{self.name} names '{name}' in its {kind}, but has only {', '.join(names)}.")
        if isinstance(self.load, Upsert | ReplaceGroups) and not self.key:
            raise ContractError(f"{self.name} is loaded by key, so it must declare one.")
        self._require_days()
        for field in self.fields:
            if field.pii == "direct" and layer != "vault":
                raise ContractError(
                    f"{self.name}.{field.name} identifies a person directly: it may live in a vault.* table only."
                )

    def _require_days(self) -> None:
        load, dates = self.load, [f.name for f in self.fields if f.type == "date"]
        if isinstance(load, Snapshots):
            if len(load.by) != 1 or load.by[0] not in dates:
                raise ContractError(
                    f"{self.name} keeps snapshots by {load.by}, but a snapshot is a day: name one date column, such as "
                    "by=('as_of',)."
                )
            if load.by[0] not in self.key:
                works = (*self.key, *load.by)
                raise ContractError(
                    f"{self.name} keeps snapshots by {load.by[0]}, so its key needs it: key={works} works."
                )
            if load.keep is not None and load.keep < 1:
                raise ContractError(
                    f"{self.name} keeps {load.keep} snapshots; keep=1 or more works, and None keeps all."
                )
        if self.day and self.period:
            raise ContractError(f"{self.name} has a day and a period; rows that happen have a day, sums a period.")
        if self.day and self.field(self.day).type not in ("date", "timestamp"):
            raise ContractError(f"{self.name}.{self.day} tells the day, so its type is date or timestamp.")
        if self.period and self.period not in dates:
            raise ContractError(f"{self.name}.{self.period} is the first day of a month, so its type is date.")

    @property
    def _by(self) -> tuple[str, ...]:
        return self.load.by if isinstance(self.load, ReplaceGroups | Snapshots) else ()

    @property
    def remembers(self) -> bool:
        """Whether the table holds rows that its inputs may no longer give."""
        return isinstance(self.load, Append | Snapshots) or (isinstance(self.load, Upsert) and not self.load.deletes)

    @property
    def has_history(self) -> bool:
        """Whether older versions, and what changed between them, can be read."""
        return self.load.history if isinstance(self.load, Replace) else True

    @property
    def layer(self) -> str:
        return self.name.partition(".")[0]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def sought(self) -> tuple[str, ...]:
        """Columns by which rows are looked for: groups, keys, days. Files tell their least and greatest value."""
        days = (f.name for f in self.fields if f.type in ("date", "timestamp"))
        return tuple(dict.fromkeys((*self.cluster_by, *self._by, *self.key, *days)))

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """What every row must meet: key and required fields present, then the contract's own rules."""
        given = tuple(
            Rule(f"{f.name}_is_given", f"`{f.name}` IS NOT NULL", f"{f.name} is present")
            for f in self.fields
            if f.required or f.name in self.key
        )
        return given + self.rules

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


@dataclass(frozen=True)
class Raw:
    """The columns that a feed's SELECT of this name must yield; typed and made pseudonymous on their way to silver.

    `unlocks`: what a coalition has to do without while no feed has such a SELECT, as a noun.
    """

    name: str
    fields: tuple[Field, ...]
    unlocks: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)


def raw(table: Table, *extra: Field, without: tuple[str, ...] = (), unlocks: str = "") -> Raw:
    """The SELECT's columns for a silver table: the table's own, less those that `build` derives, and `extra`."""
    own = tuple(f for f in table.fields if f.name not in (*without, SOURCE.name))
    return Raw(table.name.partition(".")[2], own + extra, unlocks)
