"""Hands a job to YARN by spark-submit, tells what it tells while it runs, and ends as it ends."""

import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from gcrm.cluster import archives, yarn
from gcrm.core import hadoop
from gcrm.core.config import Cluster
from gcrm.core.errors import UsageError
from gcrm.core.jars import jars_folder
from gcrm.core.progress import VARIABLE
from gcrm.core.session import FIXED, connect

Say = Callable[[str], None]
_LOG = "gcrm-log4j2.properties"
_APPLICATION = re.compile(r"application_\d+_\d+")
_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Job:
    """One application: its title, the jobs it does, the file that runs and its arguments, its user, its settings."""

    name: str
    jobs: tuple[str, ...]
    file: Path
    arguments: tuple[str, ...]
    user: str
    spark: Mapping[str, str]


@dataclass(frozen=True)
class Shipment:
    """What jobs take along beside what lies on the cluster: the files of `ship`."""

    folder: Path

    @property
    def code(self) -> str:
        return str(self.folder / "gcrm.zip")

    @property
    def log(self) -> str:
        return str(self.folder / _LOG)

    def archives(self, cluster: Cluster) -> str:
        return f"{cluster.home}/{archives.names().python}#environment,{self.folder / 'conf.zip'}#conf"


def require(cluster: Cluster, spark: Mapping[str, str]) -> None:
    """Raises UsageError, within seconds, for whatever would keep jobs from running."""
    if not (os.environ.get("HADOOP_CONF_DIR") or os.environ.get("YARN_CONF_DIR")):
        raise UsageError(
            "HADOOP_CONF_DIR is not set; give the folder of the cluster's core-site.xml and yarn-site.xml."
        )
    connect({"spark.master": "local[1]", "spark.ui.enabled": "false"})
    names = archives.names()
    yarn.require(cluster.queue, spark, cluster.home, [f"{cluster.home}/{name}" for name in (names.spark, names.python)])


def ship(conf: Path, folder: Path) -> Shipment:
    """Writes the code and the configuration that jobs take along into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    archives.pack_code(folder / "gcrm.zip")
    archives.pack_folder(conf, folder / "conf.zip")
    (folder / _LOG).write_text((resources.files("gcrm.cluster") / _LOG).read_text(), encoding="utf-8")
    return Shipment(folder)


def settings(job: Job, cluster: Cluster) -> dict[str, str]:
    """Spark's settings for the job in cluster mode."""
    logging, python = f"-Dlog4j2.configurationFile={_LOG}", "./environment/bin/python"
    return {
        **job.spark,
        **FIXED,
        "spark.master": "yarn",
        "spark.submit.deployMode": "cluster",
        "spark.app.name": job.name,
        "spark.yarn.queue": cluster.queue,
        "spark.yarn.archive": f"{cluster.home}/{archives.names().spark}",
        "spark.yarn.stagingDir": cluster.staging,
        "spark.pyspark.python": python,
        "spark.yarn.appMasterEnv.PYSPARK_PYTHON": python,
        "spark.driver.extraJavaOptions": f"{job.spark.get('spark.driver.extraJavaOptions', '')} {logging}".strip(),
        "spark.executor.extraJavaOptions": f"{job.spark.get('spark.executor.extraJavaOptions', '')} {logging}".strip(),
    }


def command(job: Job, cluster: Cluster, shipment: Shipment, more: Mapping[str, str]) -> list[str]:
    """The spark-submit command; `more` are settings of this submission alone."""
    given = sorted({**settings(job, cluster), **more}.items())
    return [
        str(jars_folder().parent / "bin" / "spark-submit"),
        *(part for key, value in given for part in ("--conf", f"{key}={value}")),
        *("--archives", shipment.archives(cluster)),
        *("--py-files", shipment.code),
        *("--files", shipment.log),
        str(job.file),
        *job.arguments,
    ]


def shown(job: Job, cluster: Cluster, conf: Path) -> str:
    """The command as a user may type it, with the files that it ships in ./build/ship."""
    given = command(job, cluster, ship(conf, Path("build") / "ship"), {})
    return f"HADOOP_USER_NAME={job.user} {shlex.join(given)}"


def run(job: Job, cluster: Cluster, conf: Path, say: Say) -> int:
    """Submits the job and waits for its end; gives 0, or 1 where it failed, which has been told then."""
    progress = f"{cluster.progress}/{uuid.uuid4().hex}"
    with tempfile.TemporaryDirectory() as scratch:
        more = {f"spark.yarn.appMasterEnv.{VARIABLE}": progress}
        given = command(job, cluster, ship(conf, Path(scratch)), more)
        output = Path(scratch) / "output"
        with output.open("wb") as handle:
            process = subprocess.Popen(given, stdout=handle, stderr=subprocess.STDOUT, env=_environment(job))
        told, application = 0, ""
        try:
            while process.poll() is None:
                time.sleep(_LOOK_SECONDS)
                if not application and (found := _APPLICATION.search(output.read_text(errors="replace"))):
                    application = found[0]
                    say(f"{job.name}: {application} as {job.user}")
                told = _tell(progress, told, say)
            _tell(progress, told, say)
        except KeyboardInterrupt:
            process.terminate()
            say(f"{job.name} goes on; `yarn application -kill {application}` ends it.")
            raise
        finally:
            with suppress(UsageError):
                hadoop.delete(progress)
        if process.returncode:
            say(_failure(job, application, output.read_text(errors="replace")))
        return 1 if process.returncode else 0


def _tell(progress: str, told: int, say: Say) -> int:
    """Passes on what the job has said since; gives the number of bytes that were read."""
    try:
        new = hadoop.tail(progress, told)
    except UsageError:
        # The job goes on while the NameNode restarts, and what it says meanwhile is read later.
        return told
    whole = new[: new.rfind(b"\n") + 1]
    for line in whole.decode("utf-8", "replace").splitlines():
        say(line)
    return told + len(whole)


def _failure(job: Job, application: str, output: str) -> str:
    errors = [line for line in output.splitlines() if line.startswith("Exception in thread")]
    if application and not any("finished with failed" not in line for line in errors):
        return f"{job.name} failed; `yarn logs -applicationId {application}` shows what its machines wrote."
    return f"{job.name} was not taken: {(errors or output.splitlines() or ['spark-submit said nothing'])[-1]}"


def _environment(job: Job) -> dict[str, str]:
    # By simple authentication a user is whoever is named here; with Kerberos the ticket decides, and this is ignored.
    return {**os.environ, "HADOOP_USER_NAME": job.user, "PYSPARK_PYTHON": sys.executable}
