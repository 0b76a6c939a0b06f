"""Rows of who was forgotten stay outside the vault when a file lands; a file of such rows alone is taken as empty."""

from datetime import datetime

import pytest
from tests.corner import Corner

from gcrm.cli.project import assemble
from gcrm.core.frames import small
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import plain
from gcrm.vault.forgotten import FORGOTTEN, mark

MASTER = b"k" * 32
HEADER = "receipt,position,customer,sold_at,price\n"


@pytest.mark.tables
def test_rows_of_forgotten_members_do_not_land(spark, tmp_path):
    corner = Corner(tmp_path)
    corner.put("s1.csv", HEADER + "r1,1,K-1,2018-01-02,1.00\nr2,1, K-2,2018-01-02,2.00\nr3,1,,2018-01-02,3.00\n")
    corner.put("s2.csv", HEADER + "r4,1,K-2,2018-01-02,4.00\n")
    project = assemble(
        corner.conf, "corner", "local", [], str(corner.landing), lambda: MASTER, lakehouse=str(corner.lakehouse)
    )
    step = next(step for step in project.steps if step.output.name == "vault.till_sales")
    files = {path: (step.relative(path), 1) for path in step.find()}
    assert plain(step.read(spark, files), "receipt") == [("r1",), ("r2",), ("r3",), ("r4",)]
    vault = project.places.vault
    lake, key = Lakehouse(spark, vault, vault), small(spark, "k string", [("K-2",)])
    [row] = key.select(mark(key.k, project.keys.mark("till")).alias("mark")).collect()
    lake.create(FORGOTTEN)
    rows = [(row["mark"], "e-1", datetime(2018, 1, 1))]
    lake.add(FORGOTTEN, small(spark, "mark string, erasure_id string, forgotten_at timestamp", rows), {})
    assert plain(step.read(spark, files), "receipt") == [("r1",), ("r3",)]
    assert [step.is_empty(path) for path in step.find()] == [True, True]
