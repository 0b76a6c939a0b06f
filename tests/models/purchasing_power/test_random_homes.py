"""Homes dealt at random, so that areas do not differ: over many seeds, and sizes of coalitions, without a session."""

import numpy as np
import pytest

from gcrm.models.purchasing_power.coefficients import fitted
from gcrm.stats import variance

RATES, SPENDS, SHARES = (1.5, 2.0, 1.2, 0.25, 0.7), (0.6, 1.6, 1.0, 1.0, 3.2), (0.24, 0.26, 0.22, 0.18, 0.1)


def dealt(seed, n_members, n_areas=360, spread=0.0):
    """Rows of sampled areas as the model takes them; members are of five types, and few of them visit often."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0, spread, n_areas)
    home, kind = rng.integers(0, n_areas, n_members), rng.choice(5, n_members, p=SHARES)
    visits = rng.poisson(rng.gamma(0.9, 12 * np.array(RATES)[kind]))
    seen = visits > 0
    amount = rng.gamma(3 * visits[seen], 1 / rng.gamma(4, 1, seen.sum())) * np.array(SPENDS)[kind[seen]]
    y, home = np.log(amount) + level[home[seen]] + rng.normal(0, 0.3, seen.sum()), home[seen]
    n, s, ss = (np.bincount(home, weights=w, minlength=n_areas) for w in (np.ones(len(y)), y, y**2))
    there = n > 0
    direct, v = variance.log_mean_direct(n[there], s[there], ss[there])
    x = rng.normal(size=(there.sum(), 6)) + np.outer(level[there], np.ones(6))
    return [
        {"direct": d, "variance": w, "effective_members": m, "adjusted": None, "adjusted_variance": None,
         "covariates": [{"name": f"x{k}", "value": value} for k, value in enumerate(row)]}
        for d, w, m, row in zip(direct, variance.smooth(v, n[there]), n[there], x, strict=True)
    ]  # fmt: skip


def differ(rows):
    return {row["name"]: row for row in fitted(rows, 5, 0.01)}["areas_differ"]["value"] == 1.0


@pytest.mark.parametrize("n_members", [150, 600, 4000, 20_000])
def test_areas_that_do_not_differ_are_not_told_apart(n_members):
    assert sum(differ(dealt(seed, n_members)) for seed in range(20)) <= 2


def test_areas_that_differ_are_told_apart_where_members_are_many_enough():
    assert sum(differ(dealt(seed, 4000, spread=0.3)) for seed in range(20)) >= 18
