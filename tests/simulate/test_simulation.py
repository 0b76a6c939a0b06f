"""A simulated coalition is the same, to the byte, however it is made; and no feed takes its truth."""

import hashlib
import json
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml
from tests.simulate.coalition import DAYS, delivered, quiet, true

from gcrm.simulate.simulation import simulate

CONF = Path(__file__).resolve().parents[2] / "conf"
SPLIT = 42
OTHER = {
    "spark.sql.shuffle.partitions": "5",
    "spark.sql.leafNodeDefaultParallelism": "5",  # what spark.default.parallelism is to a session
    "spark.sql.execution.arrow.maxRecordsPerBatch": "13",
}


@contextmanager
def conf(spark, settings):
    """The session with other settings for a while."""
    before = {key: spark.conf.get(key, None) for key in settings}
    try:
        for key, value in settings.items():
            spark.conf.set(key, value)
        yield
    finally:
        for key, value in before.items():
            spark.conf.unset(key) if value is None else spark.conf.set(key, value)


def sums(out):
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in delivered(out).items()}


def of_the_world(out):
    """Files of the truth that no range of days has for itself; each writing gives them other names."""
    files = (out / "truth").rglob("part-*.parquet")
    return {path.name for path in files if not path.parent.name.startswith("from_day=")}


def sorted_rows(path):
    """A truth table as bytes of its rows in order, by pandas."""
    table = pq.read_table(path).to_pandas()
    return table.sort_values(list(table.columns), ignore_index=True)


# Partitions, batches and ranges of days change nothing.


@pytest.fixture(scope="module")
def other_zone(spark, scene, tmp_path_factory):
    out = tmp_path_factory.mktemp("other")
    with conf(spark, OTHER):
        simulate(spark, scene, out, 0, DAYS, 1, quiet)
    return out


@pytest.mark.sequences
@pytest.mark.core
def test_partitions_and_batches_change_no_byte(zone, other_zone):
    assert sums(other_zone) == sums(zone)


TABLES = ("members", "stores", "choices", "repertoires", "visits", "campaign_members", "panel", "identities",
          "authors", "posts", "deliveries", "defects")  # fmt: skip


@pytest.mark.sequences
@pytest.mark.core
@pytest.mark.parametrize("table", TABLES)
def test_partitions_and_batches_change_no_true_row(zone, other_zone, table):
    one, other = (sorted_rows(out / "truth" / table) for out in (zone, other_zone))
    assert len(one) > 0
    pd.testing.assert_frame_equal(one, other, check_exact=True)


@pytest.mark.sequences
@pytest.mark.core
def test_no_true_table_is_left_out_of_the_comparison(zone, other_zone):
    paths = [path.relative_to(zone / "truth") for path in (zone / "truth").rglob("*") if path.is_file()]
    assert {path.parts[0] for path in paths if len(path.parts) > 1} == set(TABLES)
    files = [path for path in paths if len(path.parts) == 1 and path.suffix != ".crc"]
    assert files
    for path in files:
        assert (zone / "truth" / path).read_bytes() == (other_zone / "truth" / path).read_bytes()


@pytest.mark.sequences
@pytest.mark.core
def test_days_that_are_appended_are_the_days_of_one_range(spark, scene, zone, tmp_path):
    simulate(spark, scene, tmp_path, 0, SPLIT, 2, quiet)
    before, world = sums(tmp_path), of_the_world(tmp_path)
    whole = sums(zone)
    assert before.items() <= whole.items()
    simulate(spark, scene, tmp_path, SPLIT, DAYS, 2, quiet)
    after = sums(tmp_path)
    assert before.items() <= after.items()
    assert len(after) > len(before) > 0
    assert after == whole
    assert of_the_world(tmp_path) == world != set()
    for table in ("deliveries", "defects"):
        one, other = (
            sorted(json.dumps({**row, "from_day": 0}) for row in true(out, table)) for out in (zone, tmp_path)
        )
        assert one == other


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
