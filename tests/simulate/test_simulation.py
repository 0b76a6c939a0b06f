"""A simulated coalition is the same, to the byte, however it is made; and no feed takes its truth."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml
from tests.simulate.coalition import DAYS, delivered, quiet

from gcrm.core.storage.session import temporarily
from gcrm.simulate.files.tills import reach_back
from gcrm.simulate.files.truth import folder
from gcrm.simulate.simulation import simulate

CONF = Path(__file__).resolve().parents[2] / "conf"
SPLIT = 42
OTHER = {
    "spark.sql.shuffle.partitions": "5",
    "spark.sql.leafNodeDefaultParallelism": "5",  # what spark.default.parallelism is to a session
    "spark.sql.execution.arrow.maxRecordsPerBatch": "13",
}


def sums(out):
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in delivered(out).items()}


def of_the_world(out):
    """Files of the truth that no range of days has for itself; each writing gives them other names."""
    files = (out / "truth").rglob("part-*.parquet")
    return {path.name for path in files if not path.parent.name.startswith("from_day=")}


def sorted_rows(path):
    """A truth table as rows in order, by pandas, whatever range of days wrote them."""
    table = pq.read_table(path).to_pandas().drop(columns="from_day", errors="ignore")
    return table.sort_values(list(table.columns), ignore_index=True)


# Partitions, batches and ranges of days change nothing.


@dataclass(frozen=True)
class Other:
    """The same world made otherwise, and what lay there after the first of two ranges of days."""

    out: Path
    sums: dict[str, str]
    of_the_world: set[str]


@pytest.fixture(scope="module")
def other(spark, scene, tmp_path_factory):
    out = tmp_path_factory.mktemp("other")
    with temporarily(spark, OTHER):
        simulate(spark, scene, out, 0, SPLIT, 1, quiet)
        first = Other(out, sums(out), of_the_world(out))
        simulate(spark, scene, out, SPLIT, DAYS, 1, quiet)
    return first


@pytest.mark.sequences
@pytest.mark.core
def test_partitions_batches_and_ranges_of_days_change_no_byte(zone, other):
    assert sums(other.out) == sums(zone)


TABLES = ("members", "stores", "choices", "repertoires", "visits", "campaign_members", "panel", "identities",
          "authors", "posts", "deliveries", "defects")  # fmt: skip


@pytest.mark.sequences
@pytest.mark.core
@pytest.mark.parametrize("table", [table for table in TABLES if table != "visits"])
def test_partitions_batches_and_ranges_of_days_change_no_true_row(zone, other, table):
    one, found = (sorted_rows(out / "truth" / table) for out in (zone, other.out))
    assert len(one) > 0
    pd.testing.assert_frame_equal(one, found, check_exact=True)


@pytest.mark.sequences
@pytest.mark.core
@pytest.mark.parametrize(("begin", "end"), [(0, SPLIT), (SPLIT, DAYS)])
def test_each_range_keeps_the_visits_that_its_files_may_hold_lines_of(zone, other, scene, begin, end):
    every = sorted_rows(zone / "truth" / "visits")
    one = every[(every["day"] >= begin - reach_back(scene)) & (every["day"] < end)].reset_index(drop=True)
    assert len(one) > 0
    pd.testing.assert_frame_equal(one, sorted_rows(folder(other.out, "visits", begin)), check_exact=True)


@pytest.mark.sequences
@pytest.mark.core
def test_no_true_table_is_left_out_of_the_comparison(zone, other):
    paths = [path.relative_to(zone / "truth") for path in (zone / "truth").rglob("*") if path.is_file()]
    assert {path.parts[0] for path in paths if len(path.parts) > 1} == set(TABLES)
    files = [path for path in paths if len(path.parts) == 1 and path.suffix != ".crc"]
    assert files
    for path in files:
        assert (zone / "truth" / path).read_bytes() == (other.out / "truth" / path).read_bytes()


@pytest.mark.sequences
@pytest.mark.core
def test_days_that_are_appended_change_nothing_that_is_there(zone, other):
    whole, after = sums(zone), sums(other.out)
    assert other.sums.items() <= whole.items()
    assert other.sums.items() <= after.items()
    assert len(after) > len(other.sums) > 0
    assert of_the_world(other.out) == other.of_the_world != set()


# No feed takes the truth.


PATTERNS = [
    pytest.param(path.parents[2].name, spec["path"], id=f"{path.parents[2].name}-{name}")
    for path in sorted((CONF / "coalitions").glob("*/feeds/*/feed.yml"))
    for name, spec in yaml.safe_load(path.read_text())["files"].items()
]


@pytest.mark.parametrize(("coalition", "pattern"), PATTERNS)
def test_no_feed_takes_the_truth(zone, coalition, pattern):
    found = [path.relative_to(zone) for path in zone.glob(pattern) if path.is_file()]
    assert [path for path in found if path.parts[0] == "truth"] == []
    # And the demo's own feeds find what was simulated for them, so that a pattern is not just wrong.
    if coalition == "demo" and not pattern.startswith("office/changes"):
        assert found
