"""Faults of a cluster: its executors, its daemons, its network; the day is done all the same, or ends loudly."""

import signal
import time
from pathlib import Path

import pytest
from tests.cluster import daemons
from tests.faults import kiosk
from tests.faults.cluster import DRIVER, EXECUTOR, Kiosk, configure
from tests.faults.runs import Place, audit, held

IN_THE_LINES = "vault.kiosk_lines"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    # The NameNode is missed for a few seconds; who writes meanwhile shall wait for it.
    patient = {"dfs.client.retry.policy.enabled": "true", "dfs.client.socket-timeout": "20000"}
    with daemons.cluster(tmp_path_factory.mktemp("cluster"), own=patient) as running:
        yield running


@pytest.fixture(scope="module")
def installed(cluster, conf, tmp_path_factory):
    made = Kiosk(cluster, configure(conf, tmp_path_factory.mktemp("conf") / "conf"))
    made.install(tmp_path_factory.mktemp("key"))
    return made


@pytest.fixture
def shop(installed):
    """The coalition with nothing delivered yet; `deliver` puts days there."""
    installed.forget()
    yield installed
    # A fault that left something running would be the next one's too.
    assert not installed.containers(DRIVER)


@pytest.fixture
def deliver(shop, tmp_path):
    return lambda number, **sizes: shop.put(kiosk.deliver(tmp_path, number, **sizes))


@pytest.fixture
def holds(shop, same):
    return lambda days: same(Place(Path(), "", shop.lakehouse), days)


@pytest.mark.fault(1, "hdfs, YARN", "driver killed while it writes")
def test_driver_killed(shop, deliver, holds, outcome):
    deliver(0)
    process = shop.submit()
    process.wait_for(IN_THE_LINES)
    shop.kill(DRIVER)
    assert process.wait() == 2
    assert "did not succeed" in process.said[-1]
    assert shop.submit().wait() == 0
    holds(1)
    outcome("failed loudly; the next submission finished it")


@pytest.mark.fault(4, "hdfs, YARN", "executor killed in a shuffle")
def test_executor_killed(shop, deliver, holds, outcome):
    deliver(0)
    process = shop.submit()
    process.wait_for(IN_THE_LINES)
    shop.kill(EXECUTOR)
    assert process.wait() == 0, process.text
    holds(1)
    outcome("survived: a retry of tasks, not of the run")


@pytest.mark.fault(5, "hdfs, YARN", "NodeManager killed, with its containers")
def test_nodemanager_killed(shop, deliver, holds, outcome):
    deliver(0)
    process = shop.submit()
    process.wait_for(IN_THE_LINES)
    names = [name for name in shop.cluster.running if name.startswith("nodemanager")]
    without_driver = next(name for name in names if not shop.containers(DRIVER, name))
    shop.cluster.kill(without_driver)
    try:
        code = process.wait()
    finally:
        shop.cluster.launch(without_driver, daemons.NODEMANAGER)
        shop.cluster.wait(lambda: shop.cluster.live_nodemanagers() >= 2, "the NodeManager")
    assert code == 0, process.text
    holds(1)
    outcome("survived: its tasks ran elsewhere")


@pytest.mark.fault(6, "hdfs, YARN", "DataNode killed, replication 2")
def test_datanode_killed(shop, deliver, holds, outcome):
    deliver(0)
    process = shop.submit()
    process.wait_for(IN_THE_LINES)
    shop.cluster.kill("datanode-1")
    try:
        assert process.wait() == 0, process.text
        holds(1)
    finally:
        shop.cluster.launch("datanode-1", daemons.DATANODE)
        shop.cluster.wait(lambda: shop.cluster.live_datanodes() == 2, "the DataNode")
    outcome("survived: read from and written to the other")


@pytest.mark.fault(7, "hdfs, YARN", "NameNode restarted while it is written to")
def test_namenode_restarted(shop, deliver, holds, outcome):
    deliver(0)
    process = shop.submit()
    process.wait_for(IN_THE_LINES)
    shop.cluster.kill("namenode")
    time.sleep(5)
    shop.cluster.launch("namenode", daemons.NAMENODE)
    code = process.wait()
    shop.cluster.wait(lambda: not shop.cluster.in_safe_mode(), "the NameNode to leave safe mode")
    if code:
        assert shop.submit().wait() == 0
    holds(1)
    outcome("survived: writers waited for it" if not code else "failed loudly; the next submission finished it")


@pytest.mark.fault(10, "hdfs, YARN", "two submissions of one day at once")
def test_submitted_twice_at_once(shop, deliver, holds, outcome):
    deliver(0)
    processes = [shop.submit(), shop.submit()]
    codes = [process.wait() for process in processes]
    assert 0 in codes, "\n".join(process.text for process in processes)
    holds(1)
    outcome(f"one result: {codes.count(0)} of 2 ended well")


@pytest.mark.fault(15, "hdfs, YARN", "a DataNode cut off from the network")
def test_datanode_cut_off(shop, deliver, holds, outcome):
    deliver(0)
    process = shop.submit()
    process.wait_for(IN_THE_LINES)
    # Stopped, it answers nobody, and its connections stay open: what a lost network looks like to the others.
    shop.cluster.running["datanode-2"].send_signal(signal.SIGSTOP)
    try:
        assert process.wait() == 0, process.text
    finally:
        shop.cluster.running["datanode-2"].send_signal(signal.SIGCONT)
    shop.cluster.wait(lambda: shop.cluster.live_datanodes() == 2, "the DataNode")
    holds(1)
    outcome("survived: written to the other after a timeout")


@pytest.mark.fault(15, "hdfs, YARN", "half of all lines one card, small heap, speculation on")
def test_skewed_key(spark, shop, deliver, place, landing, outcome):
    sizes = {"n": 40_000, "skewed": 0.5}
    deliver(0, **sizes)
    kiosk.deliver(landing, 0, **sizes)
    heap = ("--spark", "spark.executor.memory=512m", "--spark", "spark.speculation=true")
    process = shop.submit(*heap)
    assert process.wait() == 0, process.text
    place.run()
    audit(spark, shop.lakehouse)
    assert held(spark, shop.lakehouse) == held(spark, place.lakehouse)
    outcome("survived: the rows of a run on one machine")
