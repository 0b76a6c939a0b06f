"""Land: on every level, before and after the reform, areas cover the country and nothing else, and nest."""

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gcrm.simulate.country.nesting import grouped
from gcrm.simulate.country.shapes import leaves, points_in

LEVELS = ("region", "province", "district", "neighbourhood")
TABLES = ("areas", "reformed")


def of(country, table, level):
    areas = getattr(country, table)
    return areas[areas["level"] == level]


def pieces(labels, edges):
    """Connected pieces of all groups together."""
    same = edges[labels[edges[:, 0]] == labels[edges[:, 1]]]
    n = len(labels)
    return connected_components(coo_array((np.ones(len(same)), tuple(same.T)), shape=(n, n)), directed=False)[0]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("level", LEVELS)
def test_areas_cover_the_country_without_gaps_or_overlaps(country, table, level):
    shapes = of(country, table, level)["geometry"].to_numpy()
    outline = shapely.coverage_union_all(of(country, "areas", "neighbourhood")["geometry"].to_numpy())
    assert shapely.coverage_is_valid(shapes)
    whole = shapely.coverage_union_all(shapes)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert whole.equals(outline)
    assert shapely.area(shapes).sum() == pytest.approx(outline.area, rel=1e-9)


def test_the_check_of_a_coverage_finds_a_corner_that_was_moved(country):
    shapes = of(country, "areas", "neighbourhood")["geometry"].to_numpy().copy()
    corners = shapely.get_coordinates(shapes[0])
    corners[1] += 2e-6
    shapes[0] = shapely.Polygon(corners)
    assert not shapely.coverage_is_valid(shapes)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("level", LEVELS)
def test_every_area_is_in_one_piece(country, table, level):
    shapes = of(country, table, level)["geometry"]
    assert set(shapes.map(lambda shape: shape.geom_type)) == {"Polygon"}
    assert shapely.is_valid(shapes.to_numpy()).all()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("level", LEVELS[:-1])
def test_an_area_is_what_its_children_are_together(country, table, level):
    areas = getattr(country, table)
    for parent in of(country, table, level).itertuples():
        children = areas[areas["parent_area_id"] == parent.area_id]
        assert shapely.union_all(children["geometry"].to_numpy()).equals(parent.geometry)
        assert children["population"].sum() == parent.population


def test_there_are_as_many_areas_as_asked_for(country, world):
    asked = world.areas
    before, after = country.areas["level"].value_counts(), country.reformed["level"].value_counts()
    assert [before[level] for level in LEVELS] == [
        asked.regions,
        asked.provinces,
        asked.districts,
        asked.neighbourhoods,
    ]
    changed = asked.neighbourhoods - asked.merged + asked.split
    assert [after[level] for level in LEVELS] == [asked.regions, asked.provinces, asked.districts, changed]


def test_codes_are_numbered_area_by_area(country):
    places = country.neighbourhoods
    assert places["area_id"].to_list() == [f"N{i + 1:04d}" for i in range(360)]
    for column in ("district_id", "province_id", "region_id", "region"):
        assert places[column].is_monotonic_increasing
    assert (places["region_id"] == "R" + places["region"].astype(str)).all()


def test_the_country_is_as_wide_as_asked_for_and_in_the_open_sea(country, world):
    places = country.neighbourhoods
    # Centroids lie within the coast by about half an area's width.
    assert 0.85 * world.areas.width_km < np.ptp(places["x_km"]) < world.areas.width_km
    assert places["latitude"].between(-24, -16).all()
    assert places["longitude"].between(-24, -16).all()


def test_a_place_is_in_its_area_and_borders_are_rounded_to_six_decimals(country):
    places = country.neighbourhoods
    shapes = of(country, "areas", "neighbourhood")["geometry"].to_numpy()
    assert shapely.contains(shapes, shapely.points(places["longitude"], places["latitude"])).all()
    corners = shapely.get_coordinates(shapes)
    assert (corners == np.round(corners, 6)).all()


@pytest.mark.parametrize("n", [1, 2, 5, 40])
def test_few_areas_cover_a_country_too(n):
    made = leaves(n, 100, np.random.default_rng(n))
    assert len(made.polygons) == n
    assert shapely.coverage_union_all(made.polygons).geom_type == "Polygon"


def test_pairs_of_neighbours_are_those_whose_borders_have_a_length():
    made = leaves(60, 100, np.random.default_rng(2))
    found = {
        (i, j)
        for i in range(60)
        for j in range(i + 1, 60)
        if shapely.intersection(made.polygons[i], made.polygons[j]).length > 0
    }
    assert {(i, j) for i, j in made.edges.tolist()} == found


def test_groups_are_connected_where_the_nearest_are_not():
    """Two rows of points side by side that touch at one end only: k-means alone groups across the gap."""
    row = np.arange(30.0)
    points = np.vstack([np.column_stack([row, 0 * row]), np.column_stack([row, 0 * row + 0.5])])
    along = np.column_stack([np.arange(29), np.arange(1, 30)])
    edges = np.vstack([along, along + 30, [[0, 30]]])
    for seed in range(10):
        labels = grouped(points, edges, 6, np.random.default_rng(seed))
        assert len(set(labels.tolist())) == 6
        assert pieces(labels, edges) == 6


def test_points_are_spread_evenly_over_an_area():
    square = shapely.Polygon([(0, 0), (2, 0), (2, 1), (0, 1)])
    points = points_in(square, 4000, np.random.default_rng(1))
    assert shapely.covers(square, shapely.points(points)).all()
    # Four standard errors of uniform means.
    assert points.mean(axis=0) == pytest.approx([1, 0.5], abs=4 * 2 / np.sqrt(12 * 4000))
    assert (points[:, 0] * points[:, 1]).mean() == pytest.approx(0.5, abs=4 * 0.44 / np.sqrt(4000))
