"""The kiosk's coalition on HDFS and YARN: days delivered one after the other, and processes found to be killed."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from tests.cluster.commands import SUPERUSER, events, gcrm, hdfs
from tests.cluster.daemons import Cluster, descendants
from tests.conftest import REPOSITORY
from tests.faults.kiosk import deliver
from tests.faults.runs import KEY, Process, Watched

from gcrm.core.contracts.table import Table

DRIVER, EXECUTOR = "deploy.yarn.ApplicationMaster", "YarnCoarseGrainedExecutorBackend"
# With one compiler alone the JVM reserves less room for code than a run needs.
SHORT = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC"
# Room for a driver and one executor on each NodeManager, so that the second executor is on the other.
SIZES = {"yarn.nodemanager.resource.memory-mb": "4096", "yarn.nodemanager.disk-health-checker.interval-ms": "5000"}


def configure(conf: Path, folder: Path) -> Path:
    """The kiosk's configuration with all jobs as one user, so that a day is one application."""
    shutil.copytree(conf, folder)
    document = yaml.safe_load((folder / "env" / "yarn.yml").read_text())
    document["cluster"]["users"] = {"other": "steward"}
    document["spark"] |= {"spark.executor.extraJavaOptions": SHORT, "spark.dynamicAllocation.minExecutors": "2"}
    (folder / "env" / "yarn.yml").write_text(yaml.safe_dump(document))
    return shorten(folder, "yarn")


def shorten(folder: Path, env: str) -> Path:
    """Over few rows most of a run is compiling; with these settings of an environment it is less."""
    path = folder / "env" / f"{env}.yml"
    document = yaml.safe_load(path.read_text())
    document["spark"] |= {"spark.driver.extraJavaOptions": SHORT, "spark.sql.codegen.wholeStage": "false"}
    document["spark"] |= {"spark.sql.codegen.factoryMode": "NO_CODEGEN"}
    path.write_text(yaml.safe_dump(document))
    return folder


@dataclass
class Kiosk:
    """The coalition on a cluster; `days` are delivered so far, and `sound` tells that its tables hold just them."""

    cluster: Cluster
    conf: Path
    scratch: Path
    days: int = 0
    sound: bool = False

    @property
    def lakehouse(self) -> str:
        return f"{self.cluster.hdfs}/lake/kiosk"

    @property
    def where(self) -> tuple[str, ...]:
        return ("--coalition", "kiosk", "--env", "small", "--conf", str(self.conf))

    def install(self) -> None:
        gcrm(self.cluster, "install", *self.where, user=SUPERUSER)
        key = self.scratch / "key"
        key.write_text(KEY)
        hdfs(self.cluster, "-put", "-f", str(key), "hdfs:///vault/kiosk/key")
        hdfs(self.cluster, "-chown", "steward:gcrm", "hdfs:///vault/kiosk/key")
        hdfs(self.cluster, "-chmod", "400", "hdfs:///vault/kiosk/key")

    def forget(self) -> None:
        """Takes deliveries and tables away, for a new beginning."""
        folders = ("landing/kiosk/*", "lake/kiosk/*", "vault/kiosk/.locks", "vault/kiosk/kiosk_*")
        hdfs(self.cluster, "-rm", "-r", "-f", "-skipTrash", *(f"hdfs:///{folder}" for folder in folders))
        self.days = 0

    def next_day(self, **sizes: Any) -> Path:
        """The day after those that were delivered; its file, as it was put there."""
        path = deliver(self.scratch, self.days, **sizes)
        self.put(path)
        self.days += 1
        return path

    def put(self, *paths: Path) -> None:
        """Files of the feed, under the folder that each lies in here."""
        for folder in {path.parent.name for path in paths}:
            here = [str(path) for path in paths if path.parent.name == folder]
            hdfs(self.cluster, "-mkdir", "-p", f"hdfs:///landing/kiosk/{folder}", user="steward")
            hdfs(self.cluster, "-put", "-f", *here, f"hdfs:///landing/kiosk/{folder}/", user="steward")

    def start(self, *more: str, command: str = "submit") -> Process:
        """A day that is handed over, and goes on while the test does."""
        jobs = ["--job", "ingest", "warehouse"] if command == "submit" else []
        line = [sys.executable, "-m", "gcrm.cli.main", command, *self.where, *jobs, *more]
        env = {**os.environ, "HADOOP_CONF_DIR": str(self.cluster.conf), "HADOOP_USER_NAME": "steward"}
        popen = subprocess.Popen(
            line, cwd=REPOSITORY, env=env, text=True, stdout=-1, stderr=subprocess.STDOUT, start_new_session=True
        )
        return Process(popen)

    def run(self, *more: str) -> Process:
        """A day to its end, which must be a good one."""
        process = self.start(*more)
        assert process.wait() == 0, process.text
        return process

    def kill(self, process: Process) -> None:
        """Ends the driver at once; who submitted it must learn of that."""
        self.signal(self.container(DRIVER), signal.SIGKILL)
        assert process.wait() == 2, process.text
        assert "did not succeed" in process.said[-1]

    def watch(self, table: Table) -> Watched:
        layer, _, noun = table.name.partition(".")
        root = "/vault/kiosk" if layer == "vault" else f"/lake/kiosk/{layer}"
        return Watched(f"hdfs://{root}/{noun}", self.cluster.names)

    def container(self, what: str, nodemanager: str = "", patience: float = 60) -> int:
        """The JVM of a driver or an executor, of one NodeManager or any; waits for it to begin."""
        until = time.monotonic() + patience
        while not (found := self.containers(what, nodemanager)):
            assert time.monotonic() < until, f"no {what} began on {nodemanager or 'any machine'}"
            time.sleep(0.2)
        return found[0]

    def containers(self, what: str, nodemanager: str = "") -> list[int]:
        """The JVMs of that kind, of one NodeManager or all."""
        names = [nodemanager] if nodemanager else [n for n in self.cluster.running if n.startswith("nodemanager")]
        below = {pid for name in names for pid in descendants(self.cluster.running[name].pid)}
        return sorted(pid for pid in below if _is_java(pid) and what in _arguments(pid))

    def without_driver(self) -> str:
        """A NodeManager on which an executor runs, and the driver does not."""
        self.container(DRIVER)
        names = [name for name in self.cluster.running if name.startswith("nodemanager")]
        name = next(name for name in names if not self.containers(DRIVER, name))
        self.container(EXECUTOR, name)
        return name

    @staticmethod
    def signal(pid: int, how: signal.Signals) -> None:
        os.kill(pid, how)

    def events(self, process: Process) -> str:
        """What Spark's event log tells of the application."""
        found = re.search(r"application_\d+_\d+", process.text)
        assert found, process.text
        return events(self.cluster, found[0])


def wait_until(what: str, holds: Callable[[], bool], patience: float = 120) -> None:
    until = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.3)


def _arguments(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _is_java(pid: int) -> bool:
    return _arguments(pid).split(" ")[0].endswith("/java")
