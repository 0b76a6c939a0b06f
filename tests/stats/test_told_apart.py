"""Whether areas can be told apart: how often chance is taken for a difference, and a difference for chance."""

import numpy as np

from gcrm.stats.told_apart import told_apart


def areas(seed, spread=0.0, slope=0.0, n=120):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(size=(n, 4))])
    v = rng.uniform(0.2, 1.5, n)
    return 5 + slope * x[:, 1] + rng.normal(0, spread, n) + rng.normal(size=n) * np.sqrt(v), x, v


def test_equal_areas_are_rarely_taken_to_differ():
    assert sum(told_apart(*areas(seed)).differ() for seed in range(200)) <= 9  # 2 tests of 1% each


def test_areas_that_differ_are_told_apart_by_spread_or_by_covariates():
    spread = [told_apart(*areas(seed, spread=1.2)) for seed in range(20)]
    assert all(found.differ() and found.p_areas < 0.01 for found in spread)
    along = [told_apart(*areas(seed, slope=0.4)) for seed in range(20)]
    assert sum(found.p_covariates < 0.01 and found.r2 > 0.2 for found in along) >= 18


def test_without_covariates_or_areas_there_is_a_verdict_too():
    y, x, v = areas(1, spread=2.0)
    assert told_apart(y, x[:, :1], v).p_covariates == 1.0
    assert not told_apart(y[:1], x[:1, :1], v[:1]).differ()
    assert told_apart(y[:1], x[:1, :1], v[:1]).sentence().startswith("Areas cannot be told apart")
    assert "differ by more than chance" in told_apart(y, x, v).sentence()
