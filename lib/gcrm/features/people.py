"""How many people live in each area: as published, or what is published of the area around it, spread over homes.

Where a census counts large areas only, the people of one are spread over the modelled areas inside it by floor area:
homes in complexes times the usual size of a home that is listed there (gcrm.stats.dasymetric). What is published of
some of the areas inside is taken off first, so that totals are kept.
"""

from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np
from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.stats.dasymetric import allocate

POPULATION = "population"  # indicator that counts the people of an area
PUBLISHED, BY_FLOOR_AREA, EVENLY = "published", "spread by floor area", "spread evenly"
_SCHEMA = "area_id string, n_people double, people_source string, n_homes bigint"
Lives = tuple[float, str]


def people(
    level: str | None, places: DataFrame, indicators: DataFrame, listings: DataFrame, complexes: DataFrame
) -> DataFrame:
    """area_id, n_people, people_source and n_homes of every modelled area; people are null where nothing is published.

    `level`: of the modelled areas. `places`, `indicators`, `listings`, `complexes`: the tables of silver. Areas, and
    what is counted of them, come to the driver in one pass.
    """
    if level is None:
        return small(places.sparkSession, _SCHEMA)
    known = _counted(places, indicators, listings, complexes)
    parents = {row["area_id"]: row["parent"] for row in known["place"]}
    around = {row["area_id"]: _lineage(row["area_id"], parents) for row in known["place"] if row["level"] == level}
    homes = _inside(around, parents, {row["area_id"]: row["n"] for row in known["homes"]})
    n_listed = _inside(around, parents, {row["area_id"]: row["n"] for row in known["size"]})
    size = _inside(around, parents, {row["area_id"]: row["value"] * row["n"] for row in known["size"]})
    usual = sum(size.values()) / sum(n_listed.values()) if n_listed else 1.0
    floor = {
        area: homes[area] * (size[area] / n_listed[area] if area in size else usual) if area in homes else np.nan
        for area in around
    }
    lives = spread(around, {row["area_id"]: row["value"] for row in known["people"]}, floor)
    made = [(area, *lives.get(area, (None, None)), int(homes.get(area, 0))) for area in around]
    return small(places.sparkSession, _SCHEMA, made)


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


def _counted(
    places: DataFrame, indicators: DataFrame, listings: DataFrame, complexes: DataFrame
) -> dict[str, list[Row]]:
    """Rows by what they tell: `place` (level, parent), `people`, `size` (the median, and of how many), `homes`."""
    mine = (F.col("indicator") == POPULATION) & (F.col("value") >= 0)
    parts = {
        "place": places.select("area_id", F.col("parent_area_id").alias("parent"), "level"),
        "people": indicators.filter(mine).groupBy("area_id").agg(F.max_by("value", "period").alias("value")),
        "size": listings.groupBy("area_id").agg(F.median("size").alias("value"), F.count(F.lit(1)).alias("n")),
        "homes": complexes.groupBy("area_id").agg(F.sum("n_homes").alias("n")),
    }
    told = [part.withColumn("kind", F.lit(kind)) for kind, part in parts.items()]
    every = reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), told)
    found: dict[str, list[Row]] = {kind: [] for kind in parts}
    for row in every.filter("area_id IS NOT NULL").collect():
        found[row["kind"]].append(row)
    return found


def _lineage(area: str, parents: Mapping[str, str | None]) -> list[str]:
    """The area and those that it lies in, the nearest first; what goes round in a circle ends there."""
    found = [area]
    while (above := parents.get(found[-1])) is not None and above not in found:
        found.append(above)
    return found


def _inside(
    around: Mapping[str, Sequence[str]], parents: Mapping[str, str | None], values: Mapping[str, float]
) -> dict[str, float]:
    """Sums over each modelled area and all areas inside it."""
    sums: dict[str, float] = {}
    for area, value in values.items():
        for at in _lineage(area, parents):
            if at in around:
                sums[at] = sums.get(at, 0.0) + value
                break
    return sums
