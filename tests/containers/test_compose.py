"""The whole cluster in containers: healthy, a day by hand and by Airflow, SQL without the vault, volumes that stay.

The tests follow each other on one cluster, from its first start to the second.
"""

import subprocess
import sys

import pytest
import yaml
from tests.cluster.conftest import SHORT
from tests.conftest import REPOSITORY
from tests.containers.composed import FILE, composed, engine

pytestmark = pytest.mark.containers
SERVICES = list(yaml.safe_load(FILE.read_text())["services"])
LAST_DAY = "2025-01-14"


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("delivered") / "landing"
    command = [sys.executable, "-m", "gcrm.cli.main", "simulate", "--out", str(folder), "--members=200", "--days=14"]
    subprocess.run(command, check=True, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    # Who is in the container is not who made the files.
    for path in [*folder.parents[:1], folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
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
def submitted(cluster, landing):
    """What `gcrm submit` said of the day."""
    folders = [f"/deliveries/{path.name}" for path in landing.iterdir() if path.name != "truth"]
    cluster.run("client", "hdfs", "dfs", "-put", *folders, "/landing/demo/", user="steward")
    return cluster.run("client", "gcrm", "submit", "--coalition", "demo", "--date", LAST_DAY, *SHORT)


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
    assert '"name" : "gcrm run demo"' in applications


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


def test_airflow_runs_a_day_as_it_is_scheduled(submitted, cluster):
    assert submitted
    assert "gcrm_demo" in cluster.run("airflow-scheduler", "airflow", "dags", "list")
    cluster.run("airflow-scheduler", "airflow", "dags", "test", "gcrm_demo", "2026-01-02")
    states = cluster.run("airflow-scheduler", "airflow", "tasks", "states-for-dag-run", "gcrm_demo", "2026-01-02")
    assert states.count("success") == 7


def test_tables_outlive_the_containers(submitted, cluster):
    assert submitted
    before = cluster.run("client", "gcrm", "show", "marts.area_power", "--coalition", "demo")
    cluster.down()
    assert not cluster.published()
    cluster.up()
    cluster.wait_until_healthy(SERVICES)
    assert cluster.run("client", "gcrm", "show", "marts.area_power", "--coalition", "demo") == before
