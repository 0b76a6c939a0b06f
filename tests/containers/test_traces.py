"""What is written beside the tables: pages and logs tell nobody who somebody is, and old ones are taken away."""

import re

from tests.cluster.people import personal
from tests.containers.conftest import DAG
from tests.containers.pages import Airflow, applications, history


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
