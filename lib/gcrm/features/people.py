"""How many people live in each area: as published, or what is published of the area around it, spread over homes.

Where a census counts large areas only, the people of one are spread over the modelled areas inside it by floor area:
homes in complexes times the usual size of a home that is listed there (gcrm.stats.dasymetric). What is published of
some of the areas inside is taken off first, so that totals are kept.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.features import nesting
from gcrm.stats.dasymetric import allocate

POPULATION = "population"  # indicator that counts the people of an area
PUBLISHED, BY_FLOOR_AREA, EVENLY = "published", "spread by floor area", "spread evenly"
_SCHEMA = "area_id string, n_people double, people_source string, n_homes bigint"
Lives = tuple[float, str]


def people(
    level: DataFrame, places: DataFrame, indicators: DataFrame, listings: DataFrame, complexes: DataFrame
) -> DataFrame:
    """area_id, n_people, people_source and n_homes of every modelled area; people are null where nothing is published.

    `level`: `area_id` of the modelled areas. `places`, `indicators`, `listings`, `complexes`: the tables of silver.
    Areas and their counts come to the driver.
    """
    mine = (F.col("indicator") == POPULATION) & (F.col("value") >= 0)
    counts = indicators.filter(mine).groupBy("area_id").agg(F.max_by("value", "period").alias("n")).collect()
    floors = _floors(level, places, listings, complexes)
    areas = level.select("area_id").join(nesting.around(places), "area_id").join(floors, "area_id", "left").collect()
    floor = {row["area_id"]: np.nan if row["floor"] is None else row["floor"] for row in areas}
    lives = spread(
        {row["area_id"]: row["around"] for row in areas}, {row["area_id"]: row["n"] for row in counts}, floor
    )
    none = (None, None)
    made = [(row["area_id"], *lives.get(row["area_id"], none), row["n_homes"] or 0) for row in areas]
    return small(level.sparkSession, _SCHEMA, made)


def spread(
    around: Mapping[str, Sequence[str]], counts: Mapping[str, float], floor: Mapping[str, float]
) -> dict[str, Lives]:
    """People of each area and what they are known from; none of an area with no count around it.

    `around`: an area to itself and the areas that it lies in, the nearest first. `counts`: people of areas of any size.
    `floor`: floor area of homes in each area, NaN where none is known.

    >>> around = {"a": ["a", "s"], "b": ["b", "s"], "c": ["c", "s"]}
    >>> spread(around, {"s": 90.0, "c": 30.0}, {"a": 2.0, "b": 1.0, "c": 9.0})["a"]
    (40.0, 'spread by floor area')
    """
    found: dict[str, Lives] = {area: (float(counts[area]), PUBLISHED) for area in around if area in counts}
    # From the nearest count outwards, so that of a state only what its districts leave is spread.
    for up in range(1, max(map(len, around.values()), default=0)):
        zones: dict[str, list[str]] = {}
        for area, lines in around.items():
            if area not in found and up < len(lines) and lines[up] in counts:
                zones.setdefault(lines[up], []).append(area)
        taken = dict.fromkeys(zones, 0.0)
        for area, (n, _) in found.items():
            for zone in taken.keys() & set(around[area]):
                taken[zone] += n
        for zone, inside in zones.items():
            space = [floor[area] for area in inside]
            shares = allocate([max(0.0, counts[zone] - taken[zone])], [0] * len(inside), space)
            source = BY_FLOOR_AREA if np.isfinite(space).any() else EVENLY
            found |= {area: (float(n), source) for area, n in zip(inside, shares, strict=True)}
    return found


def _floors(level: DataFrame, places: DataFrame, listings: DataFrame, complexes: DataFrame) -> DataFrame:
    """n_homes and floor, in homes of the usual size, of each modelled area with complexes."""
    within = F.broadcast(nesting.up_to(level, places))
    at = F.col("modelled_area_id").alias("area_id")
    sizes = listings.join(within, "area_id").groupBy(at).agg(F.median("size").alias("_size"))
    homes = complexes.join(within, "area_id").groupBy(at).agg(F.sum("n_homes").alias("n_homes"))
    usual = F.median("_size").over(Window.partitionBy(F.lit(1)))
    size = F.coalesce(F.col("_size") / usual, F.lit(1.0))
    return homes.join(sizes, "area_id", "left").select("area_id", "n_homes", (F.col("n_homes") * size).alias("floor"))
