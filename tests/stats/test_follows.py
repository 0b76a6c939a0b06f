"""What follows a rise is told from what drifts by itself."""

import numpy as np
import pytest

from gcrm.stats.follows import followed

WEEKS, CATEGORIES, MOST = 52, 40, 8
RISE = 1 / (1 + np.exp(-0.5 * (np.arange(WEEKS) - 25.0)))


def drifting(seed):
    """Logs of sales that wander, each category for itself."""
    rng = np.random.default_rng(seed)
    return rng.normal(scale=0.03, size=(WEEKS, CATEGORIES)).cumsum(axis=0) + rng.normal(
        scale=0.05, size=(WEEKS, CATEGORIES)
    )


@pytest.mark.parametrize("lag", [0, 3, 7])
def test_the_lag_and_the_rise_are_found(lag):
    sales = drifting(1) * 0.2
    sales[:, 5] += np.log(1.5) * np.concatenate([np.zeros(lag), RISE[: WEEKS - lag]])
    found = followed(RISE, sales, 5, MOST)
    assert (found.lag, found.rise) == (pytest.approx(lag, abs=1), pytest.approx(0.5, abs=0.1))
    assert found.chance <= 0.05


def test_what_only_drifts_follows_as_seldom_as_chance_says():
    told = [followed(RISE, drifting(seed), 5, MOST).chance <= 0.05 for seed in range(200)]
    assert np.mean(told) <= 0.09


def test_what_falls_does_not_follow():
    sales = drifting(2) * 0.2
    sales[:, 5] -= RISE
    assert followed(RISE, sales, 5, MOST).chance > 0.5


def test_too_few_weeks_and_what_never_varies_tell_nothing():
    assert followed(RISE[:9], drifting(3)[:9], 5, MOST) is None
    assert followed(RISE, np.zeros((WEEKS, 2)), 0, MOST) is None
    assert followed(np.ones(WEEKS), drifting(3), 5, MOST) is None
