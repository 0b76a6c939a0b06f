"""Which days of a step are built: those that are not as they should be, and of a table that keeps none the latest."""

from datetime import date

import pytest
from pyspark.sql import functions as F
from tests.core.running.visits import FEBRUARY, GONE_ON, JANUARY, LISTED, SHOWN, World

from gcrm.core.errors import UsageError
from gcrm.core.testing import same
from gcrm.ops.steps import STEPS

pytestmark = pytest.mark.sequences
TODAY = date(2018, 3, 10)


def done(records):
    return sorted(name for (name, _), record in records.items() if record.status == "done")


def test_only_days_with_news_are_built_and_what_keeps_no_days_shows_the_latest(lake):
    world = World(lake)
    world.deliver(("m1", date(2018, 1, 5)), ("m1", TODAY), ("m2", date(2018, 2, 9)))
    assert "marts.shown" in done(world.run())
    shown = lake.version(SHOWN)
    assert done(world.run(JANUARY, FEBRUARY)) == ["marts.listed"] * 2 + ["models.gone_on"] * 2 + ["models.scores"] * 2
    assert done(world.run(JANUARY)) == []
    assert done(world.run()) == ["marts.tops"], "other days are news only where every day is read"
    assert lake.version(SHOWN) == shown
    unbuilt = (
        "marts.listed reads models.scores as of 2018-02-09, which has not been built; build it too, or give --date"
    )
    with pytest.raises(UsageError, match=f"{unbuilt} {TODAY}"):
        world.run(date(2018, 2, 9), only=LISTED)
    world.deliver(("m3", TODAY))
    assert "marts.shown" in done(world.run())
    assert lake.version(SHOWN) > shown


def test_days_that_go_on_from_each_other_are_built_in_order_and_stay_when_one_is_filled_in(lake):
    world = World(lake)
    world.deliver(("m1", date(2018, 1, 5)), ("m1", TODAY))
    world.run(TODAY, FEBRUARY)
    same(lake.read(GONE_ON), [(FEBRUARY, 0), (TODAY, 1)], "as_of", "n")
    assert "models.gone_on" in done(world.run(JANUARY))
    assert done(world.run(JANUARY, FEBRUARY, TODAY, only=GONE_ON)) == []
    same(lake.read(GONE_ON), [(JANUARY, 0), (FEBRUARY, 0), (TODAY, 1)], "as_of", "n")


def test_a_day_built_later_is_that_of_its_time_but_for_members_of_late_rows(lake):
    world = World(lake)
    world.deliver(("m1", date(2018, 1, 5)), ("m2", JANUARY), ("m3", JANUARY))
    assert world.run()["models.scores", JANUARY].rows_late is None, "it is the latest day"
    at_the_time = world.of(JANUARY)
    world.deliver(("m1", TODAY), ("m4", date(2018, 2, 2)))
    world.run()
    world.run(JANUARY)
    assert world.of(JANUARY) == at_the_time

    world.taken(world.deliver(("m2", date(2018, 1, 20)), ("m5", JANUARY), ("m3", date(2018, 2, 9))))
    late = world.run(JANUARY)["models.scores", JANUARY]
    assert late.rows_late == 2, "the third row is of a later day"
    assert {row[0] for row in {*world.of(JANUARY)} ^ {*at_the_time}} == {"m2", "m5"}
    assert world.of(JANUARY) == world.expected(JANUARY)
    same(lake.read(STEPS).filter(F.col("rows_late") == 2), [("models.scores",)], "table_name")
    assert any("  2 late" in line for line in world.said)
