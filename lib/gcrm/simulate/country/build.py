"""The whole country, from the world's parameters and a seed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gcrm.simulate.country import published
from gcrm.simulate.country.areas import every_level
from gcrm.simulate.country.generator import generator
from gcrm.simulate.country.names import PlaceName, place_names
from gcrm.simulate.country.nesting import Nesting, nested
from gcrm.simulate.country.people import people
from gcrm.simulate.country.published import Published
from gcrm.simulate.country.reform import reform
from gcrm.simulate.country.roads import roads, travel_minutes
from gcrm.simulate.country.shapes import FloatArray, IntArray, Leaves, degrees, leaves
from gcrm.simulate.parameters import LEVELS, World

_CODES = {"region": "R{}", "province": "P{:02d}", "district": "D{:03d}", "neighbourhood": "N{:04d}"}
_LEAF = ["area_id", "district_id", "province_id", "region_id", "population"]


@dataclass(frozen=True)
class Country:
    """`neighbourhoods`: index 0 to n - 1 in the order of codes; area_id, district_id, province_id, region_id, region
    (from 1), x_km, y_km, latitude, longitude, population, urbanity, mean_log_income, age_<band>, housing_<type>,
    household_<size>; new_area_ids and new_shares: where its people are after the reform.

    `areas` and `reformed`: area_id, level, parent_area_id, name, region_code, names (PlaceName), population, geometry
    (shapely, degrees). `changes`: old_area_id, new_area_id, kind, population_share. `minutes`: (n, n). `published`: day
    and content by path. `truth_listings`: listing_id, area_id, paid_rent, kind_of_defect.
    """

    neighbourhoods: pd.DataFrame
    areas: pd.DataFrame
    reformed: pd.DataFrame
    changes: pd.DataFrame
    minutes: FloatArray
    published: Published
    truth_listings: pd.DataFrame


def build(world: World, seed: int) -> Country:
    """The country of a world; the same for the same seed.

    Raises ValueError when the areas are too few for the reform that is asked for.
    """
    shapes, groups = _land(world, seed)
    places = _coded(shapes, groups).join(people(shapes.centres, world, generator(seed, "people")))
    names = _named(places, seed)
    before = places[_LEAF].assign(geometry=shapes.polygons)
    after = reform(before, shapes.edges, names, world.areas, generator(seed, "reform"))
    areas, reformed = every_level(before, names), every_level(after.leaves, after.names)
    found = roads(shapes.centres, shapes.edges, groups.district)
    minutes = travel_minutes(len(places), found, world.huff.minutes_at_home)
    own = [names[code] for code in places["area_id"]]
    with_shape = places.assign(geometry=shapes.polygons, name=[name.en for name in own])
    listed, truth = published.portals(with_shape, own, world, seed)
    files = published.office(places, areas, found, minutes, world, seed)
    files |= published.reform(reformed, after.changes, world) | listed
    return Country(places.join(_moved(places, after.changes)), areas, reformed, after.changes, minutes, files, truth)


def _land(world: World, seed: int) -> tuple[Leaves, Nesting]:
    """Leaves and their groups, in the order in which they are numbered: district by district."""
    asked, rng = world.areas, generator(seed, "shapes")
    shapes = leaves(asked.neighbourhoods, asked.width_km, rng)
    sizes = (asked.districts, asked.provinces, asked.regions)
    groups = nested(shapes.centres, shapes.edges, sizes, rng)
    order = np.argsort(groups.district, kind="stable")
    return shapes.ordered(order), Nesting(groups.district[order], groups.province[order], groups.region[order])


def _coded(shapes: Leaves, groups: Nesting) -> pd.DataFrame:
    points = degrees(shapes.centres)
    numbers: dict[str, tuple[str, IntArray]] = {
        "area": ("neighbourhood", np.arange(len(points))),
        "district": ("district", groups.district),
        "province": ("province", groups.province),
        "region": ("region", groups.region),
    }
    codes = {f"{key}_id": [_CODES[level].format(i + 1) for i in at] for key, (level, at) in numbers.items()}
    where = {"x_km": shapes.centres[:, 0], "y_km": shapes.centres[:, 1]}
    degrees_ = {"latitude": points[:, 1], "longitude": points[:, 0]}
    return pd.DataFrame({**codes, "region": groups.region + 1, **where, **degrees_})


def _named(places: pd.DataFrame, seed: int) -> dict[str, PlaceName]:
    """A name for each code; within a level no name names two areas."""
    found = dict[str, PlaceName]()
    for level in LEVELS:
        codes = sorted(set(places["area_id" if level == "neighbourhood" else f"{level}_id"]))
        found |= zip(codes, place_names(generator(seed, f"names of {level}"), len(codes)), strict=True)
    return found


def _moved(places: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """new_area_ids and new_shares; an area that the crosswalk does not name is its own."""
    codes = places["area_id"].to_list()
    new, share = {code: [code] for code in codes}, {code: [1.0] for code in codes}
    for old, rows in changes[changes["old_area_id"].isin(codes)].groupby("old_area_id"):
        new[str(old)], share[str(old)] = rows["new_area_id"].to_list(), rows["population_share"].to_list()
    return pd.DataFrame({"new_area_ids": list(new.values()), "new_shares": list(share.values())}, index=places.index)
