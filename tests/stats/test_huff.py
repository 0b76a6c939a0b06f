"""Huff's model: recovery of its powers with standard errors, and what cannot be told."""

import numpy as np
import pytest

from gcrm.stats.checks import InvalidInputError
from gcrm.stats.huff import fit, probabilities


def towns(seed, n_origins=60, n_stores=12, each=300, overdispersed=False):
    rng = np.random.default_rng(seed)
    origin, store = np.repeat(np.arange(n_origins), n_stores), np.tile(np.arange(n_stores), n_origins)
    size, way = np.exp(rng.normal(6, 0.6, n_stores))[store], np.exp(rng.normal(2, 0.7, len(store)))
    p = probabilities(origin, size, way, attraction=0.9, friction=1.8).reshape(n_origins, n_stores)
    if overdispersed:
        p = np.array([rng.dirichlet(40 * row) for row in p])
    visits = np.array([rng.multinomial(each, row) for row in p]).ravel()
    return visits, origin, size, way


@pytest.mark.parametrize("overdispersed", [False, True])
def test_the_powers_are_recovered_within_two_standard_errors(overdispersed):
    inside = []
    for seed in range(40):
        found = fit(*towns(seed, overdispersed=overdispersed))
        assert found.converged
        inside += [abs(found.attraction - 0.9) < 2 * found.attraction_se]
        inside += [abs(found.friction - 1.8) < 2 * found.friction_se]
    # 80 of them; of a right standard error 95% lie within two.
    assert np.mean(inside) > 0.86
    assert (found.overdispersion > 2) == overdispersed


def test_chances_add_up_to_one_and_a_store_takes_from_those_nearby():
    before = probabilities([0, 0], [100.0, 100.0], [1.0, 2.0], 1.0, 2.0)
    after = probabilities([0, 0, 0], [100.0, 100.0, 100.0], [1.0, 2.0, 1.0], 1.0, 2.0)
    assert (before.sum(), after.sum()) == (pytest.approx(1.0), pytest.approx(1.0))
    np.testing.assert_allclose(after[:2] / before, after[0] / before[0])


def test_what_tells_nothing_is_refused():
    with pytest.raises(InvalidInputError, match="sizes or ways do not vary"):
        fit([5, 5], [0, 0], [1.0, 1.0], [2.0, 3.0])
    with pytest.raises(InvalidInputError, match="way is not positive at row 1"):
        fit([5, 5], [0, 0], [1.0, 2.0], [2.0, 0.0])
    with pytest.raises(InvalidInputError, match="visits are 0 everywhere"):
        fit([0, 0], [0, 0], [1.0, 2.0], [2.0, 1.0])
