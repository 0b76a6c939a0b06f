"""Roads: travel times of a small graph by hand, and what holds for those of a whole country."""

import numpy as np
import pytest

from gcrm.simulate.country.roads import roads, travel_minutes


def test_highways_join_the_middles_of_districts_and_other_roads_are_streets():
    """Three places in a row, the last in another district, and one off the row at the first, which is the middle."""
    centres = np.array([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0], [0.0, 10.0]])
    edges, district = np.array([[0, 1], [1, 2], [0, 3]]), np.array([0, 0, 1, 0])
    found = roads(centres, edges, district)
    assert found["class"].to_list() == ["highway", "highway", "street"]
    assert found["km"].to_list() == pytest.approx([12, 12, 12])
    minutes = travel_minutes(4, found, 6)
    assert minutes[3, 2] == pytest.approx(12 / 30 * 60 + 24 / 70 * 60)
    assert np.diag(minutes).tolist() == [6, 6, 6, 6]


def test_it_takes_as_long_there_as_back(country, world):
    assert (country.minutes == country.minutes.T).all()
    assert np.isfinite(country.minutes).all()
    assert (np.diag(country.minutes) == world.huff.minutes_at_home).all()


def test_no_way_round_is_shorter(country):
    minutes = country.minutes.copy()
    np.fill_diagonal(minutes, 0)
    for via in range(len(minutes)):
        assert (minutes <= minutes[:, [via]] + minutes[[via], :] + 1e-9).all()


def test_nothing_is_faster_than_a_straight_highway(country):
    at = country.neighbourhoods[["x_km", "y_km"]].to_numpy()
    km = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    assert (country.minutes + 1e-9 >= 1.2 * km / 70 * 60)[~np.eye(len(at), dtype=bool)].all()
