"""The kiosk's coalition on HDFS and YARN: deliveries put there, days submitted, processes found to be killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import yaml
from tests.cluster.commands import SUPERUSER, gcrm, hdfs
from tests.cluster.daemons import Cluster, descendants
from tests.conftest import REPOSITORY
from tests.faults.runs import KEY, Process

DRIVER, EXECUTOR = "deploy.yarn.ApplicationMaster", "YarnCoarseGrainedExecutorBackend"
SHORT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def configure(conf: Path, folder: Path) -> Path:
    """The kiosk's configuration with all jobs as one user, so that a day is one application."""
    shutil.copytree(conf, folder)
    path = folder / "env" / "yarn.yml"
    document = yaml.safe_load(path.read_text())
    document["cluster"]["users"] = {"other": "steward"}
    document["spark"] |= {"spark.driver.extraJavaOptions": SHORT, "spark.executor.extraJavaOptions": SHORT}
    document["spark"] |= {"spark.sql.codegen.wholeStage": "false", "spark.dynamicAllocation.minExecutors": "2"}
    path.write_text(yaml.safe_dump(document))
    return folder


@dataclass(frozen=True)
class Kiosk:
    """The coalition on a cluster."""

    cluster: Cluster
    conf: Path

    @property
    def lakehouse(self) -> str:
        return f"{self.cluster.hdfs}/lake/kiosk"

    @property
    def where(self) -> tuple[str, ...]:
        return ("--coalition", "kiosk", "--env", "small", "--conf", str(self.conf))

    def install(self, scratch: Path) -> None:
        gcrm(self.cluster, "install", *self.where, user=SUPERUSER)
        key = scratch / "key"
        key.write_text(KEY)
        hdfs(self.cluster, "-put", "-f", str(key), "hdfs:///vault/kiosk/key")
        hdfs(self.cluster, "-chown", "steward:gcrm", "hdfs:///vault/kiosk/key")
        hdfs(self.cluster, "-chmod", "400", "hdfs:///vault/kiosk/key")

    def forget(self) -> None:
        """Takes deliveries and tables away, for the next fault."""
        for folder in ("landing", "lake"):
            hdfs(self.cluster, "-rm", "-r", "-f", "-skipTrash", f"hdfs:///{folder}/kiosk/*")
        hdfs(
            self.cluster,
            "-rm",
            "-r",
            "-f",
            "-skipTrash",
            "hdfs:///lake/kiosk/.locks",
            "hdfs:///vault/kiosk/kiosk_lines",
        )

    def put(self, path: Path) -> None:
        hdfs(self.cluster, "-mkdir", "-p", "hdfs:///landing/kiosk/kiosk", user="steward")
        hdfs(self.cluster, "-put", "-f", str(path), "hdfs:///landing/kiosk/kiosk/", user="steward")

    def submit(self, *more: str) -> Process:
        """A day that is handed over, and goes on while the test does."""
        line = [sys.executable, "-m", "gcrm.cli.main", "submit", *self.where, "--job", "ingest", "warehouse", *more]
        env = {**os.environ, "HADOOP_CONF_DIR": str(self.cluster.conf), "HADOOP_USER_NAME": "steward"}
        popen = subprocess.Popen(
            line, cwd=REPOSITORY, env=env, text=True, stdout=-1, stderr=subprocess.STDOUT, start_new_session=True
        )
        return Process(popen)

    def kill(self, what: str, number: int = 0) -> None:
        """Kills a driver or an executor of the running application."""
        found = self.containers(what)
        assert found, f"no {what} runs"
        os.kill(found[number], signal.SIGKILL)

    def containers(self, what: str, nodemanager: str = "") -> list[int]:
        """The JVMs of that kind, of one NodeManager or all."""
        names = [nodemanager] if nodemanager else [n for n in self.cluster.running if n.startswith("nodemanager")]
        below = {pid for name in names for pid in descendants(self.cluster.running[name].pid)}
        return sorted(pid for pid in below if _is_java(pid) and what in _arguments(pid))

    def wait_for(self, what: str, patience: float = 120) -> None:
        until = time.monotonic() + patience
        while not self.containers(what):
            assert time.monotonic() < until, f"no {what} began"
            time.sleep(0.2)


def _arguments(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _is_java(pid: int) -> bool:
    return _arguments(pid).split(" ")[0].endswith("/java")
