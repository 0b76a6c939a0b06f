"""What the cluster's web servers tell: YARN, Spark's history, and Airflow by its REST API."""

import io
import json
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import pyarrow as pa
from tests.containers.composed import Composed

Found = TypeVar("Found")


def applications(cluster: Composed) -> list[dict[str, Any]]:
    """Every application that YARN has seen, the oldest first."""
    found = _json(f"{_host(cluster, 'RESOURCEMANAGER_PORT')}/ws/v1/cluster/apps")["apps"]
    return sorted(found["app"] if found else [], key=lambda app: int(app["startedTime"]))


def ingests(cluster: Composed) -> list[str]:
    """The applications that ingested, by their ids."""
    return [app["id"] for app in applications(cluster) if "ingest" in app["name"]]


def history(cluster: Composed) -> str:
    """All that the history server shows of all applications: its REST answers, and the event logs that it hands out."""
    host = _host(cluster, "HISTORY_PORT")
    root = f"{host}/api/v1/applications"
    shown = [_get(root).decode()]
    # Run by YARN, an application is known by its attempt as well.
    runs = [f"{app['id']}/{app['attempts'][0]['attemptId']}" for app in json.loads(shown[0])]
    for run in runs:
        for part in ("environment", "sql?details=true&length=100000", "jobs", "stages"):
            shown.append(_get(f"{root}/{run}/{part}").decode())
        shown.append(_get(f"{host}/history/{run}/environment/").decode())
        with zipfile.ZipFile(io.BytesIO(_get(f"{root}/{run}/logs"))) as logs:
            shown += [_unpacked(logs.read(name), name) for name in logs.namelist()]
    return "\n".join(shown)


def remembered(cluster: Composed) -> set[str]:
    """Applications that the history server shows."""
    return {app["id"] for app in _json(f"{_host(cluster, 'HISTORY_PORT')}/api/v1/applications")}


class Airflow:
    """Its REST API, as the user whose password lies among the secrets."""

    def __init__(self, cluster: Composed) -> None:
        self.host = _host(cluster, "AIRFLOW_PORT")
        password = json.loads(cluster.run("airflow-api", "cat", "/secrets/admin.json").strip().splitlines()[-1])
        token = _json(f"{self.host}/auth/token", {"username": "admin", "password": password["admin"]})
        self.headers = {"Authorization": f"Bearer {token['access_token']}"}

    def get(self, path: str) -> Any:
        return json.loads(self.text(path))

    def text(self, path: str) -> str:
        """The answer as it comes; also where it is a refusal."""
        try:
            return _get(f"{self.host}/api/v2/{path}", self.headers).decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def pause(self, dag: str, paused: bool) -> None:
        _json(f"{self.host}/api/v2/dags/{dag}", {"is_paused": paused}, self.headers, "PATCH")

    def clear(self, dag: str, run: str, task: str) -> None:
        """Has the task done again, as its page's button does."""
        wanted = {"dry_run": False, "only_failed": False, "dag_run_id": run, "task_ids": [task]}
        _json(f"{self.host}/api/v2/dags/{dag}/clearTaskInstances", wanted, self.headers)

    def runs(self, dag: str) -> set[str]:
        return {run["dag_run_id"] for run in self.get(f"dags/{dag}/dagRuns")["dag_runs"]}

    def log(self, dag: str, task: dict[str, Any]) -> str:
        """What the task's newest try wrote."""
        return self.text(
            f"dags/{dag}/dagRuns/{task['dag_run_id']}/taskInstances/{task['task_id']}/logs/{task['try_number']}"
        )

    def task(self, dag: str, name: str) -> dict[str, Any]:
        """The task's newest instance; empty where there is none."""
        found = self.get(f"dags/{dag}/dagRuns/~/taskInstances?order_by=-start_date")["task_instances"]
        return next((one for one in found if one["task_id"] == name), {})

    def everything(self, dag: str) -> str:
        """All that somebody who is logged in gets to see."""
        pages = ["connections", "variables", "config", "eventLogs", "pools", f"dagSources/{dag}", f"dags/{dag}/details"]
        shown = [self.text(page) for page in pages]
        for run in self.get(f"dags/{dag}/dagRuns")["dag_runs"]:
            tasks = f"dags/{dag}/dagRuns/{run['dag_run_id']}/taskInstances"
            shown.append(self.text(tasks))
            for task in self.get(tasks)["task_instances"]:
                shown.append(self.text(f"{tasks}/{task['task_id']}/xcomEntries"))
                tries = range(1, max(task["try_number"], 1) + 1)
                shown += [self.text(f"{tasks}/{task['task_id']}/logs/{number}?full_content=true") for number in tries]
        return "\n".join(shown)


def wait_for(what: str, look: Callable[[], Found], patience: float = 600) -> Found:
    """The first answer that holds something; raises where none comes in time."""
    until = time.monotonic() + patience
    while True:
        # While services start, nobody answers.
        with suppress(OSError):
            if found := look():
                return found
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(2)


def _unpacked(raw: bytes, name: str) -> str:
    compressed = name.endswith("zstd")
    return (pa.CompressedInputStream(pa.py_buffer(raw), "zstd").read() if compressed else raw).decode()


def _host(cluster: Composed, port: str) -> str:
    return f"http://127.0.0.1:{cluster.ports[port]}"


def _json(url: str, body: Any = None, headers: dict[str, str] | None = None, method: str | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def _get(url: str, headers: dict[str, str] | None = None) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=60) as answer:
        content: bytes = answer.read()
    return content
