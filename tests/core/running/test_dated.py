"""Days are written side by side, and a table keeps as many as its contract says."""

from dataclasses import replace
from datetime import date

import pytest
from tests.core.running.visits import FEBRUARY, MARCH, SCORES, World, drawn

from gcrm.core.contracts.table import Snapshots
from gcrm.core.errors import UsageError
from gcrm.core.storage.snapshots import days, latest
from gcrm.core.testing import plain


@pytest.mark.sequences
def test_only_so_many_days_are_kept_and_one_that_would_not_be_is_refused(lake):
    world, today = World(lake, replace(SCORES, load=Snapshots(keep=2))), date(2018, 4, 2)
    world.deliver(*drawn(20), ("m0", today))
    too_many = "keeps 2 days, of which 2018-02-28 would be the oldest, so 2018-01-31 would not stay"
    with pytest.raises(UsageError, match=too_many):
        world.run(every="month-end")
    world.run(FEBRUARY, MARCH)
    world.run()
    assert days(lake, world.scores) == [MARCH, today]
    with pytest.raises(UsageError, match="2018-03-31 or later works, or a larger keep"):
        world.run(FEBRUARY)
    assert plain(latest(lake, world.scores)) == world.expected(today)
