"""The country's shape: neighbourhoods as Voronoi cells inside a smooth random coast, as an exact coverage."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi, cKDTree

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

CENTRE = (-20.0, -20.0)  # latitude and longitude in the open South Atlantic, where there is no land
_KM_PER_DEGREE = 111.195  # of a great circle of a sphere of 6371 km
_DECIMALS = 6  # of a degree: 0.1 m
_SAMPLES, _ROUNDS, _RING, _ATTEMPTS = 64, 25, 48, 20


@dataclass(frozen=True)
class Leaves:
    """What covers the country: polygons (n,) in degrees, centroids (n, 2) in km, pairs (m, 2) that share an edge."""

    polygons: NDArray[np.object_]
    centres: FloatArray
    edges: IntArray

    def ordered(self, order: IntArray) -> "Leaves":
        """The same areas, the i-th of them the one that was at `order[i]`."""
        edges = np.sort(np.argsort(order)[self.edges], axis=1)
        return Leaves(self.polygons[order], self.centres[order], edges[np.lexsort(edges.T[::-1])])


def leaves(n: int, width_km: float, rng: np.random.Generator) -> Leaves:
    """`n` areas of a country that is `width_km` wide from west to east.

    Voronoi cells of points that Lloyd's algorithm has spread (Lloyd 1982; Du, Faber and Gunzburger 1999), and of as
    many mirrored at the coast, whose cells are sea: so the coast is made of edges of cells and nothing is clipped.
    Raises RuntimeError when no draw gives a country in one piece.
    """
    for _ in range(_ATTEMPTS):
        harmonics = _harmonics(width_km, rng)
        made = _cells(_spread(n, harmonics, rng), harmonics)
        whole = shapely.coverage_union_all(made.polygons)
        if shapely.coverage_is_valid(made.polygons) and whole.geom_type == "Polygon" and not whole.interiors:
            return made
    raise RuntimeError(f"{_ATTEMPTS} draws gave no country in one piece; choose another number of neighbourhoods.")


def degrees(km: FloatArray) -> FloatArray:
    """Longitude and latitude (n, 2) of points (n, 2) in km east and north of the centre, by equirectangular projection.

    >>> degrees(np.array([[0.0, 111.195]])).tolist()
    [[-20.0, -19.0]]
    """
    latitude, longitude = CENTRE
    per_degree = _KM_PER_DEGREE * np.array([np.cos(np.radians(latitude)), 1.0])
    placed: FloatArray = np.round(np.array([longitude, latitude]) + km / per_degree, _DECIMALS)
    return placed


def points_in(polygon: shapely.Polygon, n: int, rng: np.random.Generator) -> FloatArray:
    """`n` points (n, 2) that are uniform in a convex polygon, by its fan of triangles (Turk 1990)."""
    corners = shapely.get_coordinates(polygon)[:-1]
    a, b = corners[1:-1] - corners[0], corners[2:] - corners[0]
    areas = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
    at = rng.choice(len(areas), size=n, p=areas / areas.sum())
    u, v = rng.random((2, n, 1))
    inside: FloatArray = np.round(corners[0] + np.sqrt(u) * ((1 - v) * a[at] + v * b[at]), _DECIMALS)
    return inside


def _harmonics(width_km: float, rng: np.random.Generator) -> FloatArray:
    """Amplitude in km and phase (5, 2) of the waves of the coast; the first wave is the mean radius."""
    waves = np.arange(2, 7)
    swings = rng.uniform(0.3, 1.0, 5) * 0.3 / waves
    found = np.vstack([[1.0, 0.0], np.column_stack([swings, rng.uniform(0, 2 * np.pi, 5)])])
    angles = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    east = _radius(angles, found) * np.cos(angles)
    found[:, 0] *= width_km / np.ptp(east)
    return found


def _radius(angles: FloatArray, harmonics: FloatArray) -> FloatArray:
    """Distance of the coast from the origin in km, by direction; always above 0, so the country is star-shaped."""
    waves = np.array([0, 2, 3, 4, 5, 6])
    radius: FloatArray = np.cos(waves * np.expand_dims(angles, -1) + harmonics[:, 1]) @ harmonics[:, 0]
    return radius


def _spread(n: int, harmonics: FloatArray, rng: np.random.Generator) -> FloatArray:
    """`n` points (n, 2) inside the coast, about equally far from each other."""
    most, wanted = 2 * harmonics[0, 0], max(2000, _SAMPLES * n)
    drawn = rng.uniform(-most, most, (wanted * 8, 2))
    inside = drawn[np.hypot(*drawn.T) < _radius(np.arctan2(drawn[:, 1], drawn[:, 0]), harmonics)][:wanted]
    points: FloatArray = inside[:n]
    for _ in range(_ROUNDS):
        nearest = cKDTree(points).query(inside)[1]
        counts = np.bincount(nearest, minlength=n)[:, None]
        sums = np.column_stack([np.bincount(nearest, weights=axis, minlength=n) for axis in inside.T])
        points = np.where(counts > 0, sums / np.maximum(counts, 1), points)
    return points


def _cells(points: FloatArray, harmonics: FloatArray) -> Leaves:
    n, angles = len(points), np.arctan2(points[:, 1], points[:, 0])
    mirrored = points * (2 * _radius(angles, harmonics) / np.hypot(*points.T) - 1)[:, None]
    around = np.linspace(0, 2 * np.pi, _RING, endpoint=False)
    ring = 2 * _radius(around, harmonics)[:, None] * np.column_stack([np.cos(around), np.sin(around)])
    found = Voronoi(np.vstack([points, mirrored, ring]))
    # Vertices are rounded before polygons are made of them, so neighbours share them exactly.
    vertices = degrees(found.vertices)
    polygons, centres = np.empty(n, dtype=object), np.empty((n, 2))
    for i in range(n):
        corners = np.array(found.regions[found.point_region[i]])
        off = found.vertices[corners] - points[i]
        corners = corners[np.argsort(np.arctan2(off[:, 1], off[:, 0]))]
        polygons[i] = shapely.Polygon(vertices[corners])
        centres[i] = shapely.get_coordinates(shapely.centroid(shapely.Polygon(found.vertices[corners])))[0]
    inner = (found.ridge_points < n).all(axis=1)
    ends = vertices[np.array(found.ridge_vertices)[inner]]
    seen = (ends[:, 0] != ends[:, 1]).any(axis=1)
    return Leaves(polygons, centres, np.sort(found.ridge_points[inner][seen], axis=1).astype(np.intp))
