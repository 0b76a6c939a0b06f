"""Airflow does days for real: by `dags test`, on its schedule, with a worker and a ResourceManager that die."""

import json
import re
from datetime import date, timedelta

from tests.containers.conftest import BY_HAND, DAG, MAIL_PORT, SCHEDULED, simulate
from tests.containers.pages import Airflow, applications, ingests, wait_for

# A day that the schedule has not come to.
BY_AIRFLOW = "2026-02-01"


def sold_until(cluster):
    said = cluster.sql("SELECT concat('until ', max(to_date(sold_at))) AS day FROM silver.transactions")
    return date.fromisoformat(re.findall(r"until ([\d-]{10})", said)[-1])


def state(cluster, application):
    return next(app["state"] for app in applications(cluster) if app["id"] == application)


def test_airflow_does_the_next_day(submitted, cluster, landing):
    assert submitted
    before = {path for path in landing.rglob("*") if path.is_file()}
    for path in sorted(simulate(landing, "--append", "--days=1") - before):
        inside = path.relative_to(landing)
        cluster.run("client", "hdfs", "dfs", "-mkdir", "-p", f"/landing/demo/{inside.parent}", user="steward")
        cluster.run("client", "hdfs", "dfs", "-put", f"/deliveries/{inside}", f"/landing/demo/{inside}", user="steward")
    known = sold_until(cluster)
    # Without alerts, for `dags test` of Airflow 3.3.2 stumbles over a deadline.
    cluster.run("airflow-scheduler", "env", "GCRM_ALERT_MAIL=", "airflow", "dags", "test", DAG, BY_AIRFLOW)
    states = cluster.run("airflow-scheduler", "airflow", "tasks", "states-for-dag-run", DAG, BY_AIRFLOW)
    assert states.count("success") == 7
    assert known < sold_until(cluster) == date.fromisoformat(BY_HAND) + timedelta(days=1)


def test_a_worker_that_dies_finds_its_application_again(submitted, cluster):
    assert submitted
    airflow = Airflow(cluster)
    before = len(applications(cluster))
    airflow.pause(DAG, False)
    try:
        wait_for("the schedule's first application", lambda: len(applications(cluster)) > before)
        wait_for("it to be followed", lambda: airflow.task(DAG, "ingest").get("state") == "running")
        first = applications(cluster)[before]["id"]
        cluster.kill("airflow-scheduler")
        wait_for("it to end unwatched", lambda: state(cluster, first) == "FINISHED")
        cluster.start("airflow-scheduler")
        done = wait_for(
            "the task to be done", lambda: (t := airflow.task(DAG, "ingest")).get("state") == "success" and t
        )
    finally:
        airflow.pause(DAG, True)
    assert done["dag_run_id"].startswith(f"scheduled__{SCHEDULED}")
    assert first in airflow.log(DAG, done)
    assert ingests(cluster)[-1] == first
    assert len([app for app in applications(cluster)[before:] if "ingest" in app["name"]]) == 1


def test_a_task_that_is_cleared_runs_again_and_outlives_the_resourcemanager(submitted, cluster):
    assert submitted
    airflow, before, missed = Airflow(cluster), ingests(cluster), "Transient YARN RM REST API failure"
    cleared = airflow.task(DAG, "ingest")
    assert cleared["state"] == "success"
    airflow.clear(DAG, cleared["dag_run_id"], "ingest")
    airflow.pause(DAG, False)
    try:
        again = wait_for("another application", lambda: ingests(cluster)[len(before) :])
        wait_for("it to be followed", lambda: again[0] in airflow.log(DAG, airflow.task(DAG, "ingest")))
        # One that first looks for the ResourceManager while it is away never finds it: YARN gives it up after a while.
        wait_for("it to run", lambda: state(cluster, again[0]) == "RUNNING")
    finally:
        airflow.pause(DAG, True)
    cluster.kill("resourcemanager")
    # Up again at once, it would not be missed: who follows asks every ten seconds.
    wait_for("it to be missed", lambda: missed in airflow.log(DAG, airflow.task(DAG, "ingest")))
    cluster.start("resourcemanager")
    done = wait_for("the task to be done", lambda: (t := airflow.task(DAG, "ingest")).get("state") == "success" and t)
    assert done["dag_run_id"] == cleared["dag_run_id"]
    assert ingests(cluster) == [*before, *again]


def test_who_is_named_is_told_once_of_a_task_that_failed_and_a_day_that_is_late(cluster):
    server = f"python3 -u -m smtpd -n -c DebuggingServer 0.0.0.0:{MAIL_PORT} >/tmp/mail 2>&1 &"
    cluster.run("client", "sh", "-c", server)
    # Like a coalition's, but for a job that cannot be submitted and is late at once.
    fails = {"application": "/nowhere.py", "name": "alarm", "retries": 0}
    plan = {
        "coalition": "alarm",
        "title": "Alarm",
        "schedule": "@once",
        "start_date": SCHEDULED,
        "deadline_hours": 0,
        "jobs": {"fails": {"waits_for": [], "submit": fails}},
    }
    cluster.run("airflow-processor", "sh", "-c", 'echo "$1" > /data/plans/alarm.json', "sh", json.dumps(plan))
    airflow = Airflow(cluster)
    wait_for("the DAG", lambda: airflow.get("dags/gcrm_alarm").get("dag_id"))
    airflow.pause("gcrm_alarm", False)
    wait_for("the task to fail", lambda: airflow.task("gcrm_alarm", "fails").get("state") == "failed")

    def subjects():
        return sorted(re.findall(r"Subject: ([^'\"\n]+)", cluster.run("client", "cat", "/tmp/mail")))

    told = wait_for("two mails", lambda: (found := subjects())[1:] and found)
    assert told == ["G-CRM: gcrm_alarm of 2026-01-11 is late", "G-CRM: gcrm_alarm.fails failed"]
