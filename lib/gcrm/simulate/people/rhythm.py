"""When people come: seasons, holidays, days of the week and hours, as tables that a draw looks up."""

from datetime import timedelta

import numpy as np

from gcrm.simulate.draws import slots
from gcrm.simulate.parameters import BLOCK, WEEK, World

HOUR_SLOTS = 512
DAY_SLOTS = 512


def day_factors(world: World, line: str, day: int) -> float:
    """How many visits a line gets on a day, of an average day's: weekday, season and holiday."""
    date = world.start + timedelta(days=day)
    season = world.seasons.get(line, (1.0,) * 12)[date.month - 1]
    weekday = world.visits.weekdays[date.weekday()] * WEEK / sum(world.visits.weekdays)
    return season * weekday * world.holidays.get(date.isoformat(), 1.0)


def block_factors(world: World, first: int, last: int) -> dict[str, list[float]]:
    """Per line of business, the mean factor of each block of days from `first` to `last`."""
    return {
        line: [
            float(np.mean([day_factors(world, line, block * BLOCK + d) for d in range(BLOCK)]))
            for block in range(first, last + 1)
        ]
        for line in world.lines_of_business
    }


def day_slots(world: World, first: int, last: int) -> list[int]:
    """`DAY_SLOTS` days (0 to 27) per archetype and block: on which day of the block a visit falls.

    An archetype's weekend moves visits to other days of the block, and does not change how many there are.
    """
    return [
        day
        for archetype in world.archetypes
        for block in range(first, last + 1)
        for day in slots(
            np.array([_day_weight(world, block * BLOCK + d, archetype.weekend) for d in range(BLOCK)]), DAY_SLOTS
        )
    ]


def _day_weight(world: World, day: int, weekend: float) -> float:
    date = world.start + timedelta(days=day)
    return day_factors(world, "", day) * (weekend if date.weekday() >= 5 else 1.0)


def hours(world: World) -> list[int]:
    """Per line of business `HOUR_SLOTS` hours of the day, in proportion to their weights."""
    return [
        hour
        for business in world.lines_of_business.values()
        for hour in slots(np.array(world.hours[business.hours]), HOUR_SLOTS)
    ]
