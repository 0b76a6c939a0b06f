"""The table of the areas of every level, from the neighbourhoods and the names."""

from collections.abc import Mapping

import pandas as pd
import shapely

from gcrm.simulate.country.names import PlaceName
from gcrm.simulate.parameters import LEVELS

_PARENTS = dict(zip(LEVELS, (None, *LEVELS), strict=False))


def every_level(leaves: pd.DataFrame, names: Mapping[str, PlaceName]) -> pd.DataFrame:
    """area_id, level, parent_area_id, name, region_code, names, population, geometry: one row an area, regions first.

    `leaves` are the neighbourhoods: area_id, district_id, province_id, region_id, population, geometry (a coverage, in
    degrees). `names` has each area's by its code. region_code is the province's code, None for a region.
    """
    found = leaves.assign(neighbourhood_id=leaves["area_id"])
    return pd.concat([_level(found, level, names) for level in LEVELS], ignore_index=True)


def _level(leaves: pd.DataFrame, level: str, names: Mapping[str, PlaceName]) -> pd.DataFrame:
    parent, rows = _PARENTS[level], list[dict[str, object]]()
    for code, inside in leaves.groupby(f"{level}_id", sort=True):
        first = inside.iloc[0]
        rows.append(
            {
                "area_id": code,
                "level": level,
                "parent_area_id": first[f"{parent}_id"] if parent else None,
                "name": names[str(code)].en,
                "region_code": first["province_id"] if parent else None,
                "names": names[str(code)],
                "population": int(inside["population"].sum()),
                "geometry": shapely.coverage_union_all(inside["geometry"].to_numpy())
                if len(inside) > 1
                else first["geometry"],
            }
        )
    return pd.DataFrame(rows)
