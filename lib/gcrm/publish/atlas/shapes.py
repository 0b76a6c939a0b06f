"""Boundaries made small enough to draw: simplified together, so that neighbours still share their border."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

# A border may be off by this share of the map's longer side: under a pixel on a laptop.
_TOLERANCE = 1 / 1200
_FEWEST_DIGITS, _MOST_DIGITS = 1, 6


@dataclass(frozen=True)
class Shapes:
    """`features`: a GeoJSON FeatureCollection with area ids as ids; `box`: west, south, east, north in degrees."""

    features: dict[str, Any]
    box: tuple[float, float, float, float]


def parse(boundaries: Mapping[str, str | None]) -> dict[str, Any]:
    """Area id to geometry; areas without a boundary, or with one that is no GeoJSON polygon, are left out."""
    ids = [area_id for area_id, text in boundaries.items() if text]
    geometries = shapely.from_geojson([boundaries[area_id] for area_id in ids], on_invalid="ignore")
    kinds = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
    usable = np.isin(shapely.get_type_id(geometries), kinds) & ~shapely.is_empty(geometries)
    return {area_id: geometry for area_id, geometry, use in zip(ids, geometries, usable, strict=True) if use}


def simplified(geometries: Mapping[str, Any]) -> Shapes | None:
    """The areas at the resolution of a map that shows just them; None where there are none.

    Source of the method: Visvalingam and Whyatt 1993, on the coverage as a whole (GEOS CoverageSimplifier).
    """
    if not geometries:
        return None
    polygons = np.array(list(geometries.values()), dtype=object)
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(polygons))
    tolerance = max(east - west, north - south) * _TOLERANCE
    digits = int(np.clip(np.ceil(-np.log10(max(tolerance, 1e-9))), _FEWEST_DIGITS, _MOST_DIGITS))
    reduced = shapely.coverage_simplify(polygons, tolerance)
    drawn = _on_grid(reduced, digits)
    lost = shapely.is_missing(drawn)
    drawn[lost] = _on_grid(reduced[lost], _MOST_DIGITS)
    # The library that draws fills the rest of the globe when an outer ring runs anticlockwise.
    texts = shapely.to_geojson(shapely.orient_polygons(drawn, exterior_cw=True))
    features = [
        {"type": "Feature", "id": area_id, "geometry": json.loads(text)}
        for area_id, text in zip(geometries, texts, strict=True)
        if text
    ]
    return Shapes({"type": "FeatureCollection", "features": features}, (west, south, east, north))


def _on_grid(polygons: Any, digits: int) -> Any:
    """Coordinates rounded; parts that fall flat are left out, as a ring without an inside would fill the globe too."""
    rounded = shapely.transform(polygons, lambda points: np.round(points, digits))
    # A tolerance of nothing takes out the points that rounding put on a straight line.
    valid = shapely.simplify(shapely.make_valid(rounded, method="structure", keep_collapsed=False), 0)
    parts, owner = shapely.get_parts(valid, return_index=True)
    solid = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & (shapely.area(parts) > 0)
    nothing = np.full(len(polygons), None, dtype=object)
    return shapely.multipolygons(parts[solid], indices=owner[solid], out=nothing)
