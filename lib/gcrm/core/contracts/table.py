"""What a table promises, as plain values: importing a contract needs no Spark session.

From a contract come the Delta schema, its CHECK constraints, the quarantine predicate, the expectation suite, the
catalogue page, the open data contract and the root that the table may live under.
"""

import re
from dataclasses import dataclass
from typing import Literal

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
    follows; `text` is free text in which people may have named themselves, masked before it is stored.
    """

    name: str
    type: str
    doc: str
    required: bool = False
    pii: Literal["direct", "pseudonym", "text"] | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise ContractError(f"Field name '{self.name}' must be lower case letters, digits and underscores.")
        if not _TYPE.match(self.type):
            raise ContractError(f"Field '{self.name}' has type '{self.type}', which is no Spark type in lower case.")


@dataclass(frozen=True)
class Rule:
    """A row-level promise, as a Spark SQL expression; a row for which it is false or null goes to quarantine."""

    name: str
    sql: str
    doc: str = ""


@dataclass(frozen=True)
class Unique:
    """No two rows share these columns."""

    fields: tuple[str, ...]


@dataclass(frozen=True)
class References:
    """At least `share` of the values of `field` are found in `table`'s `to` column (by default its only key)."""

    field: str
    table: "Table"
    to: str = ""
    share: float = 1.0

    @property
    def column(self) -> str:
        return self.to or self.table.key[0]


@dataclass(frozen=True)
class Rows:
    """The table holds at least `at_least` and, where given, at most `at_most` rows."""

    at_least: int = 1
    at_most: int | None = None


Check = Unique | References | Rows


@dataclass(frozen=True)
class Append:
    """Rows are only ever added."""


@dataclass(frozen=True)
class Upsert:
    """Rows are matched by key; those that differ are updated, new ones inserted."""


@dataclass(frozen=True)
class ReplaceGroups:
    """Groups of rows that share `by` are recomputed whole, and replaced whole."""

    by: tuple[str, ...]


@dataclass(frozen=True)
class Replace:
    """The whole table is recomputed and replaced."""


Load = Append | Upsert | ReplaceGroups | Replace

SOURCE = Field("_source", "struct<file:string,revision:int,line:bigint>", "File, its revision and line in the landing")


@dataclass(frozen=True)
class Table:
    """A stored table. `name` is `layer.plural_noun`; `key` names the columns that identify a row."""

    name: str
    doc: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    checks: tuple[Check, ...] = ()
    load: Load = Replace()
    cluster_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        layer, _, noun = self.name.partition(".")
        if layer not in LAYERS or not _NAME.match(noun):
            raise ContractError(
                f"Table name '{self.name}' must be layer.plural_noun, layer one of {', '.join(LAYERS)}."
            )
        names = self.columns
        if len(set(names)) != len(names):
            raise ContractError(f"{self.name} declares a column twice: {', '.join(names)}.")
        by = self.load.by if isinstance(self.load, ReplaceGroups) else ()
        for kind, wanted in (("key", self.key), ("cluster_by", self.cluster_by), ("load", by)):
            for name in wanted:
                if name not in names:
                    raise ContractError(f"{self.name} names '{name}' in its {kind}, but has only {', '.join(names)}.")
        if isinstance(self.load, Upsert | ReplaceGroups) and not self.key:
            raise ContractError(f"{self.name} is loaded by key, so it must declare one.")
        for field in self.fields:
            if field.pii == "direct" and layer != "vault":
                raise ContractError(
                    f"{self.name}.{field.name} identifies a person directly: it may live in a vault.* table only."
                )

    @property
    def layer(self) -> str:
        return self.name.partition(".")[0]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def sought(self) -> tuple[str, ...]:
        """Columns by which rows are looked for: groups, keys, days. Files tell their least and greatest value."""
        by = self.load.by if isinstance(self.load, ReplaceGroups) else ()
        days = (f.name for f in self.fields if f.type in ("date", "timestamp"))
        return tuple(dict.fromkeys((*self.cluster_by, *by, *self.key, *days)))

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
    """The columns that a feed's SELECT of this name must yield; typed and made pseudonymous on their way to silver."""

    name: str
    fields: tuple[Field, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)


def raw(table: Table, *extra: Field, without: tuple[str, ...] = ()) -> Raw:
    """The SELECT's columns for a silver table: the table's own, less those that `build` derives, and `extra`."""
    own = tuple(f for f in table.fields if f.name not in (*without, SOURCE.name))
    return Raw(table.name.partition(".")[2], own + extra)
