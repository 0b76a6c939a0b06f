"""A Hadoop cluster of processes: started in a folder of its own, stopped with nothing left behind."""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cluster import sites
from tests.conftest import REPOSITORY

NAMENODE = "org.apache.hadoop.hdfs.server.namenode.NameNode"
DATANODE = "org.apache.hadoop.hdfs.server.datanode.DataNode"
RESOURCEMANAGER = "org.apache.hadoop.yarn.server.resourcemanager.ResourceManager"
NODEMANAGER = "org.apache.hadoop.yarn.server.nodemanager.NodeManager"
JARS = REPOSITORY / "build" / "hadoop"
_PATIENCE = 120.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Cluster:
    """Processes by name (namenode, datanode-1, ...); `conf` is what HADOOP_CONF_DIR must be for clients."""

    home: Path
    ports: sites.Ports = field(default_factory=sites.Ports.free)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def conf(self) -> Path:
        return self.home / "conf"

    @property
    def hdfs(self) -> str:
        return f"hdfs://127.0.0.1:{self.ports.namenode}"

    def names(self, folder: str) -> set[str]:
        """What is in a folder of HDFS, asked without a JVM, as its superuser; nothing where it is not there."""
        path = folder.removeprefix(self.hdfs).removeprefix("hdfs://")
        user = os.environ["HADOOP_USER_NAME"]
        url = f"http://127.0.0.1:{self.ports.namenode_http}/webhdfs/v1{path}?op=LISTSTATUS&user.name={user}"
        listed = _get(url).get("FileStatuses", {}).get("FileStatus", [])
        return {str(one["pathSuffix"]) for one in listed}

    def folder(self, name: str) -> Path:
        """Where a daemon keeps what is its own."""
        return self.home / name

    def start(self, datanodes: int = 2, nodemanagers: int = 2, own: dict[str, str] | None = None) -> None:
        """`own`: settings of this cluster, over those of docker/hadoop/conf."""
        _fetch()
        self.own = own or {}
        sites.write(self.conf, self.ports, self.own)
        subprocess.run(
            [*_java(self._conf("namenode"), 256), NAMENODE, "-format", "-force", "-nonInteractive"],
            check=True,
            capture_output=True,
        )
        self.launch("namenode", NAMENODE)
        self.launch("resourcemanager", RESOURCEMANAGER)
        for number in range(1, datanodes + 1):
            self.launch(f"datanode-{number}", DATANODE)
        for number in range(1, nodemanagers + 1):
            self.launch(f"nodemanager-{number}", NODEMANAGER)
        self.wait(lambda: self.live_datanodes() == datanodes, f"{datanodes} DataNodes")
        self.wait(lambda: not self.in_safe_mode(), "the NameNode to leave safe mode")
        self.wait(lambda: self.live_nodemanagers() == nodemanagers, f"{nodemanagers} NodeManagers")

    def launch(self, name: str, main: str) -> None:
        """Starts (or starts again) one daemon; its folders are kept."""
        log = (self.home / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            [*_java(self._conf(name), 512, self.home / name), main],
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_end_with_parent,
            # Two NodeManagers of one machine are told apart by this.
            env={**os.environ, "HADOOP_LOG_DIR": str(self.home / name)},
        )

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """Takes one daemon away, with the containers that are its children."""
        process = self.running.pop(name)
        _end(process, how)

    def stop(self) -> None:
        """Ends every daemon and container; raises where one is still there."""
        pids = [process.pid for process in self.running.values()]
        pids += [child for pid in pids for child in descendants(pid)]
        for name in reversed(list(self.running)):
            self.running[name].send_signal(signal.SIGTERM)
        for name in list(self.running):
            self.kill(name, signal.SIGTERM)
        until = time.monotonic() + 10
        while left := [pid for pid in pids if _lives(pid)]:
            if time.monotonic() > until:
                raise RuntimeError(f"The cluster left processes behind: {left}")
            time.sleep(0.1)

    def live_datanodes(self) -> int:
        return int(self._jmx("FSNamesystemState").get("NumLiveDataNodes", 0))

    def in_safe_mode(self) -> bool:
        return bool(self._jmx("NameNodeInfo").get("Safemode", "starting"))

    def live_nodemanagers(self) -> int:
        return int(self.resourcemanager("metrics").get("clusterMetrics", {}).get("activeNodes", 0))

    def resourcemanager(self, path: str) -> dict[str, Any]:
        """What the ResourceManager's web service tells; empty while it does not answer."""
        return _get(f"http://127.0.0.1:{self.ports.resourcemanager_http}/ws/v1/cluster/{path}")

    def _jmx(self, bean: str) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.ports.namenode_http}/jmx?qry=Hadoop:service=NameNode,name={bean}"
        beans = _get(url).get("beans", [])
        return dict(beans[0]) if beans else {}

    def wait(self, ready: Callable[[], bool], what: str, patience: float = _PATIENCE) -> None:
        """Waits for `ready`; raises with the tail of every log where a daemon died or time ran out."""
        until = time.monotonic() + patience
        while not ready():
            dead = [name for name, process in self.running.items() if process.poll() is not None]
            if dead or time.monotonic() > until:
                told = "\n".join(f"--- {name}\n{self.tail(name)}" for name in dead or self.running)
                raise RuntimeError(f"Waited in vain for {what}; {'died' if dead else 'running'}:\n{told}")
            time.sleep(0.3)

    def tail(self, name: str, lines: int = 15) -> str:
        log = self.home / f"{name}.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""

    def _conf(self, name: str) -> Path:
        # Linux answers on every address of the loopback network, so that the NodeManagers are two hosts to Spark.
        host = f"127.0.0.{name[-1]}" if name.startswith("nodemanager-") and sys.platform == "linux" else "127.0.0.1"
        own = {
            **self.own,
            "yarn.nodemanager.hostname": host,
            **{f"yarn.nodemanager.{part}address": f"{host}:0" for part in ("", "localizer.", "webapp.")},
            "dfs.namenode.name.dir": f"file://{self.home}/{name}/name",
            "dfs.datanode.data.dir": f"file://{self.home}/{name}/blocks",
            "hadoop.tmp.dir": f"{self.home}/{name}/tmp",
            "yarn.nodemanager.local-dirs": f"{self.home}/{name}/local",
            "yarn.nodemanager.log-dirs": f"{self.home}/{name}/logs",
        }
        return sites.write(self.home / name / "conf", self.ports, own)


@contextmanager
def cluster(home: Path, **sizes: Any) -> Iterator[Cluster]:
    """A running cluster; whatever happens inside, its processes are gone afterwards."""
    home.mkdir(parents=True, exist_ok=True)
    made = Cluster(home)
    try:
        made.start(**sizes)
        yield made
    finally:
        made.stop()


def _fetch() -> None:
    """Hadoop's jars by Maven, once; the web applications' folders, which the jars lack."""
    if not (JARS / "ready").exists():
        shutil.rmtree(JARS, ignore_errors=True)
        pom = REPOSITORY / "docker" / "hadoop" / "pom.xml"
        target = f"-DoutputDirectory={JARS / 'lib'}"
        subprocess.run(["mvn", "-q", "-f", str(pom), "dependency:copy-dependencies", target], check=True)
        for name in ("hdfs", "datanode"):
            (JARS / "webapps" / name).mkdir(parents=True)
        (JARS / "ready").touch()


def _java(conf: Path, megabytes: int, logs: Path | None = None) -> list[str]:
    java = Path(os.environ["JAVA_HOME"]) / "bin" / "java" if os.environ.get("JAVA_HOME") else "java"
    folder = logs or conf
    folder.mkdir(parents=True, exist_ok=True)
    return [
        str(java),
        f"-Xmx{megabytes}m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        f"-Dyarn.log.dir={folder}",
        f"-Dhadoop.log.dir={folder}",
        "-cp",
        f"{conf}:{JARS}:{JARS / 'lib'}/*",
    ]


def _end_with_parent() -> None:
    """Linux ends the daemon also when the tests are killed, and nothing of theirs can run any more."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    children = descendants(process.pid)
    process.send_signal(how)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for child in children:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _lives(pid: int) -> bool:
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(found.strip()) and not found.startswith("Z")


def descendants(pid: int) -> list[int]:
    """Processes below one. Containers run in sessions of their own, so a signal to the group does not reach them."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [(int(a), int(b)) for a, b in (line.split() for line in listed.splitlines())]
    found, front = [], [pid]
    while front:
        front = [child for child, parent in parents if parent in front]
        found += front
    return found


def _get(url: str) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return dict(json.load(answer))
    except (urllib.error.URLError, ConnectionError, TimeoutError, ValueError):
        return {}
