"""A run on YARN makes what a run on one machine makes of the same files."""

from pathlib import Path

import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual
from tests.conftest import REPOSITORY

from gcrm.cli.project import assemble
from gcrm.ops.steps import STEPS

pytestmark = pytest.mark.core
GOLD = ("warehouse", "features", "models", "marts", "publish")
TABLES = assemble(REPOSITORY / "conf", "demo", "local", [], None, lambda: b"").tables


@pytest.mark.parametrize("table", [t for t in TABLES if t.layer in GOLD], ids=lambda table: table.name)
def test_every_gold_table_is_equal_row_for_row(lakes, table):
    here, there = (_comparable(lake.read(table)) for lake in lakes)
    assert here.exceptAll(there).isEmpty()
    assert there.exceptAll(here).isEmpty()


def _comparable(frame):
    """Maps as sorted entries, for sets of rows cannot be told apart by maps."""
    kinds = dict(frame.dtypes)
    return frame.select(*[F.array_sort(F.map_entries(n)).alias(n) if kinds[n].startswith("map") else n for n in kinds])


def test_there_is_something_to_compare(lakes):
    _, there = lakes
    rows = {table.name: there.read(table).count() for table in TABLES if table.layer in GOLD}
    assert sum(number > 0 for number in rows.values()) > 0.8 * len(rows)
    assert rows["warehouse.member_months"] > 1000


def test_both_runs_read_kept_and_refused_the_same_rows(lakes):
    counted = [
        lake.read(STEPS).filter("status = 'done'").select("table_name", "rows_built", "rows_kept", "rows_quarantined")
        for lake in lakes
    ]
    assertDataFrameEqual(counted[0].distinct(), counted[1].distinct())


def test_the_landing_zone_was_read_where_it_lies(lakes):
    for lake in lakes:
        table = next(table for table in TABLES if table.name == "bronze.tills_articles")
        files = {row["file"] for row in lake.read(table).select("_source.file").distinct().collect()}
        assert files
        assert not any(Path(file).is_absolute() or "hdfs" in file for file in files)
