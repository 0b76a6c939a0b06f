"""What follows from a row's brand, visit or day."""

from datetime import date, timedelta

import pytest
from pyspark.sql import functions as F
from tests.conftest import REPOSITORY

from gcrm.core.frames import small
from gcrm.core.testing import same
from gcrm.simulate import columns
from gcrm.simulate.scene import Scene
from gcrm.simulate.world import load


@pytest.fixture(scope="module")
def scene():
    return Scene(load(REPOSITORY / "conf", []), 7, 300)


def test_a_brand_tells_its_partner_and_its_line(spark, scene):
    frame = small(spark, "brand int", [(brand.index,) for brand in scene.brands])
    lines = [*scene.world.lines_of_business]
    wanted = [(brand.index, brand.partner_id, lines.index(brand.line)) for brand in scene.brands]
    same(frame.select("brand", columns.partner_of(scene), columns.line_of(scene)), wanted)


def test_a_receipt_is_the_partner_and_the_visit_in_hexadecimal(spark):
    frame = small(spark, "partner string, visit bigint", [("B001", 255), ("B002", 1 << 40)])
    same(frame.select(columns.receipt(F.col("partner"))), [("B001-ff",), ("B002-10000000000",)])


def test_a_weeks_rows_are_delivered_on_its_seventh_day(spark):
    frame = small(spark, "day int", [(day,) for day in (0, 6, 7, 13, 14)])
    same(frame.select("day", columns.week_end(F.col("day"))), [(0, 6), (6, 6), (7, 13), (13, 13), (14, 20)])


def test_days_and_seconds_are_those_of_the_calendar(spark, scene):
    start = scene.world.start
    given = [(0, 0), (59, 86_399), (400, 3_661)]
    frame = small(spark, "day int, second int", given)
    told = [(start + timedelta(days=day), timedelta(seconds=second)) for day, second in given]
    wanted = [(str(on), f"{on} {str(at).zfill(8)}") for on, at in told]
    same(frame.select(columns.date(scene, F.col("day")), columns.moment(scene)), wanted)
    assert isinstance(start, date)


def test_who_moves_lives_in_the_next_home_from_that_day_on(spark):
    rows = [(1, 2, 10, 9), (1, 2, 10, 10), (1, None, None, 10)]
    frame = small(spark, "home int, next_home int, move_day int, day int", rows)
    same(frame.select("move_day", "day", columns.home_on(F.col("day"))), [(10, 9, 1), (10, 10, 2), (None, 10, 1)])
