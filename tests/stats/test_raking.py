"""Raking: margins met, trimming told, and what is not known kept."""

import numpy as np
import pytest

from gcrm.stats.checks import InvalidInputError
from gcrm.stats.raking import design_effect, rake

AGE, SEX = ["young", "young", "old", "old"], ["f", "m", "f", "m"]


def test_every_margin_is_met():
    made = rake([40, 30, 20, 10], [(AGE, {"young": 45, "old": 55}), (SEX, {"f": 51, "m": 49})])
    share = made.weights * [40, 30, 20, 10] / 100
    assert made.converged
    assert share[:2].sum() == pytest.approx(0.45, abs=1e-6)
    assert share[[0, 2]].sum() == pytest.approx(0.51, abs=1e-6)


def test_weights_that_would_be_too_large_are_trimmed_and_the_gap_is_told():
    made = rake([99, 1], [(["a", "b"], {"a": 50, "b": 50})], bounds=(0.2, 5.0))
    assert not made.converged
    assert (made.weights.max(), made.n_trimmed) == (5.0, 1)
    assert made.largest_gap == pytest.approx(0.45, abs=0.01)


def test_units_of_unknown_age_keep_their_share():
    made = rake([50, 30, 20], [(["young", "old", None], {"young": 1, "old": 1})])
    np.testing.assert_allclose(made.weights * [50, 30, 20], [40, 40, 20])


def test_margins_that_name_nobody_change_nothing():
    made = rake([5, 5], [(["a", "b"], {"c": 9})])
    np.testing.assert_array_equal(made.weights, [1.0, 1.0])


def test_weighting_a_biased_sample_moves_its_mean_to_the_population():
    rng = np.random.default_rng(5)
    young = rng.random(4000) < 0.5
    y = np.where(young, 1.0, 2.0) + rng.normal(0, 0.1, 4000)
    member = rng.random(4000) < np.where(young, 0.6, 0.2)
    n = np.array([(member & young).sum(), (member & ~young).sum()])
    w = rake(n, [(["young", "old"], {"young": young.sum(), "old": (~young).sum()})]).weights
    weighted = np.average(y[member], weights=np.where(young[member], w[0], w[1]))
    assert abs(weighted - y.mean()) < abs(y[member].mean() - y.mean()) / 10


def test_the_design_effect_is_kishs():
    assert design_effect([1.0, 3.0], [30, 10]) == pytest.approx(40 * (30 + 90) / 60**2)


@pytest.mark.parametrize("counts", [[0, 0], [-1, 5], [np.nan, 1]])
def test_counts_of_nobody_are_refused(counts):
    with pytest.raises(InvalidInputError, match=r"^counts"):
        rake(counts, [])
