"""What a run notes of itself, and whom it tells: plain values, and the doors that the ledger's tables stand behind."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from pyspark.sql import DataFrame

from gcrm.core.contracts.table import Table
from gcrm.core.running.days import Asked
from gcrm.core.storage.lakehouse import Lakehouse


@dataclass(frozen=True)
class Run:
    """One run. `asked` tells its business days. `key_id` tells the key that its pseudonyms are made with, where it
    makes any. `from_less`: tables that may be built anew though what they were made of is not all there any more."""

    run_id: str
    coalition: str
    started_at: datetime
    asked: Asked = field(default_factory=Asked)
    key_id: str | None = None
    n_steps: int | None = None
    from_less: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Past:
    """When a run began, and up to which business day it found deliveries."""

    run_id: str
    started_at: datetime
    delivered_to: date | None


@dataclass(frozen=True)
class StepRecord:
    """A row of ops.steps; fields as there."""

    table_name: str
    status: str
    mode: str
    started_at: datetime
    rows_read: int = 0
    rows_built: int = 0
    rows_kept: int = 0
    rows_quarantined: int = 0
    rows_repeated: int = 0
    rows_written: int = 0
    seconds: float = 0.0
    inputs: Mapping[str, int] = field(default_factory=dict)
    output_version: int = -1
    config_hash: str = ""
    as_of: date | None = None
    rows_late: int | None = None
    position: int = 0
    run_id: str = ""
    fingerprint: Mapping[str, str] | None = None
    reason: str = ""


@dataclass(frozen=True)
class Delivery:
    """A row of ops.deliveries; fields as there."""

    table_name: str
    feed: str
    file: str
    revision: int
    status: str
    size: int
    modified_at: datetime
    sha256: str
    run_id: str
    reason: str | None = None
    rows_read: int | None = None
    rows_quarantined: int | None = None


Status = Literal["met", "warned", "failed", "stopped"]


@dataclass(frozen=True)
class Verdict:
    """A row of ops.quality; fields as there. `failed` makes the run one that failed, and `stopped`
    also keeps what is built of the table as it was."""

    run_id: str
    table_name: str
    check_name: str
    status: Status
    observed: float
    unit: str
    warn_beyond: float | None
    stop_beyond: float | None
    told: str
    version: int
    checked_at: datetime


def new_id(at: datetime) -> str:
    """The name of a run or an erasure that begins `at` (UTC): in the order of names they are in that of time."""
    return f"{at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"


@dataclass(frozen=True)
class Outcome:
    """What a run did, step by step and file by file, and what its checks found. `stopped`: why it did not do all
    that it was to do; None where it did. `older`: what is to be said of days that other code or settings made; None
    where there are none."""

    run: Run
    steps: tuple[StepRecord, ...]
    deliveries: tuple[Delivery, ...]
    seconds: float
    verdicts: tuple[Verdict, ...] = ()
    stopped: str | None = None
    older: str | None = None


@dataclass(frozen=True)
class Judged:
    """What the ledger says of a table's last checks: of which version, the sentence of the one that stopped, and
    whether one failed."""

    version: int
    stopped: str | None = None
    failed: bool = False


@dataclass(frozen=True)
class Built:
    """A table to be judged: the ledger's rows of how it was built last, and the files that it was ever delivered as.

    `version_before`: what stood there before the run wrote it; None where it did not, or nothing stood there.
    `first`: it was never built before.
    """

    table: Table
    steps: tuple[StepRecord, ...]
    version_before: int | None = None
    first: bool = False
    deliveries: tuple[Delivery, ...] = ()


class Judge(Protocol):
    """Who asks the checks of a table that was built. Core knows only what comes of it."""

    def reads(self, table: Table) -> Iterable[str]:
        """Other tables that the checks look into."""

    def judge(self, built: Built, lake: Lakehouse, run: Run) -> list[Verdict]:
        """What was found, one verdict a check."""


class Refusals(Protocol):
    """Where a run puts the rows that it refuses."""

    @property
    def run_id(self) -> str: ...

    def holds(self, table: Table) -> bool: ...

    def refuse(
        self,
        table: Table,
        lake: Lakehouse,
        judged: DataFrame,
        whole: bool,
        groups: DataFrame | None = None,
        hidden: Collection[str] = (),
    ) -> None: ...


class Book(Protocol):
    """The ledger as a run sees it: what happened before, and where what happens is written."""

    def require_key(self, run: Run) -> None: ...

    def begin(self, run: Run, config_hash: str, version: str) -> None: ...

    def end(
        self,
        run: Run,
        status: str,
        config_hash: str,
        version: str,
        as_of: date | None,
        delivered_to: date | None,
        ended_at: datetime,
        message: str | None,
    ) -> None: ...

    def record(self, steps: Iterable[StepRecord]) -> None: ...

    def deliver(self, deliveries: Iterable[Delivery]) -> None: ...

    def judge(self, verdicts: Iterable[Verdict]) -> None: ...

    def judged(self) -> dict[str, Judged]: ...

    def states(self) -> dict[tuple[str, date | None], StepRecord]: ...

    def past(self) -> list[Past]: ...

    def deliveries(self) -> list[Delivery]: ...

    def refusals(self, run: Run) -> Refusals: ...
