"""What every fault is measured by: the same deliveries in a run that nothing disturbed; and the table of results."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from tests.cluster.commands import SUPERUSER
from tests.conftest import REPOSITORY
from tests.faults import kiosk
from tests.faults.runs import Holding, Place, audit, held

# Of HDFS on this machine, whose superuser is who starts it, and who reads what is held there.
os.environ["HADOOP_USER_NAME"] = SUPERUSER
REPORT = REPOSITORY / "build" / "faults.txt"
_results: dict[str, tuple[str, str]] = {}
Told = Callable[[str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/faults" in str(item.path):
            item.add_marker(pytest.mark.faults)


@pytest.fixture(scope="session")
def conf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kiosk.configure(tmp_path_factory.mktemp("kiosk") / "conf")


@pytest.fixture(scope="session")
def undisturbed(spark: SparkSession, conf: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Holding]:
    """What tables hold after the first n days were delivered, each run in its turn, without a fault."""
    home = tmp_path_factory.mktemp("undisturbed")
    place = Place(conf, str(home / "landing"), str(home / "lake"))
    holdings: list[Holding] = []

    def after(days: int) -> Holding:
        while len(holdings) < days:
            kiosk.deliver(home / "landing", len(holdings))
            place.run()
            audit(spark, place.lakehouse)
            holdings.append(held(spark, place.lakehouse))
        return holdings[days - 1]

    return after


@pytest.fixture
def place(conf: Path, tmp_path: Path) -> Place:
    (tmp_path / "landing").mkdir()
    return Place(conf, str(tmp_path / "landing"), str(tmp_path / "lake"))


@pytest.fixture
def landing(place: Place) -> Path:
    return Path(place.landing)


@pytest.fixture
def same(spark: SparkSession, undisturbed: Callable[[int], Holding]) -> Callable[[Place, int], None]:
    """That a place holds, and counts, what a run without faults made of so many days."""

    def check(place: Place, days: int) -> None:
        audit(spark, place.lakehouse)
        found, wanted = held(spark, place.lakehouse), undisturbed(days)
        assert len(wanted.transactions) > 1000 * days
        assert found.transactions == wanted.transactions
        assert found.months == wanted.months
        assert found.quarantine == wanted.quarantine

    return check


@pytest.fixture
def outcome(request: pytest.FixtureRequest) -> Told:
    """Notes, for the table of results, what came of the fault; a test that fails notes that."""
    marker = request.node.get_closest_marker("fault")
    name = f"{marker.args[0]:>2}  {marker.args[1]:<10} {marker.args[2]}"
    _results[name] = ("FAILED", "")
    return lambda said: _results.__setitem__(name, ("ok", said))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _results:
        return
    lines = [f"{'fault':<70} {'test':<7} what came of it"]
    lines += [f"{name:<70} {state:<7} {said}" for name, (state, said) in sorted(_results.items())]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("\n".join(lines) + "\n")
    terminalreporter.section("what came of the faults")
    for line in lines:
        terminalreporter.write_line(line)
