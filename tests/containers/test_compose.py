"""The whole cluster in containers: healthy, days by hand and by Airflow, SQL without the vault, volumes that stay.

The tests follow each other on one cluster, from its first start to the second.
"""

import json
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
import yaml
from tests.cluster.conftest import SHORT
from tests.cluster.people import personal
from tests.conftest import REPOSITORY
from tests.containers.composed import FILE, composed, engine
from tests.containers.pages import Airflow, applications, history, remembered, wait_for

pytestmark = pytest.mark.containers
SERVICES = list(yaml.safe_load(FILE.read_text())["services"])
DAG = "gcrm_demo"
BY_HAND = "2025-01-13"
# Of the schedule: its first day, and another that it has not come to.
SCHEDULED, BY_AIRFLOW = "2026-01-11", "2026-02-01"
# Mail is taken by a server of the test's in the client's container.
MAIL_PORT = 2525
ALERTS = {
    "ALERT_MAIL": "team@example.org",
    "ALERT_SMTP": f"smtp://client:{MAIL_PORT}/?disable_ssl=true&disable_tls=true&from_email=gcrm%40example.org",
}


def simulate(folder, *days):
    command = [sys.executable, "-m", "gcrm.cli.main", "simulate", "--out", str(folder), *days]
    subprocess.run(command, check=True, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    # Who is in the container is not who made the files.
    for path in [*folder.parents[:1], folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return {path for path in folder.rglob("*") if path.is_file() and "truth" not in path.parts}


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("delivered") / "landing"
    simulate(folder, "--members=200", "--days=13")
    return folder


@pytest.fixture(scope="module")
def cluster(landing):
    command = engine()
    if command is None:
        pytest.skip("neither `docker compose` nor `podman-compose` is there to run containers with")
    with composed(command, {"DELIVERIES": str(landing), "SCHEDULE_FROM": SCHEDULED, **ALERTS}) as running:
        running.wait_until_healthy(SERVICES)
        yield running


@pytest.fixture(scope="module")
def submitted(cluster):
    """What `gcrm submit` said of the day."""
    cluster.run("client", "sh", "-c", "hdfs dfs -put /deliveries/* /landing/demo/", user="steward")
    return cluster.run("client", "gcrm", "submit", "--coalition", "demo", "--date", BY_HAND, *SHORT)


@pytest.fixture(scope="module")
def key(cluster):
    return cluster.run("client", "hdfs", "dfs", "-cat", "/vault/demo/key", user="steward").strip().splitlines()[-1]


def test_nobody_is_root(cluster):
    assert {cluster.run(name, "id", "-u").split()[-1] for name in SERVICES} == {"1000", "1001"}


def test_every_port_is_this_machines_alone(cluster):
    assert cluster.published() == {f"127.0.0.1:{port}" for port in cluster.ports.values()}


def test_secrets_are_made_here_and_are_their_users_alone(cluster):
    listed = cluster.run("airflow-api", "stat", "-c", "%a %U %n", "/secrets", "/secrets/pgpass", "/secrets/admin.json")
    assert "700 gcrm /secrets\n600 gcrm /secrets/pgpass\n600 gcrm /secrets/admin.json" in listed


def test_the_day_is_submitted_and_done(submitted, cluster):
    assert submitted.count("Done in ") == 2
    assert "21 of 21 tables" in cluster.run("client", "gcrm", "status", "--coalition", "demo")
    applications = cluster.run("history", "curl", "-s", "http://localhost:18080/api/v1/applications")
    assert '"name" : "gcrm demo ingest"' in applications


def test_analysts_read_tables_and_their_comments(submitted, cluster):
    assert submitted
    schemas = cluster.sql("SHOW SCHEMAS")
    assert all(f" {name} " in schemas for name in ("silver", "marts", "publish"))
    assert " vault " not in schemas
    assert "n_members" in cluster.sql("SELECT * FROM marts.area_power LIMIT 1")
    assert "Pseudonym of the member" in cluster.sql("DESCRIBE silver.transactions")


SCRIPT = (
    "SELECT TRANSFORM(x) USING 'HADOOP_USER_NAME=steward hdfs dfs -cat /vault/demo/key' AS (k) FROM VALUES (1) t(x)"
)
REFLECT = "SELECT {}('java.lang.System', 'setProperty', 'HADOOP_USER_NAME', 'steward')"


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("SELECT * FROM delta.`hdfs:///vault/demo/programme_members`", "TABLE_OR_VIEW_NOT_FOUND"),
        ("CREATE TABLE peek USING delta LOCATION 'hdfs:///vault/demo/programme_members'", "answers queries"),
        ("CREATE TEMPORARY VIEW peek USING text OPTIONS (path 'hdfs:///landing/demo/programme')", "answers queries"),
        ("INSERT INTO marts.area_power SELECT * FROM marts.area_power", "answers queries"),
        ("SET spark.sql.runSQLOnFiles=true", "cannot be set here"),
        ("ADD JAR hdfs:///tmp/any.jar", "answers queries"),
        ("CREATE FUNCTION f AS 'org.apache.hadoop.hive.ql.udf.generic.GenericUDFReflect'", "answers queries"),
        (SCRIPT, "TRANSFORM runs a program"),
        (f"SELECT count(*) FROM (SELECT 1 AS a) WHERE a IN (SELECT k FROM ({SCRIPT}))", "TRANSFORM runs a program"),
        *((REFLECT.format(name), "UNRESOLVED_ROUTINE") for name in ("reflect", "java_method", "try_reflect")),
    ],
)
def test_nobody_reads_the_vault_or_writes_whatever_name_he_gives(submitted, cluster, key, statement, refusal):
    assert submitted
    for name in ("analyst", "steward"):
        said = cluster.sql(statement, name, check=False)
        assert refusal in said
        assert key not in said


def test_past_the_server_the_vault_is_refused_to_its_user_by_hdfs(submitted, cluster):
    assert submitted
    said = cluster.run("sql", "hdfs", "dfs", "-ls", "/vault/demo", check=False)
    assert "Permission denied: user=analyst" in said


def sold_until(cluster):
    said = cluster.sql("SELECT concat('until ', max(to_date(sold_at))) AS day FROM silver.transactions")
    return date.fromisoformat(re.findall(r"until ([\d-]{10})", said)[-1])


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
    assert sold_until(cluster) == known + timedelta(days=1)


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
        wait_for("it to end unwatched", lambda: applications(cluster)[before]["state"] == "FINISHED")
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


def ingests(cluster):
    return [app["id"] for app in applications(cluster) if "ingest" in app["name"]]


def test_a_task_that_is_cleared_runs_again_and_outlives_the_resourcemanager(submitted, cluster):
    assert submitted
    airflow, before = Airflow(cluster), ingests(cluster)
    cleared = airflow.task(DAG, "ingest")
    assert cleared["state"] == "success"
    airflow.clear(DAG, cleared["dag_run_id"], "ingest")
    airflow.pause(DAG, False)
    try:
        again = wait_for("another application", lambda: ingests(cluster)[len(before) :])
        wait_for("it to be followed", lambda: again[0] in airflow.log(DAG, airflow.task(DAG, "ingest")))
    finally:
        airflow.pause(DAG, True)
    cluster.kill("resourcemanager")
    cluster.start("resourcemanager")
    done = wait_for("the task to be done", lambda: (t := airflow.task(DAG, "ingest")).get("state") == "success" and t)
    assert done["dag_run_id"] == cleared["dag_run_id"]
    assert ingests(cluster) == [*before, *again]
    assert "Transient YARN RM REST API failure" in airflow.log(DAG, done)


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


def test_old_logs_are_taken_away(submitted, cluster):
    assert submitted

    def listed():
        return set(re.findall(r"/yarn/logs/\S+/application_\d+_\d+", cluster.run("install", "sh", "-c", ls)))

    ls = "hdfs dfs -ls -d '/yarn/logs/*/*/*/application_*'"
    before = listed()
    old = min(before)
    assert len(before) > 2
    cluster.run("install", "hdfs", "dfs", "-touch", "-m", "-t", "20250101:000000", old)
    cluster.run("install", "trim-logs", "14")
    assert listed() == before - {old}


def test_the_history_server_may_take_away_what_others_left(cluster):
    place = "/spark-history/left"
    cluster.run("client", "hdfs", "dfs", "-touchz", place, user="steward")
    assert "Permission denied" in cluster.run("client", "hdfs", "dfs", "-rm", place, user="analyst", check=False)
    cluster.run("history", "hdfs", "dfs", "-rm", "-skipTrash", place)


def test_no_page_tells_a_secret_or_who_somebody_is(submitted, cluster, landing):
    assert submitted
    planted = personal(landing)
    assert len(planted) > 500
    cat = "for name in fernet jwt api pgpass; do cat /secrets/$name; echo; done; cut -d: -f5 /secrets/pgpass"
    held = cluster.run("airflow-api", "sh", "-c", cat)
    held += cluster.run("client", "hdfs", "dfs", "-cat", "/vault/demo/key", user="steward")
    secrets = {line.strip() for line in held.splitlines() if re.fullmatch(r"[\w=-]{32,}", line.strip())}
    assert len(secrets) == 5
    planted |= secrets
    pages = {"history": history(cluster), "Airflow": Airflow(cluster).everything(DAG)}
    assert "silver.members" in pages["history"] or "silver/members" in pages["history"]
    assert applications(cluster)[0]["id"] in pages["history"]
    assert "spark-submit" in pages["Airflow"]
    for place, text in pages.items():
        found = [one for one in planted if one in text]
        assert not found, f"{place} shows {len(found)} of {len(planted)} secrets, names, phones, e-mails and cards"


def kept(cluster):
    """What must be the same after `down` and `up`, by where it is kept."""
    first = ingests(cluster)[0]
    logs = cluster.run("client", "yarn", "logs", "-applicationId", first, user="steward")
    return {
        "tables": cluster.run("client", "gcrm", "show", "marts.area_power", "--coalition", "demo"),
        "applications": {app["id"] for app in applications(cluster)},
        "history": remembered(cluster),
        "logs": sorted(line for line in logs.splitlines() if line.startswith("LogLength")),
        "runs": Airflow(cluster).runs(DAG),
        "password": cluster.run("airflow-api", "cat", "/secrets/admin.json"),
        "first day": cluster.run("airflow-init", "cat", "/data/first-day"),
    }


def test_what_was_done_outlives_the_containers(submitted, cluster):
    assert submitted
    before = kept(cluster)
    assert all(before.values())
    cluster.down()
    assert not cluster.published()
    cluster.up()
    cluster.wait_until_healthy(SERVICES)
    wait_for("the history to be read", lambda: remembered(cluster) == before["history"])
    assert kept(cluster) == before


def test_a_coalition_that_is_no_longer_named_is_no_longer_scheduled(cluster):
    # The restart before has found that of the alarms.
    assert cluster.run("airflow-init", "ls", "/data/plans").split() == ["demo", "demo.json"]
