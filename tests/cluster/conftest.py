"""One cluster for all tests that ask for it, one landing zone, and what two runs of it made: here, and on YARN."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from tests.cluster import daemons
from tests.cluster.commands import STEWARD, SUPERUSER, Done, gcrm, hdfs
from tests.cluster.daemons import Cluster
from tests.conftest import FAST, REPOSITORY

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import start

COALITION = ("--coalition", "demo")
WHERE = (*COALITION, "--env", "small")
# Over few rows most of the time is compiling; the settings as they are compile, and so does the run on this machine.
_JAVA = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC"
SHORT = (
    *("--spark", f"spark.driver.extraJavaOptions={_JAVA}"),
    *("--spark", f"spark.executor.extraJavaOptions={_JAVA}"),
    *("--spark", "spark.sql.codegen.wholeStage=false"),
    *("--spark", "spark.sql.codegen.factoryMode=NO_CODEGEN"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/cluster" in str(item.path) and "cluster" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.cluster)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if shutil.which("mvn") is None and not (daemons.JARS / "ready").exists():
        pytest.fail("Maven is missing: it fetches Hadoop's daemons (Debian, Ubuntu: apt-get install maven).")
    # The user that starts a NameNode is its superuser.
    os.environ["HADOOP_USER_NAME"] = SUPERUSER
    with daemons.cluster(tmp_path_factory.mktemp("cluster")) as running:
        os.environ["HADOOP_CONF_DIR"] = str(running.conf)
        yield running


@dataclass(frozen=True)
class Delivering:
    """Deliveries that are being simulated, while the cluster comes up."""

    folder: Path
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="session")
def delivering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Delivering]:
    folder = tmp_path_factory.mktemp("delivered") / "landing"
    command = [sys.executable, "-m", "gcrm.cli.main", "simulate", "--out", str(folder), "--members=400", "--days=56"]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL) as process:
        yield Delivering(folder, process)
        process.kill()


@pytest.fixture(scope="session")
def landing(delivering: Delivering) -> Path:
    """A small coalition, as delivered."""
    assert delivering.process.wait() == 0
    return delivering.folder


@pytest.fixture(scope="session")
def installed(delivering: Delivering, cluster: Cluster, request: pytest.FixtureRequest) -> Cluster:
    """The cluster made ready, with the files in its landing zone."""
    assert delivering.process.poll() in (None, 0)
    gcrm(cluster, "install", *WHERE, user=SUPERUSER)
    landing: Path = request.getfixturevalue("landing")
    folders = [str(path) for path in landing.iterdir() if path.name != "truth"]
    hdfs(cluster, "-put", *folders, "hdfs:///landing/demo/", user=STEWARD)
    return cluster


@dataclass
class Submission:
    """A day that was submitted: how it ended, what `gcrm status` said meanwhile, and every process that was seen."""

    done: Done
    statuses: list[str]
    processes: set[str] = field(default_factory=set)


@pytest.fixture(scope="session")
def submission(installed: Cluster) -> Submission:
    """The whole day on YARN."""
    seen: set[str] = set()
    statuses: list[str] = []
    ended = threading.Event()

    def watch() -> None:
        asked = time.monotonic()
        while not ended.wait(1.0):
            listed = subprocess.run(["ps", "-eww", "-o", "args="], capture_output=True, text=True, check=True).stdout
            seen.update(listed.splitlines())
            if time.monotonic() - asked > 60:
                asked = time.monotonic()
                statuses.append(gcrm(installed, "status", *WHERE, check=False).said)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        done = gcrm(installed, "submit", *WHERE, *SHORT)
    finally:
        ended.set()
        watcher.join()
    return Submission(done, statuses, seen)


@pytest.fixture(scope="session")
def key(installed: Cluster) -> str:
    return hdfs(installed, "-cat", "hdfs:///vault/demo/key").strip().splitlines()[-1]


@pytest.fixture(scope="session")
def local_lake(installed: Cluster, landing: Path, key: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same files on this machine, with the same key."""
    folder = tmp_path_factory.mktemp("local") / "lake"
    gcrm(installed, "run", *COALITION, "--landing", landing, "--lakehouse", folder, variables={"GCRM_VAULT_KEY": key})
    return folder


@pytest.fixture(scope="session")
def reader(cluster: Cluster) -> Iterator[SparkSession]:
    """A session that reads both file systems, as HDFS's superuser."""
    assert cluster.running
    session = start("gcrm cluster tests", FAST)
    yield session
    session.stop()


@pytest.fixture(scope="session")
def lakes(reader: SparkSession, submission: Submission, local_lake: Path) -> tuple[Lakehouse, Lakehouse]:
    """What this machine made, and what the cluster made."""
    assert submission.done.code == 0
    return Lakehouse(reader, str(local_lake)), Lakehouse(reader, "hdfs:///lake/demo", "hdfs:///vault/demo")
