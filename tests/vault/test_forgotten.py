"""The list names nobody, and who stands on it is left out; without a list nothing is asked."""

from datetime import datetime

from gcrm.core.frames import small
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import same
from gcrm.vault.forgotten import FORGOTTEN, Forgotten, mark

MASTER = b"k" * 32


def test_rows_of_who_stands_on_the_list_are_left_out_and_rows_of_nobody_stay(spark, tmp_path):
    vault = f"{tmp_path}/vault"
    listed, frame = Forgotten(vault, lambda: MASTER), small(spark, "p string", [("p-1",), ("p-2",), (None,)])
    assert listed.left_out(frame, ["p"]) is frame
    lake = Lakehouse(spark, vault, vault)
    marks = frame.filter("p = 'p-1'").select(mark(frame.p, MASTER).alias("mark")).collect()
    lake.create(FORGOTTEN)
    lake.add(FORGOTTEN, small(spark, "mark string, erasure_id string, forgotten_at timestamp",
                              [(marks[0]["mark"], "e-1", datetime(2018, 1, 1))]), {})  # fmt: skip
    same(listed.left_out(frame, ["p"]), [("p-2",), (None,)])
    assert marks[0]["mark"] != "p-1"
    assert listed.left_out(frame, []) is frame
