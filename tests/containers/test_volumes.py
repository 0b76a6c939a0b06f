"""What was done outlives the containers; the last tests, for they start the cluster anew."""

from tests.containers.conftest import DAG, SERVICES
from tests.containers.pages import Airflow, applications, ingests, remembered, wait_for


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
    wait_for("the history to be read", lambda: remembered(cluster) >= before["history"])
    assert kept(cluster) == before


def test_a_coalition_that_is_no_longer_named_is_no_longer_scheduled(cluster):
    # The restart before has found that of the alarms.
    assert cluster.run("airflow-init", "ls", "/data/plans").split() == ["demo", "demo.json"]
