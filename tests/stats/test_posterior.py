"""The level of a member: coverage, and ends of the scale."""

import numpy as np
import pytest

from gcrm.stats.posterior import posterior


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(8)
    n = 20_000
    centre, error, spread, noise = 3.0, 0.1, 0.5, rng.uniform(0.05, 2.0, n)
    truth = centre + rng.normal(0, spread**0.5, n)
    made = posterior(centre + rng.normal(0, error**0.5, n), np.full(n, spread), np.full(n, error),
                     truth + rng.normal(size=n) * np.sqrt(noise), noise)  # fmt: skip
    inside = np.abs(made.mean - truth) <= 1.2816 * np.sqrt(made.variance)
    assert inside.mean() == pytest.approx(0.8, abs=0.01)


def test_without_noise_the_own_spend_is_the_level_and_without_spread_the_prior():
    assert posterior([1.0], [2.0], [0.0], [5.0], [0.0]).mean[0] == 5.0
    assert posterior([1.0], [0.0], [0.0], [5.0], [0.0]).mean[0] == 1.0
