"""The cluster as it comes up, and a day that is handed to it."""

import re

from tests.containers.conftest import SERVICES
from tests.containers.pages import applications, wait_for


def test_nobody_is_root(cluster):
    assert {cluster.run(name, "id", "-u").split()[-1] for name in SERVICES} == {"1000", "1001"}


def test_every_port_is_this_machines_alone(cluster):
    assert cluster.published() == {f"127.0.0.1:{port}" for port in cluster.ports.values()}


def test_secrets_are_made_here_and_are_their_users_alone(cluster):
    listed = cluster.run("airflow-api", "stat", "-c", "%a %U %n", "/secrets", "/secrets/pgpass", "/secrets/admin.json")
    assert "700 gcrm /secrets\n600 gcrm /secrets/pgpass\n600 gcrm /secrets/admin.json" in listed


def test_the_day_is_submitted_and_done(submitted, cluster):
    assert submitted.count("Done in ") == 2
    assert re.search(r"(\d+) of \1 tables", cluster.run("client", "gcrm", "status", "--coalition", "demo"))
    shown = cluster.run("history", "curl", "-s", "http://localhost:18080/api/v1/applications")
    assert '"name" : "gcrm demo ingest"' in shown


def test_what_the_namenode_knows_is_written_down_beside_its_changes(cluster):
    def images():
        # The first, of number zero, is the empty one of the format.
        listed = cluster.run("secondarynamenode", "ls", "/data/checkpoint/current", check=False)
        return re.findall(r"fsimage_0*[1-9]\d*$", listed, re.MULTILINE)

    assert wait_for("an image with changes", images)


def test_a_web_page_in_a_browser_of_this_machine_neither_writes_nor_kills(submitted, cluster):
    assert submitted
    path = cluster.run("client", "hdfs", "dfs", "-ls", "-C", "-R", "/landing/demo", user="steward").split()[-1]
    first = applications(cluster)[0]["id"]
    for method, url in (
        ("POST", f"http://namenode:9870/webhdfs/v1{path}?op=TRUNCATE&newlength=0&user.name=steward"),
        ("PUT", f"http://resourcemanager:8088/ws/v1/cluster/apps/{first}/state"),
    ):
        said = cluster.run("client", "curl", "-si", "-A", "Mozilla/5.0", "-X", method, url)
        assert "Missing Required Header for CSRF Vulnerability Protection" in said
