"""One Spark session for the whole suite, started the way `gcrm` starts it, tuned for small frames."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from xdist.scheduler import LoadFileScheduling

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import start

FAST = {
    "spark.master": "local[2]",
    "spark.driver.memory": "2g",
    # Half of a session's time went into the second compiler, for code that is used for a few minutes.
    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms1g -Xmn512m",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.ui.explainMode": "simple",
    # As in conf/env/local.yml. Compiling a plan costs more than interpreting it over a few rows; what runs as a user
    # runs it (the flow on real data, benchmarks) compiles.
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.databricks.delta.snapshotPartitions": "1",
    # VACUUM lists files in as many tasks as this says, by default ten thousand.
    "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",
}
REPOSITORY = Path(__file__).resolve().parents[1]
# Real, dirty data lies beside a developer's checkout; tests that need it say so when it is not there.
SHARED_DATA = REPOSITORY.parent / "shared" / "data"


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    session = start("gcrm tests", FAST)
    yield session
    session.stop()


@pytest.fixture
def lake(spark: SparkSession, tmp_path: Path) -> Lakehouse:
    return Lakehouse(spark, str(tmp_path / "lakehouse"))


# What makes a test slow (more than 15 s on a quiet machine), each with a make target of its own.
SLOW = ("sequences", "processes", "realdata")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that no process has nothing to do while another is at the last of them."""
    for item in items:
        if any(item.get_closest_marker(kind) for kind in SLOW):
            item.add_marker(pytest.mark.slow)
    longest = ("tests/flow", "tests/simulate/test_simulation", "tests/bad_input/test_in", "tests/publish", "tests/core")
    items.sort(key=lambda item: next((i for i, part in enumerate(longest) if part in str(item.path)), len(longest)))


_ZONE = ("test_simulation", "test_defects", "test_deliveries", "people/test_persons", "truth/")
_KEPT = ("people/test_visits", "people/test_rhythm", "people/test_stores", "people/test_baskets", "streams/test_panel")
_TOGETHER = (
    ("tests/publish",),
    tuple(f"tests/simulate/{name}" for name in _ZONE),
    tuple(f"tests/simulate/{name}" for name in (*_KEPT, "test_campaigns")),
)


class _ByLakehouse(LoadFileScheduling):  # type: ignore[misc]
    """A file's tests stay in one process, and with them those of other files that read the same lakehouse or world."""

    def _split_scope(self, nodeid: str) -> str:
        shared = next((files for files in _TOGETHER if nodeid.startswith(files)), None)
        return shared[0] if shared else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling:
    return _ByLakehouse(config, log)
