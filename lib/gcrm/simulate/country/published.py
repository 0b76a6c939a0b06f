"""Everything that is published about the country, by the path of its file, with the day on which it is delivered."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gcrm.simulate.country.generator import generator
from gcrm.simulate.country.names import PlaceName
from gcrm.simulate.country.portal import complexes, listings
from gcrm.simulate.country.shapes import FloatArray
from gcrm.simulate.country.statistics import census, incomes
from gcrm.simulate.parameters import World

Content = pd.DataFrame | dict[str, Any]
Published = dict[str, tuple[int, Content]]
TRAVEL_WITHIN = 90.0  # minutes; farther pairs are not published
_PROPERTIES = ("area_id", "level", "parent_area_id", "name", "region_code")


def office(
    places: pd.DataFrame, areas: pd.DataFrame, roads: pd.DataFrame, minutes: FloatArray, world: World, seed: int
) -> Published:
    """What the map office and the statistical office publish on day 0; years before the start as late as they are."""
    year, counted = world.start.year, world.start.year - world.census.years_late
    return {
        f"office/areas/{year}.geojson": (0, areas_geojson(areas)),
        f"office/census/{counted}.csv": (
            0,
            census(places, counted, world.census.rounded_to, generator(seed, "census")),
        ),
        f"office/income/{counted}.csv": (0, incomes(places, counted, world.income)),
        f"office/roads/{year}.geojson": (0, roads_geojson(roads, places)),
        f"office/travel/{year}.csv": (0, travel(places["area_id"], minutes)),
    }


def reform(areas: pd.DataFrame, changes: pd.DataFrame, world: World) -> Published:
    """What the map office publishes on the day of the reform: the areas after it, and the crosswalk."""
    year, day = world.start.year, world.areas.reform_day
    return {
        f"office/areas/{year}-reform.geojson": (day, areas_geojson(areas)),
        f"office/changes/{year}-reform.csv": (day, changes),
    }


def portals(
    places: pd.DataFrame, names: Sequence[PlaceName], world: World, seed: int
) -> tuple[Published, pd.DataFrame]:
    """What portals publish on day 0, and what is true of each listing. `places` have their `geometry` and `name`."""
    year = world.start.year
    listed, truth = listings(places, names, world, generator(seed, "listings"))
    built = complexes(places, world.start, generator(seed, "complexes"))
    return {f"portal/complexes/{year}.csv": (0, built), f"portal/listings/{year}.csv": (0, listed)}, truth


def areas_geojson(areas: pd.DataFrame) -> dict[str, Any]:
    """A FeatureCollection (RFC 7946) of areas of all levels; `names` is a JSON list of all that an area is called."""
    features = []
    for area in areas.to_dict("records"):
        names: PlaceName = area["names"]
        properties = {name: area[name] for name in _PROPERTIES}
        properties["names"] = json.dumps(names.every(), ensure_ascii=False)
        properties["population"] = int(area["population"])
        # Exteriors run counter-clockwise in RFC 7946.
        shape = shapely.geometry.polygon.orient(area["geometry"])
        features.append(_feature(properties, shapely.geometry.mapping(shape)))
    return {"type": "FeatureCollection", "features": features}


def roads_geojson(roads: pd.DataFrame, places: pd.DataFrame) -> dict[str, Any]:
    """A FeatureCollection of straight lines: road_id, origin, destination (area_id), class, km, minutes."""
    codes, points = places["area_id"].to_list(), places[["longitude", "latitude"]].to_numpy().tolist()
    features = []
    for i, road in enumerate(roads.to_dict("records"), start=1):
        ends = (road["origin"], road["destination"])
        properties = {"road_id": f"W{i:05d}", "origin": codes[ends[0]], "destination": codes[ends[1]]}
        properties |= {"class": road["class"], "km": round(road["km"], 2), "minutes": round(road["minutes"], 2)}
        features.append(_feature(properties, {"type": "LineString", "coordinates": [points[end] for end in ends]}))
    return {"type": "FeatureCollection", "features": features}


def travel(codes: pd.Series, minutes: FloatArray) -> pd.DataFrame:
    """origin, destination, minutes to one decimal, of pairs within TRAVEL_WITHIN; an area to itself too."""
    origin, destination = np.nonzero(minutes <= TRAVEL_WITHIN)
    near = {"origin": codes.to_numpy()[origin], "destination": codes.to_numpy()[destination]}
    return pd.DataFrame({**near, "minutes": np.round(minutes[origin, destination], 1)})


def _feature(properties: dict[str, Any], geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}
