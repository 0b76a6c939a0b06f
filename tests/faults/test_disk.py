"""A disk that is full ends a run loudly; with room the same command goes on."""

import os
from contextlib import ExitStack
from dataclasses import replace

import pytest
from tests.faults import disks

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.silver.transactions import TRANSACTIONS


@pytest.fixture
def small(tmp_path):
    """A file system of its own, of so many KiB; given back at the end."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    with ExitStack() as mounts:
        yield lambda name, kib: mounts.enter_context(disks.mounted(tmp_path / name, f"{kib}k"))


@pytest.mark.fault(8, "file://", "disk of spark.local.dir full")
def test_no_room_for_shuffles(place, small, same, outcome):
    place.deliver(0)
    scratch = small("scratch", 16 << 10)
    process = place.start(SPARK_LOCAL_DIRS=str(scratch))
    process.wait_for(r"^\[ +1/")
    ballast = disks.fill(scratch, 0)
    assert process.wait() != 0
    assert "Traceback" not in process.text
    said = process.said[-1]
    assert said.startswith("gcrm: ")
    assert "No space left on device" in said
    ballast.unlink()
    place.run()
    same(place, 1)
    outcome("failed loudly (no space left), nothing lost; then finished")


@pytest.mark.fault(8, "file://", "disk of the tables full")
def test_no_room_for_tables(spark, place, small, same, outcome):
    disk = small("disk", 64 << 10)
    there = replace(place, lakehouse=str(disk / "lake"))
    place.deliver(0)
    there.run()
    same(there, 1)
    before = Lakehouse(spark, there.lakehouse).read(TRANSACTIONS).count()
    place.deliver(1)
    ballast = disks.fill(disk, 60 << 10)
    process = there.start()
    assert process.wait() != 0
    assert "Traceback" not in process.text
    assert "No space left" in process.text
    assert Lakehouse(spark, there.lakehouse).read(TRANSACTIONS).count() == before
    ballast.unlink()
    there.run()
    same(there, 2)
    outcome("failed loudly (no space left), nothing lost; then finished")
