"""The command line without Java, and a coalition with one till: as it is configured, and as a run leaves it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from tests.conftest import REPOSITORY
from tests.corner import Corner, Result

from gcrm.vault.keys import FILE_VARIABLE, VARIABLE

HEADER = "receipt,position,customer,sold_at,price\n"
DELIVERED = {
    "s1.csv": HEADER
    + "r1,1,karte-1,2018-01-02 10:00:00,10.00\nr1,2,karte-1,2018-01-02 10:00:00,5.50\nr2,1,,2018-01-03 11:00:00,3.00\n",
    "s2.csv": HEADER + "r3,1,karte-3,2018-01-03 12:00:00,0.00\nr3,2,karte-3,2018-01-03 12:00:00,8.00\n",
    "s3.csv": "",
}


@pytest.fixture
def without_java(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Types a command where no Java can be found, in a process of its own."""
    kept = {key: value for key, value in os.environ.items() if key not in ("JAVA_HOME", "SPARK_HOME")}
    started = [sys.executable, "-c", "from gcrm.cli.main import main; main()"]

    def typed(*given: str) -> subprocess.CompletedProcess[str]:
        env = {**kept, "PATH": str(tmp_path)}
        return subprocess.run([*started, *given], capture_output=True, text=True, check=False, env=env, cwd=REPOSITORY)

    return typed


@pytest.fixture
def corner(tmp_path: Path) -> Corner:
    return Corner(tmp_path)


@dataclass(frozen=True)
class Ran:
    """A corner whose files were taken by one run, and what that run said; for looks that change nothing."""

    corner: Corner
    result: Result

    def gcrm(self, command: str, *more: str) -> Result:
        """A command over its lakehouse."""
        return self.corner.gcrm(command, *more, "--lakehouse", str(self.corner.lakehouse))

    def lines(self, command: str, *more: str) -> list[list[str]]:
        """The cells of what a command that succeeds prints as CSV, the header first."""
        result = self.gcrm(command, *more, "--format", "csv")
        assert (result.code, result.err) == (0, "")
        return [line.split(",") for line in result.out.splitlines()]


@pytest.fixture(scope="session")
def ran(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """Five lines in two files, of which one breaks a rule, and a third file that is refused."""
    assert spark
    corner = Corner(tmp_path_factory.mktemp("ran"))
    for name, content in DELIVERED.items():
        corner.put(name, content)
    with pytest.MonkeyPatch.context() as patch:
        for name in (VARIABLE, FILE_VARIABLE):
            patch.delenv(name, raising=False)
        result = corner.run()
        assert (result.code, result.err) == (0, "")
        yield Ran(corner, result)
