"""The cluster as it comes up, and a day that is handed to it."""

from tests.containers.conftest import SERVICES


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
