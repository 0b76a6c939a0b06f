"""Commands as their users type them, in processes of their own, on a cluster of the tests."""

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from tests.cluster.daemons import JARS, Cluster
from tests.conftest import REPOSITORY

SUPERUSER, STEWARD, WORKER, ANALYST = "hadoop", "steward", "gcrm", "analyst"


@dataclass(frozen=True)
class Done:
    """How a command ended, and all that it said."""

    code: int
    said: str

    @property
    def lines(self) -> list[str]:
        """What it said, without what a starting JVM says."""
        started = ("WARNING: Using incubator", "Using Spark's default", "To adjust logging", "Setting default log")
        return [line for line in self.said.splitlines() if not line.startswith(started) and " WARN " not in line]


def gcrm(
    cluster: Cluster,
    *arguments: str | Path,
    user: str = WORKER,
    check: bool = True,
    variables: dict[str, str] | None = None,
    patience: float | None = None,
) -> Done:
    """`gcrm ...` as a user of the cluster; raises where it fails and `check` is set, or where it outlasts patience."""
    command = [sys.executable, "-m", "gcrm.cli.main", *map(str, arguments)]
    return _run(command, environment(cluster, user) | (variables or {}), check, patience)


def hdfs(
    cluster: Cluster,
    *arguments: str,
    user: str = SUPERUSER,
    main: str = "org.apache.hadoop.fs.FsShell",
    check: bool = True,
) -> str:
    """`hdfs dfs ...`, or another of Hadoop's command lines."""
    command = ["java", "-Xmx256m", "-cp", f"{cluster.conf}:{JARS / 'lib'}/*", main, *arguments]
    return _run(command, environment(cluster, user), check).said


def events(cluster: Cluster, application: str = "") -> str:
    """Spark's event logs as they lie on HDFS, of one application or all."""
    listed = hdfs(cluster, "-ls", "-R", "hdfs:///spark-history").splitlines()
    paths = [line.split()[-1] for line in listed if line.startswith("-") and "events_" in line and application in line]
    target = cluster.home / f"events{application}"
    target.mkdir(exist_ok=True)
    hdfs(cluster, "-get", "-f", *paths, str(target))
    return "".join(_text(path) for path in sorted(target.iterdir()) if not path.name.startswith("."))


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if not path.name.endswith("zstd"):
        return raw.decode()
    # The log of an application that still runs has no end yet.
    stream, read = pa.CompressedInputStream(pa.py_buffer(raw), "zstd"), b""
    with suppress(OSError):
        while piece := stream.read(1 << 20):
            read += piece
    return read.decode(errors="replace")


def environment(cluster: Cluster, user: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GCRM_", "PYSPARK_", "SPARK_"))}
    return {**kept, "HADOOP_CONF_DIR": str(cluster.conf), "HADOOP_USER_NAME": user}


def _run(command: list[str], variables: dict[str, str], check: bool, patience: float | None = None) -> Done:
    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        env=variables,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=patience,
    )
    if check and done.returncode:
        raise AssertionError(f"{' '.join(command[:6])} ended with {done.returncode}:\n{done.stdout[-4000:]}")
    return Done(done.returncode, done.stdout)
