"""What a scheduler needs to run a coalition's jobs every day: which waits for which, and how each is submitted."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from gcrm.cluster import submit
from gcrm.cluster.settings import Cluster
from gcrm.core.errors import UsageError


def write(
    folder: Path,
    coalition: str,
    title: str,
    jobs: Sequence[tuple[submit.Job, list[str]]],
    cluster: Cluster,
    conf: Path,
    since: date | None = None,
) -> Path:
    """Writes `<coalition>.json` into the folder, and beside it what the jobs take along; gives the file's path.

    `jobs` are (job, names of those it waits for); `since` is the first day, where it is not the configured one.
    Raises UsageError where the environment names no schedule.
    """
    if cluster.schedule is None:
        raise UsageError("The environment names no schedule; give cron and start_date under cluster.schedule.")
    shipment = submit.Shipment(folder / coalition)
    plan = {
        "coalition": coalition,
        "title": title,
        "schedule": cluster.schedule.cron,
        "start_date": (since or cluster.schedule.start_date).isoformat(),
        "deadline_hours": cluster.schedule.deadline_hours,
        "jobs": {job.jobs[0]: {"waits_for": waits, "submit": _operator(job, cluster, shipment)} for job, waits in jobs},
    }
    path = folder / f"{coalition}.json"
    shipment.folder.mkdir(parents=True, exist_ok=True)
    # The scheduler reads these at any time: each file is the whole old one or the whole new one, the plan comes last.
    with tempfile.TemporaryDirectory(prefix=".", dir=folder) as scratch:
        for file in submit.ship(conf, Path(scratch) / "shipment").folder.iterdir():
            file.replace(shipment.folder / file.name)
        written = Path(scratch) / path.name
        written.write_text(json.dumps(plan, indent=1) + "\n", encoding="utf-8")
        written.replace(path)
    return path


def _operator(job: submit.Job, cluster: Cluster, shipment: submit.Shipment) -> Mapping[str, Any]:
    """Arguments of Airflow's SparkSubmitOperator."""
    # Master, deploy mode and who waits are Airflow's to say, for it follows the application by them.
    own = (
        "spark.master",
        "spark.submit.deployMode",
        "spark.app.name",
        "spark.yarn.queue",
        "spark.yarn.submit.waitAppCompletion",
    )
    return {
        "application": str(job.file),
        # Without a date: a run brings everything up to date that was delivered, as of the latest day of it. Of several
        # days that were missed the first does what there is to do, and the others find it done.
        "application_args": list(job.arguments),
        "name": job.name,
        "conf": {key: value for key, value in submit.settings(job, cluster).items() if key not in own},
        "archives": shipment.archives(cluster),
        "py_files": shipment.code,
        "files": shipment.log,
        "yarn_queue": cluster.queue,
        "env_vars": {"HADOOP_USER_NAME": job.user},
    }
