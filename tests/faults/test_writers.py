"""Several at once: runs of the same day, maintenance beside a run, a reader that takes its time."""

import pytest
from pyspark.sql import functions as F
from tests.faults import kiosk

from gcrm.core.lakehouse import Lakehouse
from gcrm.silver.transactions import TRANSACTIONS


@pytest.mark.fault(10, "file://", "three runs of one day at once")
def test_runs_at_once_make_one_result(place, landing, same, outcome):
    kiosk.deliver(landing, 0)
    processes = [place.start() for _ in range(3)]
    codes = [process.wait() for process in processes]
    loud = [process.said[-1] for process, code in zip(processes, codes, strict=True) if code]
    assert all(said.startswith("gcrm: ") for said in loud)
    assert 0 in codes
    same(place, 1)
    kiosk.deliver(landing, 1)
    codes += [process.wait() for process in [place.start() for _ in range(2)]]
    same(place, 2)
    outcome(f"one result: {codes.count(0)} of {len(codes)} runs ended well, {len(codes) - codes.count(0)} loudly")


@pytest.mark.fault(11, "file://", "a run and a long reader beside OPTIMIZE and VACUUM")
def test_maintenance_disturbs_neither_writer_nor_reader(spark, place, landing, same, outcome):
    kiosk.deliver(landing, 0)
    place.run()
    lake = Lakehouse(spark, place.lakehouse)
    version = lake.version(TRANSACTIONS)
    before = lake.read(TRANSACTIONS, version)
    wanted = before.agg(F.sum("amount"), F.count("*")).first()
    kiosk.deliver(landing, 1)
    writer = place.start()
    writer.wait_for("^Run ")
    keeper = place.start("--retain-hours", "168", command="maintain")
    read = 0
    while writer.popen.poll() is None or keeper.popen.poll() is None:
        # The reader began with a version, and reads it to its end again and again.
        assert before.agg(F.sum("amount"), F.count("*")).first() == wanted
        read += 1
    assert keeper.wait() == 0, keeper.text
    if writer.wait():
        place.run()
    same(place, 2)
    outcome(f"survived: the reader read the same rows {read} times")
