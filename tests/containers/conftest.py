"""One cluster for all tests of a session: a coalition's first day by hand, and what Airflow does after it.

The files of tests follow each other by name, from the first start to the second.
"""

import subprocess
import sys

import pytest
import yaml
from tests.cluster.conftest import SHORT
from tests.conftest import REPOSITORY
from tests.containers.composed import FILE, composed, engine

SERVICES = list(yaml.safe_load(FILE.read_text())["services"])
DAG = "gcrm_demo"
BY_HAND = "2025-01-13"
# The first day of the schedule.
SCHEDULED = "2026-01-11"
# Mail is taken by a server of the test's in the client's container.
MAIL_PORT = 2525
ALERTS = {
    "ALERT_MAIL": "team@example.org",
    "ALERT_SMTP": f"smtp://client:{MAIL_PORT}/?disable_ssl=true&disable_tls=true&from_email=gcrm%40example.org",
}


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/containers" in str(item.path):
            item.add_marker(pytest.mark.containers)


def simulate(folder, *days):
    command = [sys.executable, "-m", "gcrm.cli.main", "simulate", "--out", str(folder), *days]
    subprocess.run(command, check=True, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    # Who is in the container is not who made the files.
    for path in [*folder.parents[:1], folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return {path for path in folder.rglob("*") if path.is_file() and "truth" not in path.parts}


@pytest.fixture(scope="session")
def landing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("delivered") / "landing"
    simulate(folder, "--members=200", "--days=13")
    return folder


@pytest.fixture(scope="session")
def cluster(landing):
    command = engine()
    if command is None:
        pytest.skip("neither `docker compose` nor `podman-compose` is there to run containers with")
    with composed(command, {"DELIVERIES": str(landing), "SCHEDULE_FROM": SCHEDULED, **ALERTS}) as running:
        running.wait_until_healthy(SERVICES)
        yield running


@pytest.fixture(scope="session")
def submitted(cluster):
    """What `gcrm submit` said of the day."""
    cluster.run("client", "sh", "-c", "hdfs dfs -put /deliveries/* /landing/demo/", user="steward")
    return cluster.run("client", "gcrm", "submit", "--coalition", "demo", "--date", BY_HAND, *SHORT)
