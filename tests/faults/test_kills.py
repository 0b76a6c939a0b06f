"""A driver that is killed, at any moment, on this machine and on the cluster; the same command finishes the day."""

import random
import time

import pytest
from tests.faults.runs import inserted, unrecorded

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.silver.transactions import TRANSACTIONS

LINES = "vault.kiosk_lines"  # what is brought up to date first


class Here:
    """Tables with one day in them on this machine, and a second one delivered."""

    def __init__(self, place, same):
        self.place, self.same, self.days = place, same, 2
        place.deliver(0)
        place.run()
        place.deliver(1)

    def holds(self):
        self.same(self.place, self.days)


class There:
    """Tables with some days in them on the cluster, and one more delivered."""

    def __init__(self, shop, holds):
        self.place, self.holds = shop, holds
        shop.next_day()
        self.days = shop.days


@pytest.fixture
def ground(request):
    """The place of the test's own kind."""
    if request.param == "file":
        return Here(*map(request.getfixturevalue, ("place", "same")))
    return There(*map(request.getfixturevalue, ("shop", "holds")))


def on_both(number, what):
    """The test on this machine and on the cluster, each with its row in the table of results."""
    marks = {"file": pytest.mark.fault(number, "file://", what), "hdfs": pytest.mark.fault(number, "hdfs, YARN", what)}
    params = [pytest.param(kind, marks=mark) for kind, mark in marks.items()]
    return pytest.mark.parametrize("ground", params, indirect=True, ids=["file", "hdfs"])


@pytest.fixture
def new_rows(undisturbed):
    """How many lines the last of so many days adds."""
    return lambda days: len(undisturbed(days).transactions) - len(undisturbed(days - 1).transactions)


@on_both(1, "driver killed before a commit, with files written")
def test_killed_before_a_commit(ground, outcome):
    watched = ground.place.watch(TRANSACTIONS)
    for _ in range(4):
        process = ground.place.start()
        version = watched.wait_for_a_write(process)
        ground.place.kill(process)
        if watched.version() == version:
            break
    else:
        pytest.fail("every kill came after the commit")
    ground.place.run()
    ground.holds()
    outcome("survived: files without a commit were left, and do not count")


@on_both(2, "driver killed after a commit, before the ledger")
def test_killed_between_commit_and_ledger(spark, ground, new_rows, outcome):
    path = Lakehouse(spark, ground.place.lakehouse).path(TRANSACTIONS)
    watched = ground.place.watch(TRANSACTIONS)
    before = watched.version()
    process = ground.place.start()
    after = watched.wait_for_a_commit(process)
    ground.place.kill(process)
    assert unrecorded(spark, ground.place.lakehouse, TRANSACTIONS, after)
    ground.place.run()
    ground.holds()
    assert inserted(spark, path, before) == new_rows(ground.days)
    outcome("survived: what was committed did not go in twice")


@on_both(3, "driver killed in a MERGE, at random moments")
def test_killed_in_a_merge(spark, ground, new_rows, outcome):
    path = Lakehouse(spark, ground.place.lakehouse).path(TRANSACTIONS)
    watched, rng, torn = ground.place.watch(TRANSACTIONS), random.Random(3), 0
    before = watched.version()
    for _ in range(4):
        process = ground.place.start()
        version = watched.wait_for_a_write(process)
        # From the first file of a MERGE to its commit it is a fraction of a second here.
        time.sleep(rng.uniform(0, 0.3))
        ground.place.kill(process)
        torn += watched.version() == version
        if watched.version() > before or torn == 2:
            break
    assert torn >= 1
    ground.place.run()
    ground.holds()
    assert inserted(spark, path, before) == new_rows(ground.days)
    outcome(f"survived: {torn} times in the middle of it, every row went in once")
