"""A cluster of containers with a name, ports and volumes of its own, by whichever compose command is there."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.cluster.sites import free
from tests.conftest import REPOSITORY

FILE = REPOSITORY / "docker" / "compose.yml"
# Images of its own: those that somebody works with keep their names.
IMAGES = "localhost/gcrm-test"
PORTS = ("NAMENODE_PORT", "RESOURCEMANAGER_PORT", "HISTORY_PORT", "SQL_PORT", "AIRFLOW_PORT")
_PATIENCE = 600.0


def engine() -> list[str] | None:
    """The compose command of this machine; None where there is none."""
    if shutil.which("docker") and not subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        return ["docker", "compose"]
    return ["podman-compose"] if shutil.which("podman-compose") and shutil.which("podman") else None


@dataclass
class Composed:
    """Containers by the names of their services; `settings` are some of docker/.env."""

    command: list[str]
    project: str
    settings: Mapping[str, str]
    ports: dict[str, int] = field(default_factory=lambda: dict(zip(PORTS, free(len(PORTS)), strict=True)))

    def up(self) -> None:
        self.compose("up", "-d")

    def down(self, *options: str) -> None:
        self.compose("down", *options)

    def compose(self, *arguments: str, check: bool = True) -> str:
        """`docker compose ...` on this project; gives what it said, and raises with it where it fails."""
        ports = {name: str(port) for name, port in self.ports.items()}
        done = subprocess.run(
            [*self.command, "-p", self.project, "-f", str(FILE), *arguments],
            env={**os.environ, **ports, "IMAGES": IMAGES, **self.settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(f"compose {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout[-4000:]}")
        return done.stdout

    def run(self, service: str, *command: str, user: str | None = None, check: bool = True) -> str:
        """What a command says in the container of a service, as a user of HDFS."""
        variables = ("-e", f"HADOOP_USER_NAME={user}") if user else ()
        return self.compose("exec", "-T", *variables, service, *command, check=check)

    def sql(self, statement: str, user: str = "analyst", check: bool = True) -> str:
        """What the SQL server answers to somebody who calls himself `user`."""
        beeline = ("beeline", "-u", "jdbc:hive2://sql:10000", "-n", user, "--silent=true", "-e", statement)
        return self.run("client", *beeline, check=check)

    def health(self, service: str) -> str:
        """Health as the engine sees it, asked now: podman without systemd does not ask by itself."""
        container = self.container(service)
        if self.command[0] == "docker":
            return self._engine("inspect", "--format", "{{.State.Health.Status}}", container).strip()
        done = subprocess.run(["podman", "healthcheck", "run", container], capture_output=True, check=False)
        return "unhealthy" if done.returncode else "healthy"

    def wait_until_healthy(self, services: list[str]) -> None:
        until = time.monotonic() + _PATIENCE
        while sick := [service for service in services if self.health(service) != "healthy"]:
            if time.monotonic() > until:
                told = "\n".join(f"--- {name}\n{self.compose('logs', '--tail', '20', name)}" for name in sick)
                raise AssertionError(f"Not healthy in time: {', '.join(sick)}\n{told}")
            time.sleep(3)

    def kill(self, service: str) -> None:
        """Ends a service as a machine ends that loses its power."""
        self._engine("kill", "--signal", "KILL", self.container(service))

    def start(self, service: str) -> None:
        """Starts a killed service."""
        self._engine("start", self.container(service))

    def container(self, service: str) -> str:
        label = f"label=com.docker.compose.service={service}"
        mine = f"label=com.docker.compose.project={self.project}"
        return self._engine("ps", "--all", "--quiet", "--filter", label, "--filter", mine).strip()

    def published(self) -> set[str]:
        """Addresses of this machine that lead into the containers."""
        mine = f"label=com.docker.compose.project={self.project}"
        lines = self._engine("ps", "--filter", mine, "--format", "{{.Ports}}").replace(",", "\n").splitlines()
        return {line.split("->")[0].strip() for line in lines if "->" in line}

    def _engine(self, *arguments: str) -> str:
        name = "docker" if self.command[0] == "docker" else "podman"
        return subprocess.run([name, *arguments], capture_output=True, text=True, check=True).stdout


@contextmanager
def composed(command: list[str], settings: Mapping[str, str]) -> Iterator[Composed]:
    """A running cluster; whatever happens inside, its containers and volumes are gone afterwards."""
    made = Composed(command, f"gcrm-test-{os.getpid()}", settings)
    made.compose("build")
    try:
        made.up()
        yield made
    finally:
        made.down("--volumes")
