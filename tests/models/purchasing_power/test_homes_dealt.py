"""Homes dealt at random in worlds as they are simulated: areas have one index, over twenty seeds."""

import numpy as np
import pytest

from .imitated import told, world

pytestmark = pytest.mark.worlds


@pytest.mark.parametrize("n_members", [3000, 20_000])
def test_of_twenty_worlds_areas_of_eighteen_are_told_apart_by_nothing(n_members):
    apart, indices = 0, []
    for seed in range(20):
        # Five countries are enough: homes and spend are others in each world.
        areas, rows = told(world(seed % 5, n_members + seed, at_random=True))
        apart += rows["areas_differ"]["value"] == 1.0
        level = np.exp(areas["theta"] + areas["mse"] / 2)
        indices.append(100 * level / np.average(level, weights=areas["n_members"]))
    assert apart <= 2
    assert sum(one.min() >= 95 and one.max() <= 105 for one in indices) >= 18
