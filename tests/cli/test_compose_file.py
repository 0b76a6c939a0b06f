"""What docker/ promises and can be read from its files: who may reach the cluster, what is pinned, what is watched."""

import re

import pytest
import yaml
from tests.conftest import REPOSITORY

from gcrm.core.settings.load import agreed_places, environment

DOCKER = REPOSITORY / "docker"
COMPOSE = yaml.safe_load((DOCKER / "compose.yml").read_text())
SERVICES = COMPOSE["services"]
TARGETS = [service["build"]["target"] for service in SERVICES.values() if "build" in service]
ENVIRONMENT = dict(
    line.split("=", 1) for line in (DOCKER / ".env").read_text().splitlines() if line and not line.startswith("#")
)


def test_the_services_are_those_that_are_promised():
    own = {"namenode", "secondarynamenode", "datanode-1", "datanode-2"}
    hdfs = own | {f"lake-{name}" for name in own}
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
        "lake-namenode": "/data",
        "lake-datanode-1": "/data",
        "lake-datanode-2": "/data",
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
    # One image is from elsewhere; who knows its digest names it there.
    assert re.fullmatch(r"debian:bookworm-slim(@sha256:[0-9a-f]{64})?", ENVIRONMENT["BASE_IMAGE"])
    assert all(s["build"]["args"] == {"BASE_IMAGE": "${BASE_IMAGE}"} for s in SERVICES.values() if "build" in s)
    for source, stage in stages:
        assert source in {"${BASE_IMAGE}", *known}
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


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_runs_takes_no_more_than_its_share_and_writes_where_something_is_mounted(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges"]
    assert service["cap_drop"] == ["ALL"]
    assert {"mem_limit", "cpus", "pids_limit"} <= set(service)
    places = [place.split(":")[0] for place in service.get("tmpfs", [])]
    places += [place.split(":")[1] if ":" in place else place for place in service["volumes"]]
    assert {"/tmp", "/data" if "/data" in str(service["volumes"]) else "/home/gcrm"} <= set(places), "as it needs"


def neighbours(name):
    """Services that one reaches, for they share a network."""
    mine = set(SERVICES[name]["networks"])
    return {other for other, service in SERVICES.items() if mine & set(service["networks"])} - {name}


def test_who_breaks_into_the_sql_server_reaches_tables_and_nothing_else():
    """Nobody proves to HDFS who he is, so whoever reaches the vault's NameNode may claim to be its steward."""
    lake = {"lake-namenode", "lake-datanode-1", "lake-datanode-2"}
    # The client listens to nobody.
    assert neighbours("sql") == {*lake, "client"}
    daemons = {name for name, service in SERVICES.items() if service["image"].endswith("-hadoop")}
    named = {name: SERVICES[name]["environment"]["NAMENODE"] for name in daemons}
    assert {name for name, namenode in named.items() if namenode == "lake-namenode"} >= lake
    for service in ("namenode", "datanode-1", "datanode-2", "resourcemanager"):
        assert named[service] == "namenode"
        assert set(SERVICES[service]["networks"]) == {"inside"}


def test_only_tables_lie_where_the_sql_server_reaches():
    conf = REPOSITORY / "conf"
    places, spark = agreed_places(conf, "demo", "contained"), environment(conf, "contained", ["cluster"]).spark
    known = {"lake": places.lakehouse, "landing": places.landing, "vault": places.vault}
    known |= {"logs": spark["spark.eventLog.dir"]}
    known |= {"home": yaml.safe_load((conf / "env" / "yarn.yml").read_text())["cluster"]["home"]}
    assert {name for name, place in known.items() if place.startswith("hdfs://lake-namenode:8020/")} == {"lake"}
    assert all(place.startswith("hdfs:///") for name, place in known.items() if name != "lake")
    assert "GCRM_ENV=contained" in (DOCKER / "Dockerfile").read_text()


LOCKS = [REPOSITORY / "requirements.lock", DOCKER / "requirements.lock", DOCKER / "airflow" / "requirements.lock"]


def pinned(path):
    """Packages of a lock with their versions, each with the hashes of its files."""
    text = "".join(line for line in path.read_text().splitlines(keepends=True) if not line.startswith("#"))
    found = {}
    for one in text.replace("\\\n", "").splitlines():
        name, *hashes = one.split("--hash=")
        found[name.strip()] = {given.strip() for given in hashes}
    return found


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_packages_are_pinned_to_one_version_and_to_their_files(path):
    for name, hashes in pinned(path).items():
        assert re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==\S+( ;.*)?", name)
        assert hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes)


def test_what_runs_in_containers_is_what_is_developed_with():
    every, inside = pinned(LOCKS[0]), pinned(LOCKS[1])
    assert inside.items() <= every.items()
    assert not {name.split("==")[0] for name in inside} & {"pytest", "mypy", "ruff"}


def test_whoever_installs_asks_for_the_hashes():
    asked = (DOCKER / "Dockerfile").read_text() + (REPOSITORY / "Makefile").read_text()
    assert asked.count("--require-hashes --requirement") == len(LOCKS)
