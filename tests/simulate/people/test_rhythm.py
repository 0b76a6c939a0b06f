"""When people come: days of the week, holidays, hours and seasons are found again in their visits."""

from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import chisquare
from tests.simulate.visited import DAYS, WEEK, brand_of, of_brand

from gcrm.simulate.parameters import BLOCK
from gcrm.simulate.people.rhythm import DAY_SLOTS, HOUR_SLOTS, day_slots, hours

CHANCE = 0.001


def faithful(kept):
    """Visits by members who are there all year to brands that neither a campaign nor a rival takes or brings."""
    world = kept.scene.world
    touched = {c.line for c in world.campaigns.list} | {world.drop.line, world.drop.rival}
    brands = [brand.index for brand in kept.scene.brands if brand.line not in touched]
    habits = kept.frame("repertoires")
    stay = habits[(habits["joined_day"] == 0) & (habits["left_day"] >= DAYS) & habits["brand"].isin(brands)]
    return kept.frame("visits").merge(stay[["member", "brand"]], on=["member", "brand"])


def close(slots, weights):
    """Whether slots stand for weights as well as whole numbers can."""
    return (np.abs(slots / slots.sum() - weights / weights.sum()) < 1 / slots.sum()).all()


@pytest.mark.parametrize("archetype", range(5))
def test_weekdays_are_those_of_the_archetype_and_holidays_those_of_the_country(kept, archetype):
    world, n_blocks = kept.scene.world, DAYS // BLOCK
    seen = faithful(kept)
    seen = seen[seen["archetype"] == archetype]
    each = np.array(day_slots(world, 0, n_blocks - 1)).reshape(len(world.archetypes), n_blocks, DAY_SLOTS)[archetype]
    slots = np.array([np.bincount(block, minlength=BLOCK) for block in each])
    dates = [world.start + timedelta(days=day) for day in range(DAYS)]
    weekend = world.archetypes[archetype].weekend
    weights = [
        world.visits.weekdays[day.weekday()]
        * (weekend if day.weekday() >= 5 else 1)
        * world.holidays.get(day.isoformat(), 1)
        for day in dates
    ]
    for block, configured in zip(slots, np.reshape(weights, slots.shape), strict=True):
        assert close(block, configured)
    in_blocks = np.bincount(seen["day"] // BLOCK, minlength=n_blocks)
    expected = (slots / DAY_SLOTS * in_blocks[:, None]).ravel()
    weekday = np.array([day.weekday() for day in dates])
    found = np.bincount(weekday[seen["day"]], minlength=WEEK)
    assert chisquare(found, np.bincount(weekday, weights=expected)).pvalue > CHANCE
    holidays = np.array([day.isoformat() in world.holidays for day in dates])
    on_each = np.bincount(seen["day"], minlength=DAYS)[holidays]
    rest = [len(seen) - on_each.sum(), len(seen) - expected[holidays].sum()]
    assert chisquare([*on_each, rest[0]], [*expected[holidays], rest[1]]).pvalue > CHANCE


@pytest.mark.parametrize("line", ["grocer", "convenience", "fuel"])
def test_hours_are_those_of_the_line(kept, line):
    world = kept.scene.world
    at = [*world.lines_of_business].index(line) * HOUR_SLOTS
    slots = np.bincount(hours(world)[at : at + HOUR_SLOTS], minlength=24)
    assert close(slots, np.array(world.hours[world.lines_of_business[line].hours]))
    seen = of_brand(kept, "visits", line)
    found, open_ = np.bincount(seen["second"] // 3600, minlength=24), slots > 0
    assert found[~open_].sum() == 0
    assert chisquare(found[open_], slots[open_] / HOUR_SLOTS * len(seen)).pvalue > CHANCE


def is_seasonal(days, world, line):
    """Whether days of visits, by members who are there all year, fall into blocks as the line's season has it."""
    dates = [world.start + timedelta(days=day) for day in range(DAYS)]
    season = world.seasons.get(line, (1.0,) * 12)
    weights = np.array(
        [
            season[day.month - 1] * world.visits.weekdays[day.weekday()] * world.holidays.get(day.isoformat(), 1)
            for day in dates
        ]
    )
    blocks = weights.reshape(-1, BLOCK).sum(axis=1)
    found = np.bincount(days // BLOCK, minlength=len(blocks))
    return chisquare(found, blocks / blocks.sum() * len(days)).pvalue > CHANCE


@pytest.mark.parametrize("line", ["convenience", "fashion", "airline"])
def test_seasons_are_those_of_the_line(kept, line):
    seen = faithful(kept)
    assert is_seasonal(seen.loc[seen["brand"] == brand_of(kept, line), "day"], kept.scene.world, line)


def test_the_seasons_of_the_grocer_are_found_by_many_visits(trial):
    habits, seen = trial.frame("untreated"), trial.frame("year")
    stay = habits.loc[(habits["joined_day"] == 0) & (habits["left_day"] >= DAYS), "member"]
    assert is_seasonal(seen.loc[seen["member"].isin(stay), "day"], trial.scene.world, "grocer")
