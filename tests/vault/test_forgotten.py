"""The list names nobody, and who stands on it is left out; without a list nothing is asked."""

from datetime import datetime

import pytest

from gcrm.core.frames import small
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import same
from gcrm.vault.derived import Keys
from gcrm.vault.forgotten import FORGOTTEN, Forgotten, mark

pytestmark = [pytest.mark.tables, pytest.mark.core]

KEYS = Keys("corner", lambda: b"k" * 32, lambda: b"l" * 32)


def test_rows_of_who_stands_on_the_list_are_left_out_and_rows_of_nobody_stay(spark, tmp_path):
    vault = f"{tmp_path}/vault"
    listed, frame = Forgotten(vault, KEYS), small(spark, "p string", [("p-1",), ("p-2",), (None,)])
    assert listed.left_out(frame, ["p"], "till") is frame
    lake = Lakehouse(spark, vault, vault)
    marks = frame.filter("p = 'p-1'").select(mark(frame.p, KEYS.mark("till")).alias("mark")).collect()
    lake.create(FORGOTTEN)
    lake.add(FORGOTTEN, small(spark, "mark string, erasure_id string, forgotten_at timestamp",
                              [(marks[0]["mark"], "e-1", datetime(2018, 1, 1))]), {})  # fmt: skip
    same(listed.left_out(frame, ["p"], "till"), [("p-2",), (None,)])
    assert marks[0]["mark"] != "p-1"
    assert listed.left_out(frame, [], "till") is frame
