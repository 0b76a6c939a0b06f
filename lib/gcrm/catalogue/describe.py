"""One page of facts per table, from contracts and steps: what it promises, what it is made from, who reads it."""

import dataclasses
import importlib
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gcrm.bronze.feed import Feed
from gcrm.core.contracts.graph import read_by
from gcrm.core.contracts.step import AnyStep, Every, Input, Landing, Lookup, News, stored_table
from gcrm.core.contracts.table import LAYERS, Check, Load, References, ReplaceGroups, Snapshots, Table, Unique, Upsert

# Modules whose first line says what a layer without a package of its own holds.


_BY_LEDGER = "Kept by `gcrm.ops.ledger` while steps run."
_KEPT = dict.fromkeys(("vault.forgotten", "ops.erasures"), "Kept by `gcrm forget`.")


@dataclass(frozen=True)
class Read:
    """A table that is read, and how much of it."""

    table: str
    how: str


@dataclass(frozen=True)
class Select:
    """A feed's SELECT that yields rows of the table; `file` is where it stands below conf."""

    feed: str
    file: str
    sql: str


@dataclass(frozen=True)
class Setting:
    """One value that the table's build takes from configuration."""

    name: str
    type: str
    value: str


@dataclass(frozen=True)
class Page:
    """Everything there is to say of one table; names are those of tables."""

    table: Table
    origin: str
    reads: tuple[Read, ...] = ()
    read_by: tuple[str, ...] = ()
    selects: tuple[Select, ...] = ()
    settings: tuple[Setting, ...] = ()

    @property
    def summary(self) -> str:
        """The first sentence of its doc, on one line."""
        return " ".join(self.table.doc.strip().split("\n\n")[0].split())


def pages(
    steps: Iterable[AnyStep], feeds: Sequence[Feed], settings: Mapping[str, Any], kept: Iterable[Table]
) -> list[Page]:
    """A page per step's table, and one per table of `kept` that no step makes; by layer, then by name."""
    steps = list(steps)
    readers = read_by(steps)
    made = [_page(step, readers, feeds, settings) for step in steps]
    others = [Page(table, _KEPT.get(table.name, _BY_LEDGER)) for table in kept]
    return sorted([*made, *others], key=lambda page: (LAYERS.index(page.table.layer), page.table.name))


def _page(step: AnyStep, readers: Mapping[str, list[str]], feeds: Sequence[Feed], settings: Mapping[str, Any]) -> Page:
    table = step.output
    by = tuple(sorted(set(readers.get(table.name, ()))))
    if isinstance(step, Landing):
        told = f" One record per {', '.join(step.key)}." if step.key else ""
        return Page(table, f"Landed from the files `{step.pattern}` of feed {step.feed}.{told}", read_by=by)
    reads = [_read(given) for given in step.inputs.values() if stored_table(given)]
    reads += [_read(given, part.by == ()) for part in step.parts for given in part.inputs.values()]
    raw, own = step.raw, {feed.name: feed for feed in feeds}
    selects = tuple(
        Select(part.name, f"{own[part.name].where}/{raw.name}.sql", own[part.name].sql[raw.name].strip())
        for part in step.parts
        if raw is not None and part.name in own
    )
    when = ", as of the business date of the run" if step.dated else ""
    made = f"Built by `{step.build.__module__}`{when}."
    return Page(table, made, tuple(reads), by, selects, _settings(step.settings, settings.get(table.name)))


def _read(given: Input, rows_stand_alone: bool = False) -> Read:
    table = stored_table(given)
    assert table is not None
    if isinstance(given, News):
        return Read(table.name, "only new rows" if rows_stand_alone else "only the groups that changed")
    if isinstance(given, Every):
        return Read(table.name, "every day up to the run's")
    if isinstance(table.load, Snapshots):
        return Read(table.name, "the run's day")
    return Read(table.name, f"looked up by {given.on}" if isinstance(given, Lookup) else "whole")


def _settings(cls: type[Any] | None, value: Any) -> tuple[Setting, ...]:
    if cls is None or value is None:
        return ()
    hints = typing.get_type_hints(cls)
    return tuple(
        Setting(f.name, _type_name(hints[f.name]), str(getattr(value, f.name))) for f in dataclasses.fields(cls)
    )


def _type_name(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) and not typing.get_args(hint) else str(hint)


def layer_doc(layer: str) -> str:
    """What a layer is for, in its package's own words.

    >>> layer_doc("bronze")
    'What was delivered, as text, with file and line; made from configuration alone.'
    """
    try:
        module = importlib.import_module(f"gcrm.{layer}")
    except ModuleNotFoundError:
        return ""
    return (module.__doc__ or "").strip().split("\n\n")[0]


def load_doc(load: Load) -> str:
    """How rows get into a table.

    >>> load_doc(ReplaceGroups(("member_id", "month")))
    'Groups of rows that share member_id, month are recomputed whole, and replaced whole.'
    """
    if isinstance(load, Snapshots):
        kept = f"the newest {load.keep} days are kept" if load.keep else "all are kept"
        return f"The rows of every {load.by[0]} stand side by side; a run of a day replaces that day's, and {kept}."
    first, *rest = (" ".join(part.split()) for part in (type(load).__doc__ or "").split("\n\n"))
    if isinstance(load, Upsert):
        gone = "that are delivered no more go" if load.deletes else "stay, also where they are delivered no more"
        return f"{first} Rows {gone}."
    text = " ".join([first, *rest])
    return text.replace("`by`", ", ".join(load.by)) if isinstance(load, ReplaceGroups) else text


def check_doc(check: Check) -> str:
    """A check in one sentence.

    >>> check_doc(Unique(("transaction_id", "line")))
    'No two rows share transaction_id, line.'
    """
    if isinstance(check, Unique):
        return f"No two rows share {', '.join(check.fields)}."
    if isinstance(check, References):
        share = "All" if check.share >= 1 else f"At least {100 * check.share:.4g} %"
        return f"{share} of the values of {check.field} are found in {check.table.name}.{check.column}."
    return f"At least {check.at_least:,} rows" + (f", at most {check.at_most:,}." if check.at_most is not None else ".")
