"""One row per table, and one for all delivered files, that members were taken out of: the certificate names nobody."""

from datetime import datetime

from pyspark.sql import functions as F

from gcrm.core.contracts.table import Append, Field, Rule, Table
from gcrm.core.errors import UsageError
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.core.storage.lakehouse import Lakehouse

ALL = "all"  # in place of a table: the erasure as a whole

ERASURES = Table(
    name="ops.erasures",
    doc=__doc__,
    key=("erasure_id", "what", "status"),
    fields=(
        Field("erasure_id", "string", "Erasure, as vault.forgotten has it"),
        Field("what", "string", "Table; landing for delivered files; all for the erasure as a whole"),
        Field("status", "string", "begun or done"),
        Field("asked", "string", "Hash that tells whether two commands ask for the same members", required=True),
        Field("n_members", "bigint", "Members who are forgotten", required=True, unit="members"),
        Field("rows_removed", "bigint", "Rows that were taken out", unit="rows"),
        Field("files_rewritten", "bigint", "Files that were written anew for it", unit="files"),
        Field("noted_at", "timestamp", "When this was noted", required=True),
    ),
    rules=(Rule("status_is_known", "status IN ('begun', 'done')"),),
    load=Append(),
)


def note(
    lake: Lakehouse,
    erasure_id: str,
    what: str,
    status: str,
    asked: str,
    n_members: int,
    at: datetime,
    rows: int = 0,
    files: int = 0,
) -> None:
    """Writes one row; one that stands there already stays as it was."""
    given = small(lake.spark, schema(ERASURES), [(erasure_id, what, status, asked, n_members, rows, files, at)])
    with lake.lock(ERASURES):
        lake.append(ERASURES, given, f"{erasure_id}:{what}:{status}", 1, {"erasure": erasure_id})


def unfinished(lake: Lakehouse) -> dict[str, str]:
    """Erasures that were begun and have not ended, each with what tells who was asked for."""
    if not lake.exists(ERASURES):
        return {}
    whole = lake.read(ERASURES).filter(F.col("what") == ALL).groupBy("erasure_id")
    ended = whole.agg(F.bool_or(F.col("status") == "done").alias("ended"), F.max("asked").alias("asked"))
    return {row["erasure_id"]: row["asked"] for row in ended.filter("NOT ended").orderBy("erasure_id").collect()}


def finished(lake: Lakehouse, erasure_id: str) -> set[str]:
    """What an erasure has done so far."""
    if not lake.exists(ERASURES):
        return set()
    mine = lake.read(ERASURES).filter((F.col("erasure_id") == erasure_id) & (F.col("status") == "done"))
    return {row["what"] for row in mine.select("what").collect()}


def require_none_open(lake: Lakehouse) -> None:
    """Raises UsageError while an erasure waits to be ended: tables are half way between two states."""
    if found := unfinished(lake):
        raise UsageError(f"The erasure {next(iter(found))} has not ended; the same `gcrm forget` command ends it.")
