"""A disk that is full ends a run loudly; with room the same command goes on."""

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from tests.faults import kiosk

from gcrm.core.lakehouse import Lakehouse
from gcrm.silver.transactions import TRANSACTIONS


@pytest.fixture
def small(tmp_path):
    """A file system of its own, of so many KiB; given back at the end."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    mounted = []

    def mount(name, kib):
        folder = tmp_path / name
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(folder)], check=True)
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _fill(folder: Path, leave: int) -> Path:
    """A file that leaves so many bytes of room."""
    ballast = folder / "ballast"
    with ballast.open("wb") as handle:
        handle.write(bytes(max(0, shutil.disk_usage(folder).free - leave)))
    return ballast


@pytest.mark.fault(8, "file://", "disk of spark.local.dir full")
def test_no_room_for_shuffles(place, landing, small, same, outcome):
    kiosk.deliver(landing, 0)
    scratch = small("scratch", 64)
    process = place.start(SPARK_LOCAL_DIRS=str(scratch))
    assert process.wait() != 0
    assert "Traceback" not in process.text
    said = process.said[-1]
    assert said.startswith("gcrm: ")
    place.run()
    same(place, 1)
    outcome(f"failed loudly ({said[6:60]}...); then finished")


@pytest.mark.fault(8, "file://", "disk of the tables full")
def test_no_room_for_tables(spark, place, landing, small, same, outcome):
    disk = small("disk", 64 << 10)
    there = replace(place, lakehouse=str(disk / "lake"))
    kiosk.deliver(landing, 0)
    there.run()
    same(there, 1)
    before = Lakehouse(spark, there.lakehouse).read(TRANSACTIONS).count()
    kiosk.deliver(landing, 1)
    ballast = _fill(disk, 60 << 10)
    process = there.start()
    assert process.wait() != 0
    assert "Traceback" not in process.text
    assert "No space left" in process.text
    assert Lakehouse(spark, there.lakehouse).read(TRANSACTIONS).count() == before
    ballast.unlink()
    there.run()
    same(there, 2)
    outcome("failed loudly (no space left), nothing lost; then finished")
