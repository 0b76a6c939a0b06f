"""What anyone may see of a table: the public contract, derived from the table's own, and the gate's flag on its rows.

Fields are written once, at the mart. What is dropped and what is withheld is said here, and the gate's rules follow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.table import ContractError, Field, Rule, Table, Unique
from gcrm.publish.gate import LEAST, WITHHELD, decide, unless_withheld

_FLAG = Field(WITHHELD, "boolean", "Too few members to show, or it would give away a cell that has", required=True)
_KINDS = {"direct": "identifies a person", "pseudonym": "is a member's key", "text": "is what a person wrote"}


@dataclass(frozen=True)
class Published(Table):
    """A table that anyone may see. `count`: its column of members, by which the gate judges a cell; `withheld`: its
    columns that are null in a withheld cell, the count among them.

    Raises ContractError for a field that leads to one person.
    """

    count: str = "n_members"
    withheld: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        personal = {field.name: _KINDS[field.pii] for field in self.fields if field.pii}
        if personal:
            listed = ", ".join(f"{name} {kind}" for name, kind in personal.items())
            names = "".join(f"'{name}', " for name in personal)
            raise ContractError(f"{self.name} is for anyone to see, but {listed}: add drop=({names.rstrip()}).")


def published(
    table: Table,
    *,
    doc: str = "",
    drop: Sequence[str] = (),
    withheld: Sequence[str] = (),
    optional: Sequence[str] = (),
    extra: Mapping[str, Field] | None = None,
    rules: tuple[Rule, ...] = (),
    count: str = "n_members",
) -> Published:
    """The public contract `publish.<noun>` of `table`: its key and fields without `drop`, and the flag `withheld`.

    `withheld`: fields that say nothing where a cell is withheld; `count`, the column of members, is always one.
    `optional`: fields that may also lack elsewhere, because few members stand behind them.
    `extra`: fields that `table` does not have, each by the field that it stands behind.
    `rules`: what the public table promises besides "no_small_cell" and "withheld_says_nothing". The rules of `table`
    are not taken over: they ask for figures that may be withheld here.

    Raises ContractError for a field that leads to one person, for a name that there is not, and where the count is
    missing or the key is dropped or withheld.
    """
    name = f"publish.{table.name.partition('.')[2]}"
    more = dict(extra or {})
    silent = tuple(dict.fromkeys((count, *withheld)))
    _named(name, "drop", drop, table.columns)
    kept = [field for field in table.fields if field.name not in drop]
    _named(name, "extra", more, [field.name for field in kept])
    fields = [one for field in kept for one in (field, more.get(field.name)) if one]
    shown = [field.name for field in fields]
    if count not in shown:
        raise ContractError(f"{name} has no '{count}' by which the gate could judge a cell: name its members in count.")
    _named(name, "withheld", silent, shown)
    _named(name, "optional", optional, shown)
    if lost := [part for part in table.key if part in silent or part not in shown]:
        raise ContractError(f"{name} needs its key whole: {', '.join(lost)} can neither be dropped nor withheld.")
    return Published(
        name=name,
        doc=doc or table.doc,
        key=table.key,
        fields=(*(_public(field, silent, optional) for field in fields), _FLAG),
        rules=(*_gate_rules(count, silent), *rules),
        checks=(Unique(table.key),) if table.key else (),
        count=count,
        withheld=silent,
    )


def gated(
    frame: DataFrame, table: Published, at_least: int, cell: Sequence[str] = (), total: Sequence[str] = ()
) -> DataFrame:
    """`frame` with the flag `withheld`, and nothing in what `table` withholds where a cell may not be shown.

    A cell is the rows that share `cell`, by default the table's key. Cells that share `total` are parts of one sum, by
    default all of them are; so they are decided together.
    """
    names = {"_cell": F.concat_ws(" ", *(cell or table.key)), "_total": F.concat_ws(" ", *total)}
    decided = decide(frame.withColumns(names), "_cell", table.count, at_least, "_total")
    return decided.drop(*names).withColumns(unless_withheld(*table.withheld))


def _named(name: str, kind: str, wanted: Iterable[str], there: Sequence[str]) -> None:
    for one in wanted:
        if one not in there:
            raise ContractError(f"{name} names '{one}' in its {kind}, but has only {', '.join(there)}.")


def _public(field: Field, silent: Sequence[str], optional: Sequence[str]) -> Field:
    reasons = ["withheld"] * (field.name in silent) + ["few members stand behind it"] * (field.name in optional)
    if not reasons:
        return field
    tail = f", or where {' or '.join(reasons)}" if "; null" in field.doc else f"; null where {' or '.join(reasons)}"
    return replace(field, doc=field.doc + tail, required=False)


def _gate_rules(count: str, silent: Sequence[str]) -> tuple[Rule, ...]:
    nothing = " AND ".join(f"{name} IS NULL" for name in silent)
    return (
        Rule("no_small_cell", f"{count} IS NULL OR {count} >= {LEAST}", "No cell of fewer members is shown"),
        Rule(
            "withheld_says_nothing",
            f"NOT {WITHHELD} OR ({nothing})",
            "A withheld cell carries no figure of its members",
        ),
    )
