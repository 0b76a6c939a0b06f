"""Takes rows out of a stored table so that nothing of them is left: no file, no change data, no word of the log.

A DELETE marks rows in a deletion vector and writes its predicate into the log, least and greatest values of each file
stand there too, and older versions keep whole files. So rows are found by a join that names nobody, files that hold
marked rows are written anew, what no version needs any more is removed, and of the log one checkpoint is left.
"""

from dataclasses import dataclass

from delta.tables import DeltaTable
from pyspark.sql import DataFrame

from gcrm.core.contracts.table import Table
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.newest import OF_VERSION, delete, names
from gcrm.core.storage.session import temporarily

NOTE = "gcrm.purged"  # property of a stored table: what purged it last
_SETTINGS = {
    # Touched files are written anew at once, and not marked first.
    "spark.databricks.delta.merge.deletionVectors.persistent": "false",
    "spark.databricks.delta.retentionDurationCheck.enabled": "false",
    "spark.sql.sources.parallelPartitionDiscovery.parallelism": "8",
}


@dataclass(frozen=True)
class Removed:
    """Rows that were taken out, and data files that were written anew for it."""

    rows: int = 0
    files: int = 0

    def __add__(self, other: "Removed") -> "Removed":
        return Removed(self.rows + other.rows, self.files + other.files)


def remove(lake: Lakehouse, table: Table, gone: DataFrame, on: str) -> Removed:
    """Takes out the rows of the table (`t`) that meet the condition `on` with a row of `gone` (`s`)."""
    target = DeltaTable.forPath(lake.spark, lake.path(table))
    with temporarily(lake.spark, _SETTINGS):
        done = target.alias("t").merge(gone.alias("s"), on).whenMatchedDelete().execute().first()
    rows = int(done["num_deleted_rows"]) if done else 0
    last = target.history(1).select("operationMetrics").first() if rows else None
    return Removed(rows, int(last["operationMetrics"].get("numTargetFilesRemoved", 0)) if last else 0)


def is_purged(lake: Lakehouse, table: Table) -> bool:
    """Whether nothing was written since the table was purged, so that it holds what its newest version shows alone."""
    log = f"{lake.path(table)}/_delta_log"
    return len({found[1] for name in names(log) if (found := OF_VERSION.match(name))}) == 1 and NOTE in (
        lake.properties(table)
    )


def purge(lake: Lakehouse, table: Table, note: str) -> Removed:
    """Leaves of the table its newest version alone: no row that is only marked as deleted, no older file, no older word
    of the log. Nobody can read an earlier version afterwards, nor what changed between two."""
    path = lake.path(table)
    with temporarily(lake.spark, _SETTINGS):
        row = lake.spark.sql(f"REORG TABLE delta.`{path}` APPLY (PURGE)").select("metrics.numFilesRemoved").first()
        lake.spark.sql(f"VACUUM delta.`{path}` RETAIN 0 HOURS")
        # The newest commit is kept beside the checkpoint, so it must tell of no file.
        lake.spark.sql(f"ALTER TABLE delta.`{path}` SET TBLPROPERTIES ('{NOTE}' = '{note}')")
        lake.checkpoint(table)
    version = lake.version(table)
    for name in names(f"{path}/_delta_log"):
        found = OF_VERSION.match(name)
        if found and int(found[1]) < version:
            delete(f"{path}/_delta_log/{name}")
    return Removed(0, int(row[0]) if row else 0)
