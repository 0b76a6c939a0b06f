"""Machines whose clocks differ."""

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.faults import kiosk

DAY = 24 * 60 * 60


@pytest.fixture(scope="module")
def shifted(tmp_path_factory):
    """Variables of a process whose wall clock is wrong by so many seconds."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("a C compiler is missing, which builds the wrong clock (Debian, Ubuntu: apt-get install gcc)")
    library = tmp_path_factory.mktemp("clock") / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], check=True)
    return lambda seconds: {"LD_PRELOAD": str(library), "CLOCK_SHIFT": str(seconds)}


@pytest.mark.fault(12, "file://", "one run's clock two days ahead, the next one's two behind")
def test_clocks_that_are_wrong(place, landing, same, outcome, shifted):
    kiosk.deliver(landing, 0)
    place.run()
    for day, seconds in ((1, 2 * DAY), (2, -2 * DAY)):
        kiosk.deliver(landing, day)
        place.run(**shifted(seconds))
        same(place, day + 1)
    kiosk.deliver(landing, 3)
    place.run()
    same(place, 4)
    outcome("survived: at worst a run reads again what an earlier one has read")
