"""What docker/ promises and can be read from its files: who may reach the cluster, what is pinned, what is watched."""

import re

import pytest
import yaml
from tests.conftest import REPOSITORY

DOCKER = REPOSITORY / "docker"
COMPOSE = yaml.safe_load((DOCKER / "compose.yml").read_text())
SERVICES = COMPOSE["services"]
TARGETS = [service["build"]["target"] for service in SERVICES.values() if "build" in service]
ENVIRONMENT = dict(
    line.split("=", 1) for line in (DOCKER / ".env").read_text().splitlines() if line and not line.startswith("#")
)


def test_the_services_are_those_that_are_promised():
    hdfs = {"namenode", "secondarynamenode", "datanode-1", "datanode-2"}
    yarn = {"resourcemanager", "nodemanager-1", "nodemanager-2"}
    airflow = {"database", "airflow-api", "airflow-scheduler", "airflow-processor"}
    assert set(SERVICES) == {*hdfs, *yarn, *airflow, "install", "airflow-init", "client", "history", "sql"}


def test_every_port_is_bound_to_this_machine_unless_somebody_says_otherwise():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(ports) == 5
    assert all(re.fullmatch(r"\$\{BIND\}:\$\{\w+_PORT\}:\d+", port) for port in ports)
    assert ENVIRONMENT["BIND"] == "127.0.0.1"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_runs_is_watched_and_started_again(name):
    assert SERVICES[name]["restart"] == "unless-stopped"
    # Docker rotates what a service writes only where a size is given.
    assert SERVICES[name]["logging"]["options"]["max-size"]
    assert SERVICES[name]["healthcheck"]["test"]


def test_who_waits_waits_for_health():
    waits = [how for service in SERVICES.values() for how in service.get("depends_on", {}).values()]
    assert waits
    assert all(how == {"condition": "service_healthy"} for how in waits)


def test_who_fetches_packages_is_given_the_time():
    assert all(SERVICES[name]["healthcheck"]["start_period"] == "30m" for name in ("install", "airflow-init"))


def test_what_must_outlive_a_container_lies_in_a_volume():
    for name, folder in {
        "namenode": "/data",
        "datanode-1": "/data",
        "datanode-2": "/data",
        "resourcemanager": "/data",
        "database": "/data",
        "airflow-scheduler": "/data",
    }.items():
        mounted = dict(volume.split(":") for volume in SERVICES[name]["volumes"])
        assert folder in mounted.values(), name
        assert set(mounted) <= set(COMPOSE["volumes"])


def test_nothing_is_taken_from_a_registry_but_debian():
    images = {service["image"] for service in SERVICES.values()}
    assert sorted(images) == sorted(f"${{IMAGES}}-{target}" for target in TARGETS)
    assert ENVIRONMENT["IMAGES"].startswith("localhost/")
    stages, known = re.findall(r"^FROM (\S+) AS (\S+)$", (DOCKER / "Dockerfile").read_text(), re.M), set()
    for source, stage in stages:
        assert source in {"debian:bookworm-slim", *known}
        known.add(stage)
    assert set(TARGETS) <= known


def test_what_runs_is_not_root():
    stages = re.split(r"^FROM ", (DOCKER / "Dockerfile").read_text(), flags=re.M)[1:]
    users = {re.match(r"\S+ AS (\S+)", text)[1]: re.findall(r"^USER (\S+)", text, re.M) for text in stages}
    assert all(users[target][-1] in {"hadoop", "gcrm"} for target in TARGETS)


def test_every_variable_is_told_in_the_one_place():
    used = set(re.findall(r"\$\{(\w+)\}", (DOCKER / "compose.yml").read_text()))
    assert used == set(ENVIRONMENT)


def test_secrets_are_no_part_of_the_files():
    text = (DOCKER / "compose.yml").read_text() + (DOCKER / ".env").read_text()
    assert not re.findall(r"(?i)(?:password|secret|fernet_key|_key)\s*[:=]\s*\S+", text)
    for key, value in SERVICES["airflow-api"]["environment"].items():
        if re.search(r"SECRET|KEY|PASSWORD", key):
            assert value.startswith(("cat /secrets/", "/secrets/")), key


def test_packages_are_pinned_to_one_version():
    for path in (REPOSITORY / "requirements.lock", DOCKER / "airflow" / "requirements.lock"):
        lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
        assert all(re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==\S+( ;.*)?", line) for line in lines)
