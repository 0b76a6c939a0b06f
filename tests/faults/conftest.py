"""What every fault is measured by: the same deliveries in a run that nothing disturbed; and the table of results."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from tests.cluster import daemons
from tests.cluster.commands import SUPERUSER
from tests.conftest import REPOSITORY
from tests.faults import disks, kiosk
from tests.faults.cluster import DRIVER, EXECUTOR, SIZES, Kiosk, configure, shorten
from tests.faults.runs import Holding, Place, Process, audit, held

# Of HDFS on this machine, whose superuser is who starts it, and who reads what is held there.
os.environ["HADOOP_USER_NAME"] = SUPERUSER
REPORT = REPOSITORY / "build" / "faults.txt"
_results: dict[str, tuple[str, str]] = {}
Told = Callable[[str], None]


def _rows(item: pytest.Item) -> list[str]:
    """The rows of the table of results that a test fills."""
    return [f"{m.args[0]:>2}  {m.args[1]:<10} {m.args[2]}" for m in item.iter_markers("fault")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/faults" in str(item.path):
            item.add_marker(pytest.mark.faults)
            _results.update(dict.fromkeys(_rows(item), ("not run", "")))


@pytest.fixture(scope="session")
def conf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shorten(kiosk.configure(tmp_path_factory.mktemp("kiosk") / "conf"), "local")


@pytest.fixture(scope="session")
def undisturbed(spark: SparkSession, conf: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Holding]:
    """What tables hold after the first n days were delivered, each run in its turn, without a fault."""
    home = tmp_path_factory.mktemp("undisturbed")
    place = Place(conf, str(home / "landing"), str(home / "lake"))
    holdings: list[Holding] = []

    def after(days: int) -> Holding:
        while len(holdings) < days:
            place.deliver(len(holdings))
            place.run()
            audit(spark, place.lakehouse, len(holdings) + 1)
            holdings.append(held(spark, place.lakehouse))
        return holdings[days - 1]

    return after


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    Process.end_all()


@pytest.fixture(scope="session")
def shifted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], dict[str, str]]:
    """Variables of a process whose wall clock is wrong by so many seconds."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("a C compiler is missing, which builds the wrong clock (Debian, Ubuntu: apt-get install gcc)")
    library = tmp_path_factory.mktemp("clock") / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], check=True)
    return lambda seconds: {"LD_PRELOAD": str(library), "CLOCK_SHIFT": str(seconds)}


@pytest.fixture
def place(conf: Path, tmp_path: Path) -> Place:
    (tmp_path / "landing").mkdir()
    return Place(conf, str(tmp_path / "landing"), str(tmp_path / "lake"))


@pytest.fixture
def landing(place: Place) -> Path:
    return Path(place.landing)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[daemons.Cluster]:
    # The NameNode is missed for a few seconds; who writes meanwhile shall wait for it.
    patient = {"dfs.client.retry.policy.enabled": "true", "dfs.client.socket-timeout": "20000"}
    home = tmp_path_factory.mktemp("cluster")
    # What a machine of the cluster shuffles to can be filled without filling this one.
    with disks.mounted(home / "nodemanager-2" / "local", "4g"), daemons.cluster(home, own=patient | SIZES) as running:
        yield running


@pytest.fixture(scope="session")
def installed(cluster: daemons.Cluster, conf: Path, tmp_path_factory: pytest.TempPathFactory) -> Kiosk:
    scratch = tmp_path_factory.mktemp("shop")
    made = Kiosk(cluster, configure(conf, scratch / "conf"), scratch)
    made.install()
    return made


@pytest.fixture
def shop(installed: Kiosk) -> Iterator[Kiosk]:
    """The coalition on the cluster with some days in its tables; after a test that did not end well, with one."""
    if not installed.sound:
        installed.forget()
        installed.next_day()
        installed.run()
    installed.sound = False
    yield installed
    # A fault that left something running would be the next one's too.
    assert not [*installed.containers(DRIVER), *installed.containers(EXECUTOR)]


@pytest.fixture
def holds(spark: SparkSession, shop: Kiosk, undisturbed: Callable[[int], Holding]) -> Callable[[], None]:
    """That the cluster holds what a run without faults made of the days that were delivered."""

    def check() -> None:
        _compare(spark, shop.lakehouse, shop.days, undisturbed)
        shop.sound = True

    return check


@pytest.fixture
def same(spark: SparkSession, undisturbed: Callable[[int], Holding]) -> Callable[[Place, int], None]:
    """That a place holds, and counts, what a run without faults made of so many days."""
    return lambda place, days: _compare(spark, place.lakehouse, days, undisturbed)


def _compare(spark: SparkSession, lakehouse: str, days: int, undisturbed: Callable[[int], Holding]) -> None:
    audit(spark, lakehouse, days)
    found, wanted = held(spark, lakehouse), undisturbed(days)
    assert found.transactions == wanted.transactions
    assert found.months == wanted.months
    assert found.quarantine == wanted.quarantine


@pytest.fixture
def outcome(request: pytest.FixtureRequest) -> Told:
    """Notes, for the table of results, what came of the fault; a test that fails notes that."""
    rows = _rows(request.node)
    _results.update(dict.fromkeys(rows, ("FAILED", "")))
    return lambda said: _results.update(dict.fromkeys(rows, ("ok", said)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if all(state == "not run" for state, _ in _results.values()):
        return
    lines = [f"{'fault':<76} {'test':<7} what came of it"]
    lines += [f"{name:<76} {state:<7} {said}" for name, (state, said) in sorted(_results.items())]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("\n".join(lines) + "\n")
    terminalreporter.section("what came of the faults")
    for line in lines:
        terminalreporter.write_line(line)
