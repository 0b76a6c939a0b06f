"""BYM2: the sparse solve against dense matrices, intervals, and maps that are not whole."""

import numpy as np
import pytest

from gcrm.stats import spatial
from gcrm.stats.area_maps import area_map
from gcrm.stats.checks import InvalidInputError, TooFewAreasError
from gcrm.stats.neighbours import neighbours


def world(seed, n=250, sigma2=0.2, phi=0.7):
    """A map, covariates, true levels, and direct estimates of 7 in 10 areas with their variances."""
    rng = np.random.default_rng(seed)
    points = rng.random((n, 2))
    on = area_map(n, neighbours(points[:, 0], points[:, 1]))
    covariance = sigma2 * (phi * np.linalg.pinv(on.precision.toarray()) + (1 - phi) * np.eye(n))
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    truth = x @ [1.0, 0.5] + np.linalg.cholesky(covariance + 1e-12 * np.eye(n)) @ rng.normal(size=n)
    v = rng.uniform(0.05, 0.3, n)
    y = np.where(rng.random(n) < 0.7, truth + rng.normal(size=n) * np.sqrt(v), np.nan)
    return on, x, truth, y, v


def dense(on, x, y, v, sigma2, phi):
    n, known = on.n, np.isfinite(y)
    prior = sigma2 * (phi * np.linalg.pinv(on.precision.toarray()) + (1 - phi) * np.eye(n))
    seen = prior[np.ix_(known, known)] + np.diag(v[known])
    w, mine = np.linalg.inv(seen), x[known]
    information = mine.T @ w @ mine
    beta = np.linalg.solve(information, mine.T @ w @ y[known])
    residual, weights = y[known] - mine @ beta, prior[:, known] @ w
    lever = x - weights @ mine
    mse = np.diag(prior - weights @ prior[known]) + np.diag(lever @ np.linalg.inv(information) @ lever.T)
    fell = np.linalg.slogdet(seen)[1] + np.linalg.slogdet(information)[1] + residual @ w @ residual
    return beta, x @ beta + weights @ residual, mse, fell


def test_the_sparse_solve_is_the_dense_one():
    on, x, _, y, v = world(0)
    apart = []
    for sigma2, phi in ((0.2, 0.7), (0.05, 0.2), (0.5, 0.9)):
        fitted = spatial.fit(y, x, v, on, sigma2, phi)
        beta, theta, mse, fell = dense(on, x, y, v, sigma2, phi)
        np.testing.assert_allclose(fitted.beta, beta, atol=1e-5)
        np.testing.assert_allclose(fitted.theta, theta, atol=1e-4)
        np.testing.assert_allclose(fitted.mse, mse, rtol=1e-4)
        assert (fitted.own + fitted.neighbours <= 1 + 1e-12).all()
        apart.append(fitted.minus_2_loglik - fell)
    # The likelihoods differ by a constant, so they are at their best at the same place.
    np.testing.assert_allclose(apart, apart[0], atol=0.02)


def test_variances_over_draws_are_near_the_whole_inverse(monkeypatch):
    on, x, _, y, v = world(1, n=600)
    whole = spatial.fit(y, x, v, on, 0.2, 0.7).mse
    monkeypatch.setattr(spatial, "EXACT", 10)
    drawn = spatial.fit(y, x, v, on, 0.2, 0.7).mse
    assert np.abs(drawn / whole - 1).mean() < 0.05


def test_averaged_intervals_hold_the_truth_as_often_as_they_say():
    inside = {0.8: [], 0.95: []}
    for seed in range(20):
        on, x, truth, y, v = world(seed, n=120)
        made = spatial.average(y, x, v, on, 0.8, 1.5)
        for share, z in ((0.8, 1.2816), (0.95, 1.96)):
            inside[share].append(np.mean(np.abs(truth - made.theta) <= z * np.sqrt(made.mse)))
    for share, found in inside.items():
        # Of 84 areas with an estimate the prior is heard a little: 0.78 and 0.93 over thirty seeds.
        assert np.mean(found) == pytest.approx(share, abs=0.04)


def test_an_area_without_neighbours_has_the_covariates_and_an_interval():
    on = area_map(8, [(i, i + 1) for i in range(6)])
    assert on.n_alone == 1
    y = np.array([1.0, 1.1, 1.3, 1.4, 1.6, 1.7, 1.9, np.nan])
    made = spatial.fit(y, np.ones((8, 1)), np.full(8, 0.01), on, 0.2, 0.5)
    assert made.theta[7] == pytest.approx(made.beta[0])
    assert made.neighbours[7] == pytest.approx(0.0)
    assert made.mse[7] > 0.2


def test_parts_of_a_map_that_do_not_touch_share_one_level():
    edges = [(0, 1), (1, 2), (2, 3), (4, 5)]
    y = np.array([1.0, 2.0, 1.0, 2.0, np.nan, np.nan])
    made = spatial.fit(y, np.ones((6, 1)), np.full(6, 0.1), area_map(6, edges), 0.2, 0.5)
    assert np.isfinite(made.mse).all()
    np.testing.assert_allclose(made.theta[4:], made.beta[0], atol=1e-5)


def test_what_cannot_be_smoothed_is_refused():
    on = area_map(5, [(0, 1)])
    with pytest.raises(TooFewAreasError, match="2 areas for 1 coefficients"):
        spatial.fit([1.0, 2.0, np.nan, np.nan, np.nan], np.ones((5, 1)), np.ones(5), on, 0.1, 0.5)
    with pytest.raises(InvalidInputError, match="y has 4 rows: 5 would work"):
        spatial.fit(np.ones(4), np.ones((4, 1)), np.ones(4), on, 0.1, 0.5)
