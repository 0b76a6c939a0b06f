"""Hands a job to YARN by spark-submit, tells what it tells while it runs, and ends as it ends."""

import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from gcrm.cluster import archives, yarn
from gcrm.cluster.settings import Cluster
from gcrm.core.errors import UsageError
from gcrm.core.running.progress import VARIABLE
from gcrm.core.storage import hadoop, streams
from gcrm.core.storage.jars import jars_folder
from gcrm.core.storage.session import FIXED, connect
from gcrm.vault.keys import VARIABLE as KEY_VARIABLE

Say = Callable[[str], None]
_LOG = "gcrm-log4j2.properties"
_APPLICATION = re.compile(r"application_\d+_\d+")
# Spark's words for an application that began, and did not end well.
_ENDED = re.compile("finished with failed|is killed|final status .* is undefined")
_LOST = "Failed to contact YARN for application"  # by which Spark gives up following, whatever becomes of it
_LOOK_SECONDS = 1.0
_DEBUG = "GCRM_DEBUG"


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
    # Who comes with a keytab asks with it.
    kerberos = {key: value for key, value in spark.items() if key.startswith("spark.kerberos.")}
    connect({"spark.master": "local[1]", "spark.ui.enabled": "false", **kerberos})
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
    logging = f"-Dlog4j2.configurationFile={_LOG}"
    return {
        **job.spark,
        **FIXED,
        **_own(job.name, cluster),
        "spark.driver.extraJavaOptions": f"{job.spark.get('spark.driver.extraJavaOptions', '')} {logging}".strip(),
        "spark.executor.extraJavaOptions": f"{job.spark.get('spark.executor.extraJavaOptions', '')} {logging}".strip(),
    }


def require_free(given: Iterable[str], cluster: Cluster) -> None:
    """Raises UsageError for a setting of Spark that is not the user's to give, for what he gave would be lost."""
    for key in given:
        if key.endswith(KEY_VARIABLE):
            raise UsageError(
                f"--spark {key} would be read by whoever lists processes; on a cluster the vault's key lies in the "
                "vault, where `gcrm install` puts it."
            )
        if key in FIXED or key in _own("", cluster):
            other = " give cluster.queue in conf/env" if key == "spark.yarn.queue" else ""
            raise UsageError(f"--spark {key} cannot be given: G-CRM sets it itself{';' if other else ''}{other}.")


def _own(name: str, cluster: Cluster) -> dict[str, str]:
    """Where and as what a job runs."""
    python = "./environment/bin/python"
    return {
        "spark.master": "yarn",
        "spark.submit.deployMode": "cluster",
        "spark.app.name": name,
        "spark.yarn.queue": cluster.queue,
        "spark.yarn.archive": f"{cluster.home}/{archives.names().spark}",
        "spark.yarn.stagingDir": cluster.staging,
        "spark.yarn.submit.waitAppCompletion": "true",
        "spark.pyspark.python": python,
        "spark.yarn.appMasterEnv.PYSPARK_PYTHON": python,
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
        more = {f"spark.yarn.appMasterEnv.{name}": value for name, value in passed_on(progress).items()}
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
            say(_left(job, application))
            raise
        if process.returncode < 0:
            say(_left(job, application))
            return 1
        said = output.read_text(errors="replace")
        if _LOST not in said:  # who goes on goes on telling
            with suppress(UsageError):
                hadoop.delete(progress)
        if process.returncode:
            say(failure(job, application, said))
        return 1 if process.returncode else 0


def passed_on(progress: str) -> dict[str, str]:
    """The driver's environment: where it tells how it goes, and whether it shall tell more."""
    debug = os.environ.get(_DEBUG)
    return {VARIABLE: progress, **({_DEBUG: debug} if debug else {})}


def _left(job: Job, application: str) -> str:
    """What becomes of a job that is followed no more."""
    if not application:
        return f"{job.name} may have been handed over; `yarn application -list` tells."
    return f"{job.name} goes on; `{_as_owner(job, f'yarn application -kill {application}')}` ends it."


def _as_owner(job: Job, line: str) -> str:
    """The command as the user whose application it is, for YARN tells others nothing of it."""
    return f"HADOOP_USER_NAME={job.user} {line}"


def _tell(progress: str, told: int, say: Say) -> int:
    """Passes on what the job has said since; gives the number of bytes that were read."""
    try:
        new = streams.tail(progress, told)
    except UsageError:
        # The job goes on while the NameNode restarts, and what it says meanwhile is read later.
        return told
    whole = new[: new.rfind(b"\n") + 1]
    for line in whole.decode("utf-8", "replace").splitlines():
        say(line)
    return told + len(whole)


def failure(job: Job, application: str, output: str) -> str:
    """Why a submission ended badly, by what spark-submit wrote."""
    if application and _LOST in output:
        return f"YARN does not answer any more. {_left(job, application)}"
    errors = [line for line in output.splitlines() if line.startswith("Exception in thread")]
    ended = next((word for line in errors if (word := _ENDED.search(line))), None)
    if application and (ended or not errors):
        how = "was killed" if ended and ended[0] == "is killed" else "failed"
        logs = _as_owner(job, f"yarn logs -applicationId {application}")
        return f"{job.name} {how}; `{logs}` shows what its machines wrote."
    return f"{job.name} was not taken: {(errors or output.splitlines() or ['spark-submit said nothing'])[-1]}"


def _environment(job: Job) -> dict[str, str]:
    # By simple authentication a user is whoever is named here; with Kerberos the ticket decides, and this is ignored.
    return {**os.environ, "HADOOP_USER_NAME": job.user, "PYSPARK_PYTHON": sys.executable}
