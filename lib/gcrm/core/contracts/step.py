"""How one table is built from others: a pure function and the contracts of what it reads."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from gcrm.core.contracts.job import Job
from gcrm.core.contracts.table import Append, ContractError, Raw, ReplaceGroups, Snapshots, Table, Upsert

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


@dataclass(frozen=True)
class Every:
    """Of a table with snapshots those of every day up to the run's; a table by itself gives the run's day alone."""

    table: Table


@dataclass(frozen=True)
class Earlier:
    """Of the step's own table, which keeps its days, those before the run's: what a model remembers of itself.

    Days are then built one after the other. What another day held is no news: a day that stands is not built anew.
    """

    table: Table


Input = Table | News | Lookup | Every | Earlier | Raw


@dataclass(frozen=True)
class Part:
    """One feed's share of a raw input: a SELECT over its files.

    `by` = column names: rows that share them are recomputed together; () = every row stands alone, so only new rows are
    read; None = everything is read again whenever anything changed. `careful` gives the same rows, but for those that
    `build` fails at: these tell what failed. `where` is the file of the SELECT, whose text is `sql`. `hidden`: columns
    in which text of the vault's files stands as delivered.
    """

    name: str
    inputs: Mapping[str, Input]
    build: Callable[..., "DataFrame"]
    by: tuple[str, ...] | None = None
    signature: str = ""  # changes when the SELECT or its options do
    careful: Callable[..., "DataFrame"] | None = None
    where: str = ""
    sql: str = ""
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Noted:
    """What a step with a ledger builds: the rows of its output, and the rows that it adds to the ledger."""

    frame: "DataFrame"
    rows: tuple[tuple[Any, ...], ...] = ()


@dataclass(frozen=True)
class Step:
    """`build(frames..., [settings], [as_of])` makes `output`; parameters are verified here, not when it runs.

    `job`: the job that it is part of, where it is not its package's. `ledger`: a table in which the step keeps what it
    must remember; `build` takes the rows of it about the output (by `table_name`) as `before`, and gives a `Noted`.

    Inputs that are found, so that their names are not known beforehand, may be taken as `**frames`. Raises
    ContractError when `build` does not take exactly the inputs (by name), `settings` if a class is given, and
    optionally `as_of`; when the news it asks for lacks the columns by which groups are replaced; or when its output's
    load cannot keep what it promises.
    """

    output: Table
    inputs: Mapping[str, Input]
    build: Callable[..., Any]  # of a DataFrame, or of what is Noted
    settings: type[Any] | None = None
    parts: tuple[Part, ...] = field(default=())
    job: Job | None = None
    ledger: Table | None = None

    def __post_init__(self) -> None:
        parameters = inspect.signature(self.build).parameters.values()
        takes = {p.name for p in parameters if p.kind is not p.VAR_KEYWORD}
        wanted = set(self.inputs) | ({"settings"} if self.settings else set()) | ({"before"} if self.ledger else set())
        others = set(self.inputs) - takes if len(takes) < len(parameters) else set()
        if takes - {"as_of"} != wanted - others:
            raise ContractError(
                f"{self.output.name}: build takes ({', '.join(sorted(takes))}) but its inputs and settings are "
                f"({', '.join(sorted(wanted))})."
            )
        for name, given in self.inputs.items():
            self._require(name, given)
        self._require_load()

    def _require(self, name: str, given: Input) -> None:
        """Raises ContractError for an input that this step cannot read that way."""
        load = self.output.load
        if isinstance(given, Earlier) and not (given.table == self.output and isinstance(load, Snapshots)):
            raise ContractError(
                f"{self.output.name} reads earlier days of {given.table.name}; a step remembers its own table only, "
                "and that with load=Snapshots()."
            )
        if isinstance(given, Every) and not isinstance(given.table.load, Snapshots):
            raise ContractError(
                f"{self.output.name} reads every day of {given.table.name}, which keeps none; give it "
                "load=Snapshots(), or read the table by itself."
            )
        if not isinstance(given, News):
            return
        if not isinstance(load, ReplaceGroups | Append):
            raise ContractError(
                f"{self.output.name} reads news of '{name}', so its load must be ReplaceGroups or Append."
            )
        absent = set(load.by if isinstance(load, ReplaceGroups) else ()) - set(given.table.columns)
        if absent:
            raise ContractError(f"{given.table.name} has no {', '.join(sorted(absent))} to group its news by.")
        if self.output.period and not given.table.day:
            raise ContractError(
                f"{self.output.name} sums up months, so {given.table.name} must say which column tells its day: "
                "day=... works."
            )

    def _require_load(self) -> None:
        """Raises ContractError where the output's load cannot keep what it promises."""
        table = self.output
        if isinstance(table.load, Append) and not table.key:
            raise ContractError(
                f"{table.name} only adds rows, so it needs a key that tells a row from one added before."
            )
        if self.dated and isinstance(table.load, ReplaceGroups | Upsert):
            raise ContractError(
                f"{table.name} is built as of a day, so it cannot be brought up to date row by row; load=Snapshots() "
                "keeps its days, and Replace() the latest."
            )
        if not table.remembers:
            return
        given = [*(f for read in self.tables.values() for f in read.fields), *(self.raw.fields if self.raw else ())]
        known = {f.name for f in given if f.pii == "pseudonym"}
        unnamed = [f.name for f in table.fields if f.name in known and f.pii is None]
        if unnamed:
            raise ContractError(
                f"{table.name} remembers rows of people, but {unnamed[0]} is not declared a pseudonym, so erasure "
                "would not find them; pii='pseudonym' works."
            )

    @property
    def raw(self) -> Raw | None:
        return next((given for given in self.inputs.values() if isinstance(given, Raw)), None)

    @property
    def remembers(self) -> bool:
        """Whether a day is built by what earlier days came to."""
        return any(isinstance(given, Earlier) for given in self.inputs.values())

    @property
    def hidden(self) -> frozenset[str]:
        """Columns of which no reason may tell more than the shape, and those that are taken from them."""
        found = frozenset(name for part in self.parts for name in part.hidden)
        return found | {field.name for field in self.output.fields if field.of in found}

    @property
    def wants_as_of(self) -> bool:
        return "as_of" in inspect.signature(self.build).parameters

    @property
    def dated(self) -> bool:
        """Whether what is built depends on the run's business day."""
        given = (table for table in self.inputs.values() if isinstance(table, Table))
        keeps = (isinstance(table.load, Snapshots) for table in (self.output, *given))
        return self.wants_as_of or any(keeps) or any(isinstance(table, Every) for table in self.inputs.values())

    @property
    def tables(self) -> dict[str, Table]:
        """Every stored table that is read, by name, those of the parts too; its own is none of them."""
        every = [*self.inputs.values(), *(given for part in self.parts for given in part.inputs.values())]
        found = {stored.name: stored for given in every if (stored := stored_table(given))}
        return dict(sorted(found.items()))

    @property
    def carefully(self) -> "Step | None":
        """The step whose parts tell of expressions that fail; None where none of them can."""
        parts = tuple(replace(part, build=part.careful or part.build, careful=None) for part in self.parts)
        return self.bound(parts) if any(part.careful for part in self.parts) else None

    def bound(self, parts: tuple[Part, ...]) -> "Step":
        """The same step with its raw input resolved to one part per feed."""
        return replace(self, parts=parts)


@dataclass(frozen=True)
class Landing:
    """A bronze table, made from configuration: which files, how to refuse one, how to read those accepted. `key` tells
    one record from another within a delivery. `code` (modules, or `module:name`) and `options` are how files are read.

    `find()` yields absolute paths in the order of their names; `examine(path)` gives what is wrong with a file, or
    None; `is_empty(path)` tells whether it holds nothing that could be a row; `read(spark, files)` gives the contract's
    columns; files maps each path to its (relative name, revision).
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
    code: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    is_empty: Callable[[str], bool] = lambda _path: True

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
    """The stored table behind an input; None for a raw one, and for the step's own."""
    if isinstance(given, News | Lookup | Every):
        return given.table
    return given if isinstance(given, Table) else None


def arguments(step: Step, frames: Mapping[str, "DataFrame"], settings: Any, as_of: date | None) -> dict[str, Any]:
    """The keyword arguments for `step.build`."""
    extra: dict[str, Any] = {"settings": settings} if step.settings else {}
    return {**frames, **extra, **({"as_of": as_of} if step.wants_as_of else {})}
