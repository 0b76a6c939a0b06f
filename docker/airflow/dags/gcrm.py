"""One DAG per coalition, made from what `gcrm plan --coalition X --schedule FOLDER` wrote; the folder is GCRM_PLANS."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.providers.smtp.notifications.smtp import SmtpNotifier
from airflow.sdk import DAG, DeadlineAlert, DeadlineReference, SyncCallback

# Who is told of failed tasks and late days; without an address Airflow's own pages tell it.
MAIL = os.environ.get("GCRM_ALERT_MAIL")


def failed(context: dict) -> None:
    """Tells of a task that is not tried again. A notifier is good for one mail: it replaces its own templates."""
    subject = "G-CRM: {{ ti.dag_id }}.{{ ti.task_id }} failed"
    SmtpNotifier(to=MAIL, subject=subject, html_content="Run {{ ti.run_id }}; Airflow has its log.")(context)


def deadline(hours: int) -> DeadlineAlert | None:
    """A day that is not done so long after it was due. Not after it was queued, by which days that are caught up with
    would not be late: of such a day Airflow 3.3.2 cannot clear a task any more."""
    late = {
        "to": MAIL,
        "subject": "G-CRM: {{ dag_run.dag_id }} of {{ (dag_run.logical_date or dag_run.run_after)[:10] }} is late",
        "html_content": f"It is not done {hours} hours after it was due.",
    }
    told = SyncCallback(SmtpNotifier, kwargs=late)
    return DeadlineAlert(DeadlineReference.DAGRUN_LOGICAL_DATE, timedelta(hours=hours), told) if MAIL else None


def coalition(plan: dict) -> DAG:
    """One task a job, each after those whose tables it reads."""
    dag = DAG(
        f"gcrm_{plan['coalition']}",
        description=f"{plan['title']}: deliveries to lists, every day",
        schedule=plan["schedule"],
        start_date=datetime.fromisoformat(plan["start_date"]),
        # Every day that was missed is run, one after the other: a day builds on the tables of the day before, and takes
        # what was delivered since.
        catchup=True,
        max_active_runs=1,
        deadline=deadline(plan["deadline_hours"]),
        default_args={
            "retries": 2,
            "retry_delay": timedelta(minutes=5),
            "pool": "cluster",
            "on_failure_callback": failed if MAIL else None,
        },
    )
    # Durable: a worker that dies while the application runs finds it again by its number.
    follow = {"deploy_mode": "cluster", "yarn_track_via_rm_api": True, "durable": True}
    tasks = {
        name: SparkSubmitOperator(task_id=name, dag=dag, **follow, **job["submit"])
        for name, job in plan["jobs"].items()
    }
    for name, job in plan["jobs"].items():
        tasks[name].set_upstream([tasks[other] for other in job["waits_for"]])
    return dag


for path in sorted(Path(os.environ["GCRM_PLANS"]).glob("*.json")):
    made = coalition(json.loads(path.read_text(encoding="utf-8")))
    globals()[made.dag_id] = made
