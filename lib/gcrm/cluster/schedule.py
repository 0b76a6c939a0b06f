"""What a scheduler needs to run a coalition's jobs every day: which waits for which, and how each is submitted."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gcrm.cluster import submit
from gcrm.core.config import Cluster
from gcrm.core.errors import UsageError

BUSINESS_DATE = "{{ ds }}"  # which Airflow replaces by the day of the run


def write(
    folder: Path, coalition: str, title: str, jobs: Sequence[tuple[submit.Job, list[str]]], cluster: Cluster, conf: Path
) -> Path:
    """Writes `<coalition>.json` into the folder, and beside it what the jobs take along; gives the file's path.

    `jobs` are (job, names of those it waits for). Raises UsageError where the environment names no schedule.
    """
    if cluster.schedule is None:
        raise UsageError("The environment names no schedule; give cron and start_date under cluster.schedule.")
    shipment = submit.ship(conf, folder / coalition)
    plan = {
        "coalition": coalition,
        "title": title,
        "schedule": cluster.schedule.cron,
        "start_date": cluster.schedule.start_date.isoformat(),
        "deadline_hours": cluster.schedule.deadline_hours,
        "jobs": {job.jobs[0]: {"waits_for": waits, "submit": _operator(job, cluster, shipment)} for job, waits in jobs},
    }
    path = folder / f"{coalition}.json"
    path.write_text(json.dumps(plan, indent=1) + "\n", encoding="utf-8")
    return path


def _operator(job: submit.Job, cluster: Cluster, shipment: submit.Shipment) -> Mapping[str, Any]:
    """Arguments of Airflow's SparkSubmitOperator."""
    # Master and deploy mode are Airflow's to say, for it follows the application by them.
    own = ("spark.master", "spark.submit.deployMode", "spark.app.name", "spark.yarn.queue")
    return {
        "application": str(job.file),
        "application_args": [*job.arguments, "--date", BUSINESS_DATE],
        "name": job.name,
        "conf": {key: value for key, value in submit.settings(job, cluster).items() if key not in own},
        "archives": shipment.archives(cluster),
        "py_files": shipment.code,
        "files": shipment.log,
        "yarn_queue": cluster.queue,
        "env_vars": {"HADOOP_USER_NAME": job.user},
    }
