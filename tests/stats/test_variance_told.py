"""What a grouping tells of an outcome."""

import numpy as np
import pytest

from gcrm.stats.variance_told import omega_squared


def sums(values, labels):
    return [
        (np.sum(labels == g), values[labels == g].sum(), np.square(values[labels == g]).sum())
        for g in set(labels.tolist())
    ]


def test_groups_of_no_meaning_tell_nothing_however_many():
    rng = np.random.default_rng(1)
    values = rng.normal(size=4000)
    assert abs(np.mean([omega_squared(sums(values, rng.integers(0, 60, 4000))) for _ in range(20)])) < 0.003


def test_groups_that_matter_tell_their_share_of_the_variance():
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 4, 20_000)
    values = labels + rng.normal(0, np.sqrt(1.25), 20_000)  # the groups' own variance is 1.25 too
    assert omega_squared(sums(values, labels)) == pytest.approx(0.5, abs=0.02)


def test_nobody_and_nothing_that_varies_tell_nothing():
    assert omega_squared([]) == omega_squared([(0, 0.0, 0.0)]) == omega_squared([(3, 6.0, 12.0), (2, 4.0, 8.0)]) == 0.0
