"""What is made for several days in one pass is what is made for each alone."""

from datetime import date

import pytest
from pyspark.testing import assertDataFrameEqual
from tests.core.running.visits import CELLS, JANUARY, TOTALS, VISITS, World, drawn, makers

from gcrm.core.running.known import DAY, View
from gcrm.core.running.together import made
from gcrm.core.testing import same

DAYS = (date(2018, 1, 20), JANUARY, date(2018, 2, 15))


def views(lake, past=True):
    versions = {table.name: lake.version(table) for table in (VISITS, CELLS, TOTALS)}
    return [View(lake, makers(), {}, versions, day, past) for day in DAYS]


@pytest.mark.sequences
def test_one_pass_makes_what_a_pass_a_day_makes(lake):
    world = World(lake)
    world.deliver(*drawn(40), (None, JANUARY))
    world.run()
    step = makers()["models.scores"]
    alone, frames = views(lake), made(views(lake), step)
    assert list(frames) == ["warehouse.totals"]
    for view in alone:
        mine = frames["warehouse.totals"].filter(f"{DAY} = date'{view.day}'").drop(DAY)
        assertDataFrameEqual(mine, view.frames(step)["totals"])
        same(mine, [row[:2] for row in world.expected(view.day)])


def test_nothing_is_made_for_one_day_or_for_the_latest(lake):
    step = makers()["models.scores"]
    assert made(views(lake)[:1], step) == {}
    assert made(views(lake, past=False), step) == {}
    assert made(views(lake), makers()["marts.shown"]) == {}
