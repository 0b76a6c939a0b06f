"""Everything that is known of one member, with the file and line that it came from."""

import json
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.table import SOURCE, Table
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.erasure import members, told, whose
from gcrm.erasure.asked import Asked
from gcrm.erasure.estate import Estate, people
from gcrm.ops.quarantine import QUARANTINE


def known(lake: Lakehouse, estate: Estate, asked: Asked, namespace: str | None) -> dict[str, Any]:
    """Table to the member's rows in it, beside what each table holds. Raises UsageError for a key of nobody."""
    found = members.meant(lake, estate, asked, namespace)
    wanted = members.frame(lake.spark, found)
    places = whose.places(lake, estate, wanted)
    tables: dict[str, Any] = {}
    for one in estate.delivered:
        if one.table.name in places:
            _add(tables, one.table, whose.at(lake.read(one.table), places[one.table.name]))
    if lake.exists(QUARANTINE):
        _add(tables, QUARANTINE, told.refused(lake, wanted, places))
    ids = F.broadcast(wanted.select(F.col("member_id").alias("_wanted")).distinct())
    for table in estate.of_members:
        if lake.exists(table):
            for name in people(table):
                mine = lake.read(table).join(ids, F.col(name) == F.col("_wanted"), "left_semi")
                _add(tables, table, mine)
    return {
        "coalition": estate.coalition,
        "keys": [{"namespace": one.namespace, "key": one.key, "member_id": one.member_id} for one in found],
        "tables": tables,
    }


def _add(tables: dict[str, Any], table: Table, rows: DataFrame) -> None:
    listed = [_plain(row.asDict(recursive=True)) for row in rows.toLocalIterator()]
    if listed:
        # Days as they came, so that a story can be read.
        listed.sort(key=lambda row: json.dumps([row.get(name) for name in table.sought], default=str))
        tables[table.name] = {"holds": table.doc.strip().split("\n")[0], "rows": listed}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what it does not hold, and its place as people write one."""
    source = row.pop(SOURCE.name, None)
    told = {name: value for name, value in row.items() if value is not None}
    return {**told, "source": f"{source['file']}:{source['line']}"} if source else told
