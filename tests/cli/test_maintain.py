"""OPTIMIZE and VACUUM on real Delta tables."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.cli import maintain
from gcrm.cli.maintain import Files
from gcrm.cli.places import Places
from gcrm.cli.project import assemble
from gcrm.core.contracts.table import Field, Table, Upsert
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.maintenance import SAFE_RETENTION_HOURS
from gcrm.core.testing import plain, same
from gcrm.ops.ledger import OPS

pytestmark = [pytest.mark.sequences, pytest.mark.core]

THINGS = Table(
    name="silver.things",
    doc="Things.",
    key=("thing_id",),
    fields=(Field("thing_id", "int", "Id"), Field("amount", "int", "Amount")),
    load=Upsert(),
    cluster_by=("amount",),
)
ABSENT = Table(name="silver.absent", doc="Never built.", fields=(Field("a", "int", "A"),))
NOW = datetime.now(UTC)
LISTING = "spark.sql.sources.parallelPartitionDiscovery.parallelism"


def things(spark: SparkSession, start: int, amount: int, n: int = 10) -> DataFrame:
    return spark.range(start, start + n, 1, 1).select(
        F.col("id").cast("int").alias("thing_id"), F.lit(amount).alias("amount")
    )


def scattered(lake: Lakehouse) -> None:
    """Ten appends and a correction: eleven small files, some rows of which are deleted."""
    for i in range(10):
        lake.append(THINGS, things(lake.spark, 10 * i, 1), "test", i + 1, {})
    lake.merge(THINGS, things(lake.spark, 0, 2, 3), {})


def tidied(lake: Lakehouse, now: datetime = NOW) -> tuple[list[bool], list[str]]:
    said: list[str] = []
    done = list(maintain.tidy(lake, [THINGS, ABSENT], SAFE_RETENTION_HOURS, now, said.append))
    return done, said


@dataclass(frozen=True)
class Tidied:
    """A scattered table that was maintained, and what stood there before."""

    lake: Lakehouse
    before: list[tuple[object, ...]]
    older: list[tuple[object, ...]]
    version: int
    listing: str
    done: list[bool]
    said: list[str]


@pytest.fixture(scope="module")
def once(spark, tmp_path_factory):
    lake = Lakehouse(spark, str(tmp_path_factory.mktemp("lakehouse")))
    scattered(lake)
    version, before, listing = lake.version(THINGS), plain(lake.read(THINGS)), spark.conf.get(LISTING)
    return Tidied(lake, before, plain(lake.read(THINGS, version - 1)), version, listing, *tidied(lake))


def test_small_files_are_packed_and_no_row_changes(once):
    assert once.done == [True]
    assert once.said[0].split()[:5] == ["silver.things", "11", "->", "1", "files"]
    assert plain(once.lake.read(THINGS)) == once.before
    assert maintain.files(once.lake, THINGS).deleted == 0
    assert once.lake.spark.conf.get(LISTING) == once.listing


def test_a_second_time_there_is_nothing_to_do_and_no_new_version(once):
    version = once.lake.version(THINGS)
    done, said = tidied(once.lake)
    assert done == [False]
    assert said[0].endswith("nothing to do")
    assert once.lake.version(THINGS) == version


def test_whoever_reads_versions_or_changes_within_the_retention_still_can(once):
    assert plain(once.lake.read(THINGS, once.version - 1)) == once.older
    changed = once.lake.changes(THINGS, once.version - 1, once.lake.version(THINGS))
    same(
        changed,
        [(i, amount, kind) for i in range(3) for amount, kind in ((1, "update_preimage"), (2, "update_postimage"))],
        "thing_id",
        "amount",
        "_change_type",
    )


def test_what_a_killed_writer_left_is_removed_once_the_retention_is_over(lake):
    lake.append(THINGS, things(lake.spark, 0, 1), "test", 1, {})
    orphan = Path(lake.path(THINGS).removeprefix("file:")) / "part-left-over.parquet"
    orphan.write_bytes(b"x")
    long_ago = (NOW - timedelta(days=30)).timestamp()
    os.utime(orphan, (long_ago, long_ago))
    assert tidied(lake)[0] == [False]
    assert orphan.exists()
    # Eight days on, the table is old enough to be looked through.
    assert tidied(lake, NOW + timedelta(days=8))[0] == [True]
    assert not orphan.exists()
    assert lake.read(THINGS).count() == 10
    assert tidied(lake, NOW + timedelta(days=8))[0] == [False]


MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("files", "worth"),
    [
        (Files(7, 7 * MIB, 100, 0, NOW), False),
        (Files(8, 8 * MIB, 100, 0, NOW), True),
        (Files(8, 8 * 128 * MIB, 100, 0, NOW), False),
        (Files(1, MIB, 96, 4, NOW), False),
        (Files(1, MIB, 94, 6, NOW), True),
        (Files(0, 0, 0, 0, NOW), False),
    ],
)
def test_only_what_gains_is_packed(files, worth):
    assert files.worth_packing is worth


def test_a_file_with_many_deleted_rows_is_written_anew(lake):
    lake.append(THINGS, things(lake.spark, 0, 1, 100), "test", 1, {})
    lake.merge(THINGS, things(lake.spark, 0, 1, 20).withColumn("_gone", F.lit(True)), {})
    before = maintain.files(lake, THINGS)
    assert (before.rows, before.deleted) == (80, 20)
    assert tidied(lake)[0] == [True]
    assert maintain.files(lake, THINGS).deleted == 0
    assert lake.read(THINGS).count() == 80


def test_of_every_table_there_is_one_line_and_their_number_at_the_end(ran, capsys):
    """Tables of one run are small and young."""
    project = assemble(ran.corner.conf, "corner", "local", [], None, lambda: b"")
    steps = [step for step in project.steps if step.output.name in ("vault.till_sales", "silver.transactions")]
    places = Places(None, str(ran.corner.lakehouse), f"{ran.corner.lakehouse}/vault")
    before = ran.lines("tables")
    assert maintain.maintain(replace(project, steps=tuple(steps), places=places), None) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    told = {line.split()[0]: " ".join(line.split()[-3:]) for line in lines}
    every = {table.name for table in (*OPS, *(step.output for step in steps))}
    assert told == dict.fromkeys(every, "nothing to do")
    assert last.startswith(f"Nothing to do in {len(every)} tables; ")
    assert ran.lines("tables") == before
