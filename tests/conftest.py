"""One Spark session for the whole suite, started the way `gcrm` starts it, tuned for small frames."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from xdist.scheduler import LoadFileScheduling

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import start

FAST = {
    "spark.master": "local[2]",
    "spark.driver.memory": "2g",
    # Half of a session's time went into the second compiler, for code that is used for a few minutes. The first alone
    # would get room for a fifth of the code that it makes here, and make it again and again.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m "
    "-XX:+UseSerialGC -Xms1g -Xmn512m",
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
# What is made of thousands of members, for hundreds of days each, is worth compiling all the same: two to five times as
# fast. Set with `temporarily` around what runs.
COMPILED = {"spark.sql.codegen.wholeStage": "true", "spark.sql.codegen.factoryMode": "FALLBACK"}
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


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Returns the argument's name for bytes: an archive's hold its time, and processes must agree on a test's name."""
    return argname if isinstance(val, bytes) else None


# What keeps a test out of `make test`, each with a make target of its own: it takes more than 8 s on a quiet machine,
# or is one of the many that write tables of Delta, for seconds each.
SLOW = ("sequences", "tables", "worlds", "processes", "realdata")
# Fixtures that mark who asks for them: all of those are among what every change must pass.
MARKED = {
    **dict.fromkeys(("lake", "published_lake", "ran"), "tables"),
    **dict.fromkeys(("zone", "kept", "year"), "worlds"),
}
# So do tests of these folders that need Spark: each makes some of a world, makes rows and tables of delivered files, or
# fits a model.
_LEARNT = ("simulate", "models/segments", "warehouse/sentiment", "warehouse/topics")
FOLDERS = {
    **dict.fromkeys((REPOSITORY / "tests" / name for name in ("feeds", "sources")), "tables"),
    **dict.fromkeys((REPOSITORY / "tests" / name for name in _LEARNT), "worlds"),
}
# Fixtures of many files that take long to make, and those made of them: who asks for one stays in one process.
SHARED = (
    ("zone", "tills", "fates", "zone_truth"),
    ("kept", "trial"),
    ("published_lake",),
    ("year", "by_members"),
    ("chosen", "scored"),
    ("milk_coefficients", "milk_estimates"),
    ("ran",),
    ("clubhouse", "known", "forgotten", "later"),
)
# The longest files and fixtures begin, so that no process has nothing to do while another is at the last of them.
LONGEST = (
    "clubhouse",
    "tests/flow",
    "tests/cli/test_demo",
    "zone",
    "kept",
    "tests/bad_input/test_in",
    "published_lake",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        kinds = {MARKED[fixture] for fixture in MARKED.keys() & asked}
        if "spark" in asked:
            kinds.update(kind for folder, kind in FOLDERS.items() if item.path.is_relative_to(folder))
        for kind in (*kinds, *(["core"] if kinds else [])):
            item.add_marker(kind)
        if any(item.get_closest_marker(kind) for kind in SLOW):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    scope = _scope(nodeid.partition("::")[0])
    return next((i for i, part in enumerate(LONGEST) if scope.startswith(part)), len(LONGEST))


@cache
def _scope(file: str) -> str:
    """What stays in one process: a file, or all files that ask for the same of the shared fixtures."""
    heads = re.findall(r"^def \w+\(([^)]*)\)", (REPOSITORY / file).read_text(encoding="utf-8"), re.MULTILINE)
    asked = set(re.findall(r"\w+", " ".join(heads)))
    return next((names[0] for names in SHARED if asked & set(names)), file)


class _ByFile(LoadFileScheduling):  # type: ignore[misc]
    def _split_scope(self, nodeid: str) -> str:
        return _scope(str(super()._split_scope(nodeid)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling:
    return _ByFile(config, log)
