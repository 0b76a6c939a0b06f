"""Defects come as often as they are set, and are what their name says."""

from dataclasses import fields, replace

import pytest
from pyspark.sql import functions as F
from tests.conftest import REPOSITORY

from gcrm.core.frames import small
from gcrm.core.testing import plain, same
from gcrm.simulate.draws import Draws
from gcrm.simulate.files.dirt import EXPECTED, KEPT, KINDS, QUARANTINED, REPEATED, defect, fate, spoiled
from gcrm.simulate.files.writer import CORRECTED, MISSING, NORMAL, TRUNCATED, TWICE
from gcrm.simulate.world import load

N = 40_000


@pytest.fixture(scope="module")
def world():
    return load(REPOSITORY / "conf", [])


@pytest.fixture(scope="module")
def dirt(world):
    rates = {kind: 0.01 * (1 + i) for i, kind in enumerate(KINDS)}
    return replace(world.dirt, **rates, missing=0.1, twice=0.2, corrected=0.05, truncated=0.15)


def test_every_kind_has_its_rate_and_what_becomes_of_it(world):
    assert {one.name for one in fields(world.dirt)} >= set(EXPECTED)
    assert {becomes for becomes, _ in EXPECTED.values()} == {KEPT, REPEATED, QUARANTINED}


def test_defects_come_as_often_as_they_are_set(spark, dirt):
    lines = spark.range(N).select(F.col("id").alias("visit"), F.lit(1).alias("line"))
    found = dict(plain(lines.select(defect(Draws(7), dirt).alias("kind")).groupBy("kind").count()))
    for kind in KINDS:
        assert found[kind] / N == pytest.approx(getattr(dirt, kind), abs=0.004), kind
    assert found[None] / N == pytest.approx(1 - sum(getattr(dirt, kind) for kind in KINDS), abs=0.01)


def test_only_text_is_cut_off(spark, dirt):
    files = spark.range(N).select(F.col("id").alias("brand"), F.lit(0).alias("delivery"))
    for cuts, wanted in ((True, {MISSING: 0.1, TWICE: 0.2, CORRECTED: 0.05, TRUNCATED: 0.15, NORMAL: 0.5}),
                         (False, {MISSING: 0.1, TWICE: 0.2, CORRECTED: 0.05, NORMAL: 0.65})):  # fmt: skip
        found = dict(plain(files.select(fate(Draws(7), dirt, cuts).alias("f")).groupBy("f").count()))
        assert {key: n / N for key, n in found.items()} == pytest.approx(wanted, abs=0.01)


LINE = (
    "kind string, fate int, copy int, visit bigint, sold string, amount bigint, "
    "store string, article string, card string"
)
USUAL = (NORMAL, 0, 2, "2025-03-09 10:00:05", 1_000, "S1", "01012", "7")


def test_a_spoiled_line_is_what_its_kind_says(spark, world):
    given = [
        (kind, *USUAL) for kind in (None, "negative", "zero", "absurd", "wrong_unit", "orphan_store", "orphan_card")
    ]
    made = spoiled(small(spark, LINE, given), world, as_text=True)
    same(
        made,
        [
            (None, 1_000, "S1", "7"),
            ("negative", -1_000, "S1", "7"),
            ("zero", 0, "S1", "7"),
            ("absurd", 9_999_999_999, "S1", "7"),
            ("wrong_unit", 100_000, "S1", "7"),
            ("orphan_store", 1_000, "S9000002", "7"),
            ("orphan_card", 1_000, "S1", "990000000002"),
        ],
        "kind", "amount", "store", "card",
    )  # fmt: skip


@pytest.mark.parametrize(("visit", "as_text", "day"), [(2, True, "-02-30"), (3, True, "2999-"), (2, False, "2999-")])
def test_a_day_that_is_in_no_calendar_can_only_be_written_as_text(spark, world, visit, as_text, day):
    line = ("impossible_date", NORMAL, 0, visit, *USUAL[3:])
    (sold,) = plain(spoiled(small(spark, LINE, [line]), world, as_text), "sold")[0]
    assert day in sold
    assert sold.endswith("10:00:05")


def test_of_a_corrected_delivery_the_first_copy_has_wrong_amounts(spark, world):
    given = [(None, CORRECTED, copy, *USUAL[2:]) for copy in (0, 1)]
    same(spoiled(small(spark, LINE, given), world, True), [(0, 1_100), (1, 1_000)], "copy", "amount")
