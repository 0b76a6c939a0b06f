"""Neighbours by Delaunay's triangulation: few places, places in a line, places at one spot, islands."""

import numpy as np

from gcrm.stats.neighbours import neighbours


def test_few_places_are_a_chain():
    assert neighbours([], []).tolist() == []
    assert neighbours([1.0], [1.0]).tolist() == []
    assert neighbours([1.0, 0.0], [1.0, 0.0]).tolist() == [[0, 1]]


def test_places_on_a_line_have_the_next_ones():
    assert neighbours([0.0, 1.0, 2.0, 3.0, 4.0], [0.0] * 5).tolist() == [[0, 1], [1, 2], [2, 3], [3, 4]]


def test_places_at_one_spot_hang_on_the_first():
    pairs = neighbours([0.0, 0.0, 1.0, 1.0, 0.5], [0.0, 0.0, 0.0, 1.0, 2.0]).tolist()
    assert [0, 1] in pairs
    assert all(1 not in pair for pair in pairs if pair != [0, 1])


def test_what_lies_far_off_is_nobodys_neighbour():
    rng = np.random.default_rng(0)
    lon, lat = np.append(rng.random(200), 50.0), np.append(rng.random(200), 50.0)
    assert 200 not in neighbours(lon, lat)
