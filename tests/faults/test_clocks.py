"""Machines whose clocks differ."""

import shutil

import pytest
from tests.faults import kiosk

PRELOADED = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"


@pytest.mark.fault(12, "file://", "the next run's clock is two days behind")
def test_a_clock_that_is_behind(place, landing, same, outcome):
    if shutil.which("faketime") is None:
        pytest.skip("libfaketime is not installed (Debian, Ubuntu: apt-get install faketime)")
    kiosk.deliver(landing, 0)
    place.run()
    kiosk.deliver(landing, 1)
    behind = {"LD_PRELOAD": PRELOADED, "FAKETIME": "-2d", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    place.run(**behind)
    same(place, 2)
    kiosk.deliver(landing, 2)
    place.run()
    same(place, 3)
    outcome("survived: what was done last is told by versions, not by clocks")
