"""What anyone may see of a table: the public contract, derived from the table's own, and its rows through the gate.

Fields are written once, at the mart. What is dropped, what is a figure of members and what is worked out of what is
shown is said here, and the gate's rules follow. A number of which nothing is said does not leave.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyspark.sql import DataFrame

from gcrm.core.cell import CELL
from gcrm.core.contracts.step import Noted
from gcrm.core.contracts.table import ContractError, Field, Replace, Rule, Snapshots, Table, Unique
from gcrm.publish.gate import LEAST, WITHHELD, Figure, Settings
from gcrm.publish.release import Release, cells, release

_FLAG = Field(
    WITHHELD,
    "boolean",
    "Not shown: too few members or none, one who outweighs the others, too few who changed, or to protect such a cell",
    required=True,
)
_KINDS = {
    "direct": "identifies a person",
    "pseudonym": "is a member's key",
    "text": "is what a person wrote",
    "thing": "is of one person",
}
_PLAIN = ("string", "boolean", "date", "timestamp")
_ROUND = 1000  # from here on the least of every class is a multiple of 100


@dataclass(frozen=True)
class Published(Table):
    """A table that anyone may see. `count`: its column of members, in classes; `withheld`: its columns that are null in
    a withheld cell, the count among them; `cell`: the columns that tell a cell, which are its key without the day;
    `figure`: the column of the mean or total (`kind`) of what members add.

    Raises ContractError for a field that leads to one person.
    """

    count: str = "n_members"
    withheld: tuple[str, ...] = ()
    cell: tuple[str, ...] = ()
    figure: str = ""
    kind: Figure = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        personal = {field.name: _KINDS.get(field.pii, "is of one person") for field in self.fields if field.pii}
        personal |= {field.name: "is what the gate must know of a cell" for field in self.fields if field.type == CELL}
        if personal:
            listed = ", ".join(f"{name} {kind}" for name, kind in personal.items())
            names = "".join(f"'{name}', " for name in personal)
            raise ContractError(f"{self.name} is for anyone to see, but {listed}: add drop=({names.rstrip()}).")
        if self.has_history:
            raise ContractError(f"{self.name} is for anyone to see, in one version alone: load=Replace(history=False).")


def published(
    table: Table,
    *,
    doc: str = "",
    drop: Sequence[str] = (),
    mean: str = "",
    total: str = "",
    made: Sequence[str] = (),
    withheld: Sequence[str] = (),
    optional: Sequence[str] = (),
    extra: Mapping[str, Field | Sequence[Field]] | None = None,
    rules: tuple[Rule, ...] = (),
    count: str = "n_members",
) -> Published:
    """The public contract `publish.<noun>` of `table`: its key and fields without `drop`, and the flag `withheld`. What
    the gate must know of cells is always dropped.

    `count`: the column of members, shown in classes. `mean` or `total`: the column of the figure that members add up
    to, shown in the digits that its error carries. `made`: numbers that are worked out of what is shown of all cells.
    `withheld`: fields that say nothing where a cell is withheld; count and figure never do.
    `optional`: fields that may also lack elsewhere, because few members stand behind them.
    `extra`: fields that `table` does not have, worked out too, each by the field that they stand behind.
    `rules`: what the public table promises besides its own. The rules of `table` are not taken over: they ask for
    figures that may be withheld here.

    Raises ContractError for a field that leads to one person, for a number of which nothing is said, for a name that
    there is not, and where the count is missing or the key is dropped or withheld.
    """
    name = f"publish.{table.name.partition('.')[2]}"
    more = {key: [one] if isinstance(one, Field) else [*one] for key, one in (extra or {}).items()}
    figures = [one for one in (mean, total) if one]
    silent = tuple(dict.fromkeys((count, *figures, *withheld)))
    _named(name, "drop", drop, table.columns)
    kept = [field for field in table.fields if field.name not in drop and field.type != CELL]
    _named(name, "extra", more, [field.name for field in kept])
    fields = [one for field in kept for one in (field, *more.get(field.name, ()))]
    shown = [field.name for field in fields]
    if count not in shown:
        raise ContractError(f"{name} has no '{count}' by which the gate could judge a cell: name its members in count.")
    for kind, wanted in (("withheld", silent), ("optional", optional), ("made", made)):
        _named(name, kind, wanted, shown)
    if lost := [part for part in table.key if part in silent or part not in shown]:
        raise ContractError(f"{name} needs its key whole: {', '.join(lost)} can neither be dropped nor withheld.")
    if len(figures) > 1:
        raise ContractError(f"{name} shows a mean and a total, which would tell the count: name one of them.")
    days = table.load.by if isinstance(table.load, Snapshots) else ()
    public = Published(
        name=name,
        doc=doc or table.doc,
        key=table.key,
        fields=(*(_public(field, count, silent, optional) for field in fields), _FLAG),
        rules=(*_gate_rules(count, silent), *rules),
        checks=(Unique(table.key),) if table.key else (),
        load=Replace(history=False),
        count=count,
        withheld=silent,
        cell=tuple(part for part in table.key if part not in days),
        figure="".join(figures),
        kind="mean" if mean else "total" if total else "",
    )
    _spoken_of(name, [f for f in kept if f.name not in (*table.key, *made, *figures, count)])
    return public


def gated(
    frame: DataFrame,
    table: Published,
    before: DataFrame,
    settings: Settings,
    measures: str = "cell",
    total: Sequence[str] = (),
    within: str = "",
) -> Noted:
    """What may be shown of `frame`, which has the columns of `table` (but the flag) and those of the gate, and what the
    ledger has to keep of it.

    `before`: what was shown before, rows of ops.releases. `measures`: the column of type CELL. Cells that share `total`
    are parts of one sum. `within`: a column of the keys of cells that one is a part of, the nearest first; the key of
    a cell is the text of its `table.cell` columns, apart by "|".
    """
    made = release(cells(frame, table.cell, measures, total, within), table.name, before, settings, table.kind)
    return made.noted(shown(frame, table, made))


def shown(frame: DataFrame, table: Published, made: Release) -> DataFrame:
    """The rows of `frame` with what the release shows: flag, count and figure, and nothing in withheld cells."""
    return made.put(frame, table.cell, table.count, table.figure, table.withheld).select(*table.columns)


def _named(name: str, kind: str, wanted: Iterable[str], there: Sequence[str]) -> None:
    for one in wanted:
        if one not in there:
            raise ContractError(f"{name} names '{one}' in its {kind}, but has only {', '.join(there)}.")


def _spoken_of(name: str, others: Sequence[Field]) -> None:
    unsaid = [field.name for field in others if field.type not in _PLAIN]
    if unsaid:
        raise ContractError(
            f"{name} says nothing of {', '.join(unsaid)}: a number leaves as the mean or total of what members add, as "
            "made of what is shown, or not at all; name it in mean, total, made or drop."
        )


def _public(field: Field, count: str, silent: Sequence[str], optional: Sequence[str]) -> Field:
    classes = field.name == count
    reasons = ["withheld"] * (field.name in silent) + ["few members stand behind it"] * (field.name in optional)
    told = f"{field.doc}: the least of a class, such as 10 for 10 to 39" if classes else field.doc
    if not reasons:
        return replace(field, doc=told, home=False)
    tail = f", or where {' or '.join(reasons)}" if "; null" in field.doc else f"; null where {' or '.join(reasons)}"
    return replace(field, doc=told + tail, required=False, home=False)


def _gate_rules(count: str, silent: Sequence[str]) -> tuple[Rule, ...]:
    nothing = " AND ".join(f"{name} IS NULL" for name in silent)
    return (
        Rule("no_small_cell", f"{count} IS NULL OR {count} >= {LEAST}", "No cell of fewer members is shown"),
        Rule(
            "counted_in_classes",
            f"{count} IS NULL OR {count} < {_ROUND} OR {count} % 100 = 0",
            "No exact count is shown",
        ),
        Rule(
            "withheld_says_nothing",
            f"NOT {WITHHELD} OR ({nothing})",
            "A withheld cell carries no figure of its members",
        ),
    )
