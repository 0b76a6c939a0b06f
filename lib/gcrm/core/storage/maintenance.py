"""Packing a table's small files, and removing those that no version needs which may still be read."""

from delta.tables import DeltaTable

from gcrm.core.contracts.table import Table
from gcrm.core.errors import UsageError
from gcrm.core.storage.lakehouse import Lakehouse

# The smallest that Delta lets VACUUM use without switching its safety check off: a reader may be that old.
SAFE_RETENTION_HOURS = 168


def maintain(lake: Lakehouse, table: Table, retain_hours: int = SAFE_RETENTION_HOURS) -> dict[str, int]:
    """Packs small files (and clusters them), then removes files no version within `retain_hours` needs; gives how many
    files were added and removed. Raises UsageError for a retention that is not safe."""
    require_safe(retain_hours)
    delta = DeltaTable.forPath(lake.spark, lake.path(table))
    with lake.lock(table):
        metrics = delta.optimize().executeCompaction().select("metrics.*").first()
        delta.vacuum(float(retain_hours))
    return {name: int(metrics[name]) for name in ("numFilesAdded", "numFilesRemoved")} if metrics else {}


def require_safe(retain_hours: int) -> None:
    """Raises UsageError for a retention under which a running reader could lose its files."""
    if retain_hours < SAFE_RETENTION_HOURS:
        raise UsageError(
            f"A retention of {retain_hours} hours could take files from a running reader; "
            f"{SAFE_RETENTION_HOURS} or more works."
        )
