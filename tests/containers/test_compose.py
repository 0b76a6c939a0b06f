"""The whole cluster in containers: healthy, days by hand and by Airflow, SQL without the vault, volumes that stay.

The tests follow each other on one cluster, from its first start to the second.
"""

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
from tests.containers.pages import Airflow, applications, history, wait_for

pytestmark = pytest.mark.containers
SERVICES = list(yaml.safe_load(FILE.read_text())["services"])
DAG = "gcrm_demo"
BY_HAND = "2025-01-13"
# Of the schedule: its first day, and another that it has not come to.
SCHEDULED, BY_AIRFLOW = "2026-01-01", "2026-02-01"


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
    with composed(command, landing) as running:
        running.wait_until_healthy(SERVICES)
        yield running


@pytest.fixture(scope="module")
def submitted(cluster):
    """What `gcrm submit` said of the day."""
    cluster.run("client", "sh", "-c", "hdfs dfs -put /deliveries/* /landing/demo/", user="steward")
    return cluster.run("client", "gcrm", "submit", "--coalition", "demo", "--date", BY_HAND, *SHORT)


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


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("SELECT * FROM delta.`hdfs:///vault/demo/programme_members`", "TABLE_OR_VIEW_NOT_FOUND"),
        ("CREATE TABLE peek USING delta LOCATION 'hdfs:///vault/demo/programme_members'", "user=analyst"),
        ("CREATE TABLE peek USING text LOCATION 'hdfs:///landing/demo/programme'", "user=analyst"),
        ("INSERT INTO marts.area_power SELECT * FROM marts.area_power", "user=analyst"),
    ],
)
def test_nobody_reads_the_vault_or_writes_whatever_name_he_gives(submitted, cluster, statement, refusal):
    assert submitted
    for name in ("analyst", "steward", "hadoop"):
        said = cluster.sql(statement, name, check=False)
        assert refusal in said
        assert refusal != "user=analyst" or "Permission denied" in said


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
    cluster.run("airflow-scheduler", "airflow", "dags", "test", DAG, BY_AIRFLOW)
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
    told = airflow.text(f"dags/{DAG}/dagRuns/{done['dag_run_id']}/taskInstances/ingest/logs/{done['try_number']}")
    assert first in told
    names = [app["name"] for app in applications(cluster)[before:]]
    assert len([name for name in names if "ingest" in name]) == 1


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


def test_tables_outlive_the_containers(submitted, cluster):
    assert submitted
    before = cluster.run("client", "gcrm", "show", "marts.area_power", "--coalition", "demo")
    cluster.down()
    assert not cluster.published()
    cluster.up()
    cluster.wait_until_healthy(SERVICES)
    assert cluster.run("client", "gcrm", "show", "marts.area_power", "--coalition", "demo") == before
