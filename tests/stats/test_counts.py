"""Counts of which only the class is known: the mean that they are taken for, beside what they were."""

import numpy as np
import pytest

from gcrm.stats.checks import InvalidInputError
from gcrm.stats.counts import harmonic


@pytest.mark.parametrize("seed", range(3))
def test_the_mean_is_that_of_the_counts_themselves(seed):
    rng = np.random.default_rng(seed)
    people = 6000 * np.exp(0.5 * rng.normal(size=400))
    n = np.maximum(rng.poisson(5600 * people / people.sum()), 1)
    low = np.select([n < 10, n < 40, n < 100], [1, 10, 40])
    high = np.select([n < 10, n < 40, n < 100], [9, 39, 99])
    found, seen = harmonic(low, high, people), n >= 10
    assert 1 / np.mean(1 / found[seen]) == pytest.approx(1 / np.mean(1 / n[seen]), rel=0.05)
    assert np.corrcoef(found[seen], n[seen])[0, 1] > 0.7
    assert ((found >= low) & (found <= high)).all()


def test_a_count_far_from_what_its_size_foretells_stays_in_its_class():
    found = harmonic([10, 2500, 40], [39, 3999, 99], [1e6, 10.0, 1e-3])
    assert 10 <= found[0] <= 39
    assert found[1] == pytest.approx((2500 * 3999) ** 0.5)
    assert 40 <= found[2] <= 99


def test_of_nothing_there_is_nothing_and_what_is_no_class_is_refused():
    assert len(harmonic([], [], [])) == 0
    with pytest.raises(InvalidInputError, match="is no class at row 0"):
        harmonic([5], [3], [1.0])
    with pytest.raises(InvalidInputError, match="is not positive at row 0"):
        harmonic([5], [9], [0.0])
