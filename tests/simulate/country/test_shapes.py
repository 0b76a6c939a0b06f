"""Neighbourhoods cover a country without gaps; points fall evenly into them."""

import numpy as np
import pytest
import shapely

from gcrm.simulate.country.shapes import degrees, leaves, points_in


@pytest.fixture(scope="module")
def made():
    return leaves(40, 500.0, np.random.default_rng(3))


def test_cells_are_a_coverage_of_one_piece_as_wide_as_asked(made):
    assert shapely.coverage_is_valid(made.polygons)
    assert shapely.coverage_union_all(made.polygons).geom_type == "Polygon"
    assert np.ptp(made.centres[:, 0]) == pytest.approx(500, rel=0.3)


def test_edges_are_the_pairs_that_share_a_line(made):
    shared = {
        (i, j)
        for i, one in enumerate(made.polygons)
        for j in range(i + 1, len(made.polygons))
        if one.intersection(made.polygons[j]).length > 0
    }
    assert {tuple(map(int, pair)) for pair in made.edges} == shared


def test_another_order_keeps_who_touches_whom(made):
    order = np.random.default_rng(1).permutation(len(made.polygons))
    again = made.ordered(order)
    assert again.polygons.tolist() == made.polygons[order].tolist()
    back = {tuple(sorted((int(order[i]), int(order[j])))) for i, j in again.edges}
    assert back == {tuple(map(int, pair)) for pair in made.edges}


def test_a_degree_is_as_long_as_it_is_on_earth():
    east, north = degrees(np.array([[100.0, 0.0], [0.0, 100.0]])) - degrees(np.array([[0.0, 0.0]]))
    assert (east[1], north[0]) == (0, 0)
    assert north[1] == pytest.approx(100 / 111.195, abs=2e-6)
    assert east[0] == pytest.approx(100 / (111.195 * np.cos(np.radians(20))), abs=2e-6)


def test_points_are_uniform_in_a_convex_polygon():
    shape = shapely.Polygon([(0, 0), (4, 0), (4, 1), (0, 3)])
    found = points_in(shape, 20_000, np.random.default_rng(5))
    assert shapely.contains_xy(shape.buffer(1e-6), found).all()
    left = shape.intersection(shapely.box(0, 0, 2, 3)).area / shape.area
    assert (found[:, 0] < 2).mean() == pytest.approx(left, abs=0.012)
    low = shape.intersection(shapely.box(0, 0, 4, 1)).area / shape.area
    assert (found[:, 1] < 1).mean() == pytest.approx(low, abs=0.012)
