"""A table whose own log is torn says so, and is whole again once the log is."""

from pathlib import Path

import pytest
from tests.faults import kiosk

from gcrm.core.lakehouse import Lakehouse
from gcrm.silver.transactions import TRANSACTIONS


@pytest.mark.fault(15, "file://", "the tail of a table's log is torn")
def test_a_torn_log_fails_loudly(spark, place, landing, same, outcome):
    kiosk.deliver(landing, 0)
    place.run()
    kiosk.deliver(landing, 1)
    folder = Path(Lakehouse(spark, place.lakehouse).path(TRANSACTIONS).removeprefix("file:"))
    last = sorted((folder / "_delta_log").glob("*.json"))[-1]
    sums = last.with_name(f".{last.name}.crc")
    whole, checked = last.read_bytes(), sums.read_bytes() if sums.exists() else None
    last.write_bytes(whole[: len(whole) // 2])
    sums.unlink(missing_ok=True)
    process = place.start()
    assert process.wait() != 0
    assert "Traceback" not in process.text
    said = process.said[-1]
    assert said.startswith("gcrm: ")
    last.write_bytes(whole)
    if checked is not None:
        sums.write_bytes(checked)
    place.run()
    same(place, 2)
    outcome(f"failed loudly ({said[6:60]}...), nothing lost; whole again with the log")
