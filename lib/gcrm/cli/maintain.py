"""Packs small files, and removes those that no version within the retention needs."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pyspark.sql import SparkSession

from gcrm.cli.lake import opened
from gcrm.cli.project import Project
from gcrm.core.contracts.table import Table
from gcrm.core.storage import maintenance
from gcrm.core.storage.folders import may_enter
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import temporarily

# Fewer are read about as fast as one. Files that were packed before are larger than this.
_FEW, _SMALL = 8, 64 * 1024 * 1024
# The share of deleted rows from which Delta rewrites a file (optimize.maxDeletedRowsRatio).
_MANY_DELETED = 0.05
# Spark lists folders in 10,000 tasks by default, for VACUUM two minutes a table on a small machine.
_LISTING = "spark.sql.sources.parallelPartitionDiscovery.parallelism"


@dataclass(frozen=True)
class Files:
    """What the newest version of a table consists of: data files, bytes, rows that are left, rows marked as deleted."""

    number: int
    size: int
    rows: int
    deleted: int
    created_at: datetime

    @property
    def worth_packing(self) -> bool:
        """Whether OPTIMIZE would write anything worth a new version."""
        small = self.number >= _FEW and self.size < _SMALL * self.number
        return small or self.deleted > _MANY_DELETED * (self.rows + self.deleted)


def maintain(project: Project, given: int | None) -> int:
    """Maintains every table of the lakehouse that gains by it, and prints a line per table.

    `given`: hours of which every version stays readable (None: as few as are safe). Raises UsageError for fewer.
    """
    retain_hours = maintenance.SAFE_RETENTION_HOURS if given is None else given
    maintenance.require_safe(retain_hours)
    clock = time.monotonic()
    lake = opened("maintain", project)
    now = datetime.now(UTC)
    done = list(tidy(lake, project.tables, retain_hours, now, lambda line: print(line, flush=True)))
    told = f"{sum(done)} of {len(done)} tables gained by it" if any(done) else f"Nothing to do in {len(done)} tables"
    print(f"{told}; {time.monotonic() - clock:.0f} s.")
    return 0


def tidy(
    lake: Lakehouse, tables: Iterable[Table], retain_hours: int, now: datetime, say: Callable[[str], None]
) -> Iterator[bool]:
    """For each table that is there: whether it was maintained. One that would gain nothing gets no new version."""
    # On a cluster the vault is one user's, and the other tables another's; each maintains what is his.
    closed = not may_enter(lake.vault)
    with _listing_in_few_tasks(lake.spark):
        for table in tables:
            if closed and table.layer == "vault":
                say(f"{table.name:<36} {'not for this user':>16}")
                continue
            if not lake.exists(table):
                continue
            clock = time.monotonic()
            before = files(lake, table)
            # A table younger than the retention has no file that old, and need not be listed.
            old = before.created_at < now - timedelta(hours=retain_hours)
            gains = before.worth_packing or (old and holds_waste(lake, table, retain_hours))
            if gains:
                maintenance.maintain(lake, table, retain_hours)
            number = f"{before.number:,} -> {files(lake, table).number:,}" if gains else f"{before.number:,}"
            told = "" if gains else "nothing to do"
            say(f"{table.name:<36} {number:>16} files  {time.monotonic() - clock:>6.1f} s  {told}".rstrip())
            yield gains


def files(lake: Lakehouse, table: Table) -> Files:
    """What the newest version of `table` consists of, by Delta's own totals; rows are counted if some are deleted."""
    snapshot = lake.snapshot(table)
    deleted, created = snapshot.numDeletedRecordsOpt(), snapshot.metadata().createdTime()
    n_deleted = int(deleted.get()) if deleted.isDefined() else 0
    rows = lake.read(table).count() if n_deleted else 0
    milliseconds = int(created.get()) if created.isDefined() else 0
    at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return Files(int(snapshot.numOfFiles()), int(snapshot.sizeInBytes()), rows, n_deleted, at)


def holds_waste(lake: Lakehouse, table: Table, retain_hours: int) -> bool:
    """Whether VACUUM would remove a file; it looks at every file of the table."""
    found = lake.spark.sql(f"VACUUM delta.`{lake.path(table)}` RETAIN {retain_hours} HOURS DRY RUN")
    # Empty folders are listed as well, over and over.
    return not found.filter("path RLIKE '[.](parquet|bin)$'").isEmpty()


def _listing_in_few_tasks(spark: SparkSession) -> AbstractContextManager[None]:
    return temporarily(spark, {_LISTING: str(4 * spark.sparkContext.defaultParallelism)})
