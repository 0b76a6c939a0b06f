"""The reform: neighbourhoods are merged and split, a district and all within it get new codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
import shapely

from gcrm.simulate.country.names import PlaceName, place_names
from gcrm.simulate.country.shapes import IntArray
from gcrm.simulate.parameters import Areas

COLUMNS = ["old_area_id", "new_area_id", "kind", "population_share"]


@dataclass(frozen=True)
class Reform:
    """The neighbourhoods and names after it, and the crosswalk: COLUMNS, shares of an old area's people add up to 1."""

    leaves: pd.DataFrame
    names: dict[str, PlaceName]
    changes: pd.DataFrame


def reform(
    leaves: pd.DataFrame, edges: IntArray, names: Mapping[str, PlaceName], areas: Areas, rng: np.random.Generator
) -> Reform:
    """`leaves` as gcrm.simulate.country.areas takes them, in code order; `edges` (m, 2) are positions of neighbours.

    A merged area and the second half of a split one take new names; new codes continue the numbering. Raises ValueError
    when there are fewer pairs or fewer areas to split than `areas` asks for.
    """
    district = _recoded(leaves, areas, rng)
    pairs = _pairs(leaves, edges, areas.merged, district, rng)
    split = _to_split(leaves, areas.split, district, {i for pair in pairs for i in pair}, rng)
    new_names = iter(place_names(rng, len(pairs) + len(split), _taken(leaves, names)))
    code, new_district = len(leaves), f"D{leaves['district_id'].nunique() + 1:03d}"
    rows, changes = list[dict[str, object]](), [(district, new_district, "recoded", 1.0)]
    named = {new_district: names[district]}

    def add(old: pd.Series, name: PlaceName, **changed: object) -> str:
        nonlocal code
        code += 1
        new = f"N{code:04d}"
        rows.append({**{str(key): value for key, value in old.items()}, "area_id": new, **changed})
        named[new] = name
        return new

    for i, j in pairs:
        a, b = leaves.iloc[i], leaves.iloc[j]
        both = shapely.coverage_union_all([a["geometry"], b["geometry"]])
        new = add(a, next(new_names), geometry=both, population=a["population"] + b["population"])
        changes += [(old["area_id"], new, "merged", 1.0) for old in (a, b)]
    for i in split:
        old = leaves.iloc[i]
        first, second = halves(old["geometry"])
        # People are spread evenly, and somebody lives in either half.
        people = int(np.clip(round(old["population"] * first.area / old["geometry"].area), 1, old["population"] - 1))
        share = people / old["population"]
        one = add(old, names[old["area_id"]], geometry=first, population=people)
        other = add(old, next(new_names), geometry=second, population=old["population"] - people)
        changes += [(old["area_id"], one, "split", share), (old["area_id"], other, "split", 1 - share)]
    for _, old in leaves[leaves["district_id"] == district].iterrows():
        new = add(old, names[old["area_id"]], district_id=new_district)
        changes.append((old["area_id"], new, "recoded", 1.0))
    crosswalk = pd.DataFrame(changes, columns=COLUMNS)
    gone = set(crosswalk["old_area_id"])
    after = pd.concat([leaves[~leaves["area_id"].isin(gone)], pd.DataFrame(rows)], ignore_index=True)
    kept = {code: name for code, name in names.items() if code not in gone}
    return Reform(after, kept | named, crosswalk)


def halves(polygon: shapely.Polygon) -> tuple[shapely.Polygon, shapely.Polygon]:
    """A convex polygon of four corners or more, cut from corner to corner where the halves are most alike in size.

    >>> [half.area for half in halves(shapely.Polygon([(0, 0), (2, 0), (3, 1), (2, 2), (0, 2)]))]
    [3.0, 2.0]
    """
    corners = shapely.get_coordinates(polygon)[:-1]
    n = len(corners)
    cuts = [(i, j) for i, j in combinations(range(n), 2) if 2 <= j - i <= n - 2]
    firsts = [shapely.Polygon(corners[i : j + 1]) for i, j in cuts]
    best = int(np.argmin([abs(first.area - polygon.area / 2) for first in firsts]))
    i, j = cuts[best]
    return firsts[best], shapely.Polygon(np.vstack([corners[j:], corners[: i + 1]]))


def _taken(leaves: pd.DataFrame, names: Mapping[str, PlaceName]) -> set[str]:
    return {form for code in leaves["area_id"] for form in names[code].folded()}


def _recoded(leaves: pd.DataFrame, areas: Areas, rng: np.random.Generator) -> str:
    """A district that is not large, so that enough is left to merge and to split."""
    sizes = leaves["district_id"].value_counts().sort_index()
    if areas.merged + areas.split and len(sizes) == 1:
        raise ValueError("the only district is recoded; set areas.districts to 2 or more, or merged and split to 0.")
    return str(rng.choice(sizes.index[sizes <= sizes.median()].to_numpy(dtype=str)))


def _pairs(
    leaves: pd.DataFrame, edges: IntArray, n: int, recoded: str, rng: np.random.Generator
) -> list[tuple[int, int]]:
    districts = leaves["district_id"].to_numpy()
    used, pairs = set[int](), list[tuple[int, int]]()
    for i, j in rng.permutation(edges).tolist():
        if len(pairs) < n and districts[i] == districts[j] != recoded and used.isdisjoint((i, j)):
            used |= {i, j}
            pairs.append((i, j))
    if len(pairs) < n:
        raise ValueError(f"only {len(pairs)} pairs of neighbours can be merged; lower areas.merged from {n}.")
    return pairs


def _to_split(leaves: pd.DataFrame, n: int, recoded: str, merged: set[int], rng: np.random.Generator) -> list[int]:
    corners = shapely.get_num_coordinates(leaves["geometry"].to_numpy()) - 1
    fit = (corners >= 4) & (leaves["district_id"] != recoded).to_numpy() & (leaves["population"] >= 2).to_numpy()
    candidates = [i for i in np.flatnonzero(fit).tolist() if i not in merged]
    if len(candidates) < n:
        raise ValueError(f"only {len(candidates)} neighbourhoods can be split; lower areas.split from {n}.")
    return [int(i) for i in rng.permutation(candidates)[:n]]
