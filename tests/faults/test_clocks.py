"""Machines whose clocks differ."""

import pytest
from tests.faults.runs import runs

DAY = 24 * 60 * 60


@pytest.mark.fault(12, "file://", "one run's clock two days ahead, the next one's two behind")
def test_clocks_that_are_wrong(spark, place, same, outcome, shifted):
    place.deliver(0)
    place.run()
    right = runs(spark, place.lakehouse)[0]["started_at"]
    for day, seconds in ((1, 2 * DAY), (2, -2 * DAY)):
        place.deliver(day)
        place.run(**shifted(seconds))
        same(place, day + 1)
    place.deliver(3)
    place.run()
    same(place, 4)
    told = [round((run["started_at"] - right).total_seconds() / DAY) for run in runs(spark, place.lakehouse)]
    assert told == [-2, 0, 0, 2]
    outcome("survived: at worst a run reads again what an earlier one has read")
