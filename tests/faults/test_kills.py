"""A run whose process is killed, at any moment, is finished by the same command."""

import random
import time

import pytest
from tests.faults import kiosk

from gcrm.core.lakehouse import Lakehouse
from gcrm.core.ledger import STEPS
from gcrm.silver.transactions import TRANSACTIONS

STEP = r"^\[ +{}/"


@pytest.mark.fault(1, "file://", "driver killed before its first commit")
def test_killed_before_a_commit(place, landing, same, outcome):
    kiosk.deliver(landing, 0)
    process = place.start()
    process.wait_for("^Run ")
    process.kill()
    assert "[" not in "".join(line[:1] for line in process.said)
    place.run()
    same(place, 1)
    outcome("survived: the next run did all of it")


@pytest.mark.fault(2, "file://", "driver killed after a commit, before the ledger")
def test_killed_between_commit_and_ledger(spark, place, landing, same, outcome):
    kiosk.deliver(landing, 0)
    process = place.start()
    process.wait_for("silver.transactions")
    process.kill()
    lake = Lakehouse(spark, place.lakehouse)
    assert lake.read(TRANSACTIONS).count() > 0
    assert lake.read(STEPS).filter("table_name = 'silver.transactions'").isEmpty()
    place.run()
    same(place, 1)
    outcome("survived: what was committed was not done twice")


@pytest.mark.fault(3, "file://", "driver killed in a MERGE, at random moments")
def test_killed_in_a_merge(spark, place, landing, same, outcome):
    kiosk.deliver(landing, 0)
    place.run()
    kiosk.deliver(landing, 1)
    rng, before = random.Random(3), Lakehouse(spark, place.lakehouse).version(TRANSACTIONS)
    cut_short = 0
    for _ in range(5):
        process = place.start()
        process.wait_for("vault.kiosk_lines")
        # MERGE of the lines takes some seconds from here; then that of the months.
        time.sleep(rng.uniform(0.2, 5.0))
        cut_short += process.popen.poll() is None
        process.kill()
    assert cut_short >= 3
    place.run()
    same(place, 2)
    after = Lakehouse(spark, place.lakehouse).version(TRANSACTIONS)
    outcome(f"survived: killed {cut_short} times, {after - before} commits, every row once")
