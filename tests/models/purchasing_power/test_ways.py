"""Ways of pairs: what is measured comes first, then the roads, then the distance."""

import numpy as np
import pytest

from gcrm.models.purchasing_power.ways import BY_ROAD, DISTANCE, FORETOLD, PUBLISHED, ways

ENDS = [("a", "b"), ("a", "c"), ("b", "c"), ("a", None)]
KM = np.array([10.0, 20.0, 10.0, 40.0])
ROADS = [("a", "b", 12.0), ("b", "c", 13.0)]


def test_a_published_time_comes_before_the_roads_and_these_before_the_distance():
    found = ways(ENDS, KM, {("a", "b"): 11.0}, ROADS)
    assert found[:3] == [(11.0, PUBLISHED), (25.0, BY_ROAD), (13.0, BY_ROAD)]
    assert found[3][1] == FORETOLD
    assert found[3][0] == pytest.approx(48, rel=0.1)


def test_with_hardly_any_time_all_ways_are_distances():
    found = ways(ENDS, KM, {("a", "b"): 11.0}, [])
    assert found == [(km, DISTANCE) for km in KM]
