"""How one table is built from others: a pure function and the contracts of what it reads."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from gcrm.core.contracts.job import Job
from gcrm.core.contracts.table import ContractError, Raw, ReplaceGroups, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


@dataclass(frozen=True)
class News:
    """Of this table only the groups that changed since the last run are read, whole.

    `by_file`: a file's new revision takes the place of all rows of the last one, also of those that it no longer holds.
    """

    table: Table
    by_file: bool = False


@dataclass(frozen=True)
class Lookup:
    """Read whole, found by `on`; a changed row touches the groups whose news rows refer to it."""

    table: Table
    on: str


Input = Table | News | Lookup | Raw


@dataclass(frozen=True)
class Part:
    """One feed's share of a raw input: a SELECT over its files.

    `by` = column names: rows that share them are recomputed together; () = every row stands alone, so only new rows are
    read; None = everything is read again whenever anything changed.
    """

    name: str
    inputs: Mapping[str, Input]
    build: Callable[..., "DataFrame"]
    by: tuple[str, ...] | None = None
    signature: str = ""  # changes when the SELECT or its options do


@dataclass(frozen=True)
class Step:
    """`build(frames..., [settings], [as_of])` makes `output`; parameters are verified here, not when it runs.

    `job`: the job that it is part of, where it is not its package's.

    Inputs that are found, so that their names are not known beforehand, may be taken as `**frames`. Raises
    ContractError when `build` does not take exactly the inputs (by name), `settings` if a class is given, and
    optionally `as_of`, or when the news it asks for lacks the columns by which groups are replaced.
    """

    output: Table
    inputs: Mapping[str, Input]
    build: Callable[..., "DataFrame"]
    settings: type[Any] | None = None
    parts: tuple[Part, ...] = field(default=())
    job: Job | None = None

    def __post_init__(self) -> None:
        parameters = inspect.signature(self.build).parameters.values()
        takes = {p.name for p in parameters if p.kind is not p.VAR_KEYWORD}
        wanted = set(self.inputs) | ({"settings"} if self.settings else set())
        others = set(self.inputs) - takes if len(takes) < len(parameters) else set()
        if takes - {"as_of"} != wanted - others:
            raise ContractError(
                f"{self.output.name}: build takes ({', '.join(sorted(takes))}) but its inputs and settings are "
                f"({', '.join(sorted(wanted))})."
            )
        by = self.output.load.by if isinstance(self.output.load, ReplaceGroups) else ()
        for name, given in self.inputs.items():
            if isinstance(given, News):
                if not by:
                    raise ContractError(
                        f"{self.output.name} reads news of '{name}', so its load must be ReplaceGroups."
                    )
                absent = set(by) - set(given.table.columns)
                if absent:
                    raise ContractError(f"{given.table.name} has no {', '.join(sorted(absent))} to group its news by.")

    @property
    def raw(self) -> Raw | None:
        return next((given for given in self.inputs.values() if isinstance(given, Raw)), None)

    @property
    def wants_as_of(self) -> bool:
        return "as_of" in inspect.signature(self.build).parameters

    @property
    def tables(self) -> dict[str, Table]:
        """Every stored table that is read, by name, those of the parts too."""
        every = [*self.inputs.values(), *(given for part in self.parts for given in part.inputs.values())]
        found = {stored.name: stored for given in every if (stored := stored_table(given))}
        return dict(sorted(found.items()))

    def bound(self, parts: tuple[Part, ...]) -> "Step":
        """The same step with its raw input resolved to one part per feed."""
        return replace(self, parts=parts)


@dataclass(frozen=True)
class Landing:
    """A bronze table, made from configuration: which files, how to refuse one, how to read those accepted. `key` tells
    one record from another within a delivery.

    `find()` yields absolute paths in the order of their names; `examine(path)` gives what is wrong with a file, or
    None; `read(spark, files)` gives the contract's columns; files maps each path to its (relative name, revision).
    """

    output: Table
    feed: str
    pattern: str
    key: tuple[str, ...]
    find: Callable[[], list[str]]
    relative: Callable[[str], str]
    examine: Callable[[str], str | None]
    read: Callable[..., "DataFrame"]
    job: Job

    @property
    def tables(self) -> dict[str, Table]:
        return {}


AnyStep = Step | Landing


def job_of(step: AnyStep) -> Job:
    """The job that a step is part of; raises ContractError for a step without one."""
    if step.job is None:
        raise ContractError(f"{step.output.name} has no job.")
    return step.job


def stored_table(given: Input) -> Table | None:
    """The stored table behind an input; None for a raw one."""
    if isinstance(given, News | Lookup):
        return given.table
    return given if isinstance(given, Table) else None


def arguments(step: Step, frames: Mapping[str, "DataFrame"], settings: Any, as_of: date | None) -> dict[str, Any]:
    """The keyword arguments for `step.build`."""
    extra: dict[str, Any] = {"settings": settings} if step.settings else {}
    return {**frames, **extra, **({"as_of": as_of} if step.wants_as_of else {})}
