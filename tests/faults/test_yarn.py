"""Faults of a cluster: executors, daemons, disks, its network; the day is done all the same, or ends loudly.

Each fault meets the tables that the days before have left.
"""

import re
import signal
import time

import pytest
from tests.cluster import daemons
from tests.cluster.commands import hdfs
from tests.faults import disks
from tests.faults.cluster import EXECUTOR, wait_until
from tests.faults.runs import audit, held, runs

IN_THE_LINES = "vault.kiosk_lines"
DFS_ADMIN = "org.apache.hadoop.hdfs.tools.DFSAdmin"


def _retried(told):
    """What the event log tells of an executor that was lost: tasks that failed with it, and were done again."""
    assert '"SparkListenerExecutorRemoved"' in told
    lost = re.findall(r'"Reason":"(ExecutorLostFailure|FetchFailed|Resubmitted)"', told)
    assert lost
    return len(lost)


@pytest.mark.fault(4, "hdfs, YARN", "executor killed in a shuffle")
def test_executor_killed(shop, holds, outcome):
    shop.next_day()
    process = shop.start()
    process.wait_for(IN_THE_LINES)
    victim = shop.container(EXECUTOR, shop.without_driver())
    # Stopped for a while it is sure to have tasks when it dies.
    shop.signal(victim, signal.SIGSTOP)
    time.sleep(3)
    shop.signal(victim, signal.SIGKILL)
    assert process.wait() == 0, process.text
    holds()
    n = _retried(shop.events(process))
    assert process.text.count("application_") == 1
    outcome(f"survived: {n} tasks were done again, not the run")


@pytest.mark.fault(5, "hdfs, YARN", "NodeManager killed, with its containers")
def test_nodemanager_killed(shop, holds, outcome):
    shop.next_day()
    process = shop.start()
    process.wait_for(IN_THE_LINES)
    name = shop.without_driver()
    victim = shop.container(EXECUTOR, name)
    shop.signal(victim, signal.SIGSTOP)
    time.sleep(3)
    shop.cluster.kill(name)
    try:
        code = process.wait()
    finally:
        shop.cluster.launch(name, daemons.NODEMANAGER)
        shop.cluster.wait(lambda: shop.cluster.live_nodemanagers() >= 2, "the NodeManager")
    assert code == 0, process.text
    holds()
    outcome(f"survived: {_retried(shop.events(process))} tasks were done again elsewhere")


@pytest.mark.fault(6, "hdfs, YARN", "DataNode killed, replication 2")
def test_datanode_killed(shop, holds, outcome):
    shop.next_day()
    process = shop.start()
    process.wait_for(IN_THE_LINES)
    shop.cluster.kill("datanode-1")
    try:
        assert process.wait() == 0, process.text
        holds()
        wait_until("the DataNode to be missed", lambda: shop.cluster.live_datanodes() == 1)
    finally:
        shop.cluster.launch("datanode-1", daemons.DATANODE)
        shop.cluster.wait(lambda: shop.cluster.live_datanodes() == 2, "the DataNode")
    outcome("survived: read from and written to the other")


@pytest.mark.fault(7, "hdfs, YARN", "NameNode restarted while it is written to")
def test_namenode_restarted(shop, holds, outcome):
    shop.next_day()
    process = shop.start()
    process.wait_for(IN_THE_LINES)
    shop.cluster.kill("namenode")
    time.sleep(5)
    shop.cluster.launch("namenode", daemons.NAMENODE)
    code = process.wait()
    shop.cluster.wait(lambda: not shop.cluster.in_safe_mode(), "the NameNode to leave safe mode")
    if code:
        assert process.said[-1].startswith("gcrm: "), process.text
        shop.run()
    holds()
    outcome("survived: writers waited for it" if not code else "failed loudly; the next submission finished it")


@pytest.mark.fault(8, "hdfs, YARN", "no room on HDFS for the tables")
def test_no_room_on_hdfs(shop, holds, outcome):
    shop.next_day()
    process = shop.start()
    process.wait_for(IN_THE_LINES)
    # Of a quota, for a full HDFS would be full for its daemons too; to whoever writes it is the same.
    hdfs(shop.cluster, "-setSpaceQuota", "1", "/lake/kiosk", main=DFS_ADMIN)
    try:
        assert process.wait() == 2, process.text
        assert "Traceback" not in process.text
        assert any("DiskSpace quota" in line for line in process.said if line.startswith("gcrm: ")), process.text
    finally:
        hdfs(shop.cluster, "-clrSpaceQuota", "/lake/kiosk", main=DFS_ADMIN)
    shop.run()
    holds()
    outcome("failed loudly (quota exceeded), nothing lost; then finished")


@pytest.mark.fault(8, "hdfs, YARN", "disk of a NodeManager full")
def test_no_room_on_a_machine(shop, holds, outcome):
    shop.next_day()
    process = shop.start()
    process.wait_for(IN_THE_LINES)
    shop.container(EXECUTOR, "nodemanager-2")
    ballast = disks.fill(shop.cluster.folder("nodemanager-2") / "local", 0)
    try:
        code = process.wait()
        wait_until("the full disk to be noticed", lambda: shop.cluster.live_nodemanagers() == 1)
    finally:
        ballast.unlink()
        shop.cluster.wait(lambda: shop.cluster.live_nodemanagers() == 2, "the disk to be good again")
    if code:
        assert process.said[-1].startswith("gcrm: "), process.text
        shop.run()
    holds()
    outcome("survived: its tasks ran elsewhere" if not code else "failed loudly; the next submission finished it")


@pytest.mark.fault(12, "hdfs, YARN", "the clocks of driver and executors two days ahead")
def test_clocks_of_the_cluster(spark, shop, holds, shifted, outcome):
    shop.next_day()
    settings = [
        f"{part}.{name}={value}"
        for part in ("spark.yarn.appMasterEnv", "spark.executorEnv")
        for name, value in shifted(2 * 24 * 60 * 60).items()
    ]
    before = runs(spark, shop.lakehouse)[-1]["started_at"]
    shop.run(*(part for setting in settings for part in ("--spark", setting)))
    holds()
    after = runs(spark, shop.lakehouse)[-1]["started_at"]
    assert (after - before).total_seconds() > 24 * 60 * 60
    shop.next_day()
    shop.run()
    holds()
    outcome("survived: also the day after, whose clock is behind what was written")


@pytest.mark.fault(15, "hdfs, YARN", "a DataNode cut off from the network")
def test_datanode_cut_off(shop, holds, outcome):
    shop.next_day()
    process = shop.start()
    process.wait_for(IN_THE_LINES)
    # Stopped, it answers nobody, and its connections stay open: what a lost network looks like to the others.
    shop.signal(shop.cluster.running["datanode-2"].pid, signal.SIGSTOP)
    try:
        assert process.wait() == 0, process.text
    finally:
        shop.signal(shop.cluster.running["datanode-2"].pid, signal.SIGCONT)
    shop.cluster.wait(lambda: shop.cluster.live_datanodes() == 2, "the DataNode")
    holds()
    outcome("survived: read from and written to the other")


# Whatever takes longer than others may be begun elsewhere as well.
EAGER = {"": "true", ".interval": "100ms", ".quantile": "0.1", ".multiplier": "1.1", ".minTaskRuntime": "0ms"}
TIGHT = ("--spark", "spark.executor.memory=480m", "--spark", "spark.memory.fraction=0.02")


@pytest.mark.fault(15, "hdfs, YARN", "half of all lines one card, a small heap")
@pytest.mark.fault(15, "hdfs, YARN", "speculation on, an executor that stalls")
def test_skew_in_a_small_heap_with_speculation(spark, shop, place, outcome):
    sizes = {"n": 100_000, "skewed": 0.5}
    shop.forget()
    shop.next_day(**sizes)
    place.deliver(0, **sizes)
    process = shop.start(*TIGHT, *(p for k, v in EAGER.items() for p in ("--spark", f"spark.speculation{k}={v}")))
    process.wait_for(IN_THE_LINES)
    victim = shop.container(EXECUTOR, shop.without_driver())
    shop.signal(victim, signal.SIGSTOP)
    time.sleep(10)
    shop.signal(victim, signal.SIGCONT)
    assert process.wait() == 0, process.text
    place.run()
    audit(spark, shop.lakehouse)
    assert held(spark, shop.lakehouse) == held(spark, place.lakehouse)
    told = shop.events(process)
    twice = told.count('"Speculative":true')
    spilled = sum(int(n) for n in re.findall(r'"Memory Bytes Spilled":(\d+)', told))
    assert twice
    assert spilled
    outcome(f"survived: {twice} task events of second copies, {spilled >> 20} MiB spilled, the rows of one machine")
