"""How the rows that a step builds get into its table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Append:
    """Rows are only ever added. One whose key is there already stays as it was, so the same again adds nothing."""


@dataclass(frozen=True)
class Upsert:
    """Rows are matched by key; those that differ are updated, new ones inserted.

    Where `deletes` is set, the table mirrors its inputs: built whole, it loses the rows whose key was not built again.
    Otherwise such rows stay.
    """

    deletes: bool = False


@dataclass(frozen=True)
class Snapshots:
    """The rows of every day stand side by side, and a run of a day replaces that day's rows only.

    `by` names the date column that tells the day. `keep` counts days that have rows, newest first by that date, however
    long ago they were built; None keeps all.
    """

    by: tuple[str, ...] = ("as_of",)
    keep: int | None = None


@dataclass(frozen=True)
class ReplaceGroups:
    """Groups of rows that share `by` are recomputed whole, and replaced whole."""

    by: tuple[str, ...]


@dataclass(frozen=True)
class Replace:
    """The whole table is recomputed and replaced.

    Where `history` is not set, nothing is left of what stood there: no older version, and no word of what changed.
    """

    history: bool = True


Load = Append | Upsert | Snapshots | ReplaceGroups | Replace
