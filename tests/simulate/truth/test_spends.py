"""What members may be expected to spend, by rates, lifetimes, income and taste."""

from collections import Counter
from math import log

import pytest
from tests.simulate.coalition import true

from gcrm.core.frames import small
from gcrm.core.testing import plain
from gcrm.simulate.truth import spends

HABIT = (
    "member bigint, brand int, rate double, joined_day int, left_day int, log_income double, spend_rate double, "
    "archetype int"
)
GROCER, FUEL = 0, 4
DAYS = 70


@pytest.fixture(scope="module")
def expected(spark, scene):
    """Members and their expected spend, for a usual habit that each changes in something."""
    mean = scene.world.income.mean_log
    usual = {"brand": GROCER, "rate": 1.0, "joined": 0, "left": 700, "income": mean, "spend_rate": 4.0, "archetype": 0}
    changed = [
        {}, {"rate": 2.0}, {"left": DAYS // 2}, {"joined": DAYS // 2}, {"spend_rate": 2.0}, {"joined": DAYS},
        {"brand": FUEL}, {"brand": FUEL, "income": mean + 1}, {"income": mean + 1},
    ]  # fmt: skip
    habits = [(i, *{**usual, **one}.values()) for i, one in enumerate(changed)]
    return dict(plain(spends.expected(spark, small(spark, HABIT, habits), scene, DAYS), "member", "log_spend"))


def test_twice_the_visits_or_twice_the_amounts_are_twice_the_spend(expected):
    assert expected[1] - expected[0] == pytest.approx(log(2))
    assert expected[4] - expected[0] == pytest.approx(log(2)), "of half the rate amounts are twice as large"


def test_only_the_days_count_on_which_the_member_is_there(expected):
    assert expected[2] - expected[0] == pytest.approx(-log(2))
    assert expected[3] - expected[0] == pytest.approx(-log(2))
    assert 5 not in expected, "who joins after the days simulated spends nothing in them"


def test_spend_rises_with_income_by_the_elasticity_of_what_is_bought(expected, scene):
    lowest, highest = (
        choose(c.elasticity for c in scene.world.categories if c.line == "fuel") for choose in (min, max)
    )
    assert lowest < expected[7] - expected[6] < highest
    food = [c.elasticity for c in scene.world.categories if c.line == "grocer"]
    assert min(food) < expected[8] - expected[0] < max(food)
    assert expected[8] - expected[0] < expected[7] - expected[6]


def test_who_goes_more_often_may_be_expected_to_spend_more(zone_truth, zone):
    spends = {row.member: row.log_spend for row in zone_truth.spends().collect()}
    rates = Counter[int]()
    for row in true(zone, "repertoires"):
        rates[row["member"]] += row["rate"]
    by_rate = sorted(spends, key=lambda member: rates[member])
    third = len(by_rate) // 3
    low, high = ([spends[member] for member in part] for part in (by_rate[:third], by_rate[-third:]))
    assert sum(low) / third < sum(high) / third
