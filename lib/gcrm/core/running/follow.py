"""A table that remembers follows its contract before it gets new rows; those of before are judged again."""

from collections.abc import Mapping
from typing import Any

from gcrm.core.contracts.table import Table
from gcrm.core.running import quality
from gcrm.core.running.records import Refusals
from gcrm.core.storage import anew
from gcrm.core.storage.lakehouse import Lakehouse


def follow(table: Table, lake: Lakehouse, refusals: Refusals, said: Mapping[str, Any]) -> None:
    """Gives a stored table the columns and rules of its contract, where it keeps rows that its inputs may give no more.

    What was not known of those rows is null; those that break a rule go to quarantine.
    """
    if not table.remembers or lake.version(table) < 1 or lake.is_as_promised(table):
        return
    # At its version, for it is read again while it is replaced.
    reader = lake.spark.read.format("delta").option("versionAsOf", lake.version(table))
    stored = reader.load(lake.path(table))
    judged = quality.judged(anew.filled(table, stored), table).persist()
    # First, so that a kill in between leaves rows in both places, and not in none.
    if not quality.bad(judged, table).isEmpty():
        refusals.refuse(table, lake, judged, False)
    lake.replace(table, quality.good(judged), said)
    judged.unpersist()
