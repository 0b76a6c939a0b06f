"""Dasymetric allocation: totals kept, and what is not known."""

import numpy as np
import pytest

from gcrm.stats.checks import InvalidInputError
from gcrm.stats.dasymetric import allocate


def test_totals_of_zones_are_kept_whatever_is_known():
    rng = np.random.default_rng(0)
    zone, area = rng.integers(0, 9, 300), rng.lognormal(size=300)
    area[rng.random(300) < 0.3] = np.nan
    totals = rng.uniform(1, 9, 9)
    got = allocate(totals, zone, area, rng.uniform(0.01, 0.05, 300))
    np.testing.assert_allclose(np.bincount(zone, weights=got), totals)
    assert np.isfinite(got).all()


def test_flats_hold_more_people_than_villas_of_the_same_floor():
    np.testing.assert_allclose(allocate([90.0], [0, 0], [100.0, 100.0], [0.04, 0.02]), [60.0, 30.0])


def test_an_area_without_floor_area_has_the_mean_of_its_zone():
    np.testing.assert_allclose(allocate([90.0], [0, 0, 0], [100.0, 200.0, np.nan]), [20.0, 40.0, 30.0])


def test_what_is_no_area_is_refused():
    with pytest.raises(InvalidInputError, match="floor_area is negative at row 1"):
        allocate([1.0], [0, 0], [1.0, -1.0])
    with pytest.raises(InvalidInputError, match="zone is no row of totals at row 0"):
        allocate([1.0], [1], [1.0])
