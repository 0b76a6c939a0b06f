"""Levels and shares of areas, without a session."""

import numpy as np
import pytest
from tests.stats.milk import milk

from gcrm.models.purchasing_power import solving
from gcrm.stats.checks import InvalidInputError

NOWHERE = np.full(43, np.nan)


def milk_areas():
    y, x, v = milk()
    return solving.Areas(x, y, v, NOWHERE, NOWHERE)


def test_by_reml_milk_is_as_published_and_by_ml_smoother():
    reml, ml = (solving.levels(milk_areas(), method) for method in ("reml", "ml"))
    np.testing.assert_allclose(reml.theta[:5], [1.02197, 1.04760, 1.06795, 0.76082, 0.84616], atol=5e-6)
    np.testing.assert_allclose(reml.mse[:3], [0.013460, 0.005373, 0.005702], atol=5e-7)
    assert (ml.own < reml.own).all()


def test_averaged_levels_without_places_are_near_those_of_reml():
    reml, averaged = (solving.levels(milk_areas(), method) for method in ("reml", "averaged"))
    assert np.abs(averaged.theta - reml.theta).max() < 0.02
    assert (averaged.mse > 0.8 * reml.mse).all()
    assert (averaged.shared <= averaged.mse).all()


def test_one_figure_for_all_may_still_be_off_by_how_far_areas_are_apart():
    made = solving.one_for_all(milk_areas(), 1.0, 0.01, 0.04)
    assert set(made.theta) == {1.0}
    assert set(made.mse) == {0.05}
    assert set(made.shared) == {0.01}


def test_shares_follow_the_level_and_add_up():
    theta = np.linspace(4, 6, 40)
    food = np.exp(-0.5 - 0.3 * (theta - 5))
    direct = {"food": (np.log(food), np.full(40, 1e-4)), "fun": (np.log(1 - food), np.full(40, 1e-4))}
    made = solving.composition({"food": 0.6, "fun": 0.35, "unseen": 0.05}, direct, theta)
    assert set(made) == {"food", "fun", "unseen"}
    np.testing.assert_allclose(sum(one.share for one in made.values()), 1.0)
    assert made["food"].share[0] > made["food"].share[-1]


def test_a_group_in_which_areas_cannot_be_told_apart_has_the_usual_share():
    rng = np.random.default_rng(1)
    y = np.log(0.4) + rng.normal(0, 0.5, 30)
    made = solving.composition({"food": 0.4, "fun": 0.6}, {"food": (y, np.full(30, 0.25))}, np.zeros(30))
    np.testing.assert_allclose(made["food"].share, 0.4)


def test_methods_that_are_none_are_refused():
    with pytest.raises(InvalidInputError, match="method is 'best': averaged, alone, reml, ml would work"):
        solving.levels(milk_areas(), "best")
