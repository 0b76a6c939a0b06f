"""The variance of the area effects: derivatives, boundary, fallback."""

import numpy as np
import pytest

from gcrm.stats import area_variance
from gcrm.stats.area_variance import estimate, evaluate

from .milk import milk

METHODS = ("reml", "ml")


def dense(a, y, x, v, method):
    """Loglik, score and information written with n x n matrices, as in the textbook."""
    w = np.diag(1.0 / (a + v))
    p = w - w @ x @ np.linalg.inv(x.T @ w @ x) @ x.T @ w
    m = p if method == "reml" else w
    loglik = np.linalg.slogdet(w)[1] - y @ p @ y
    if method == "reml":
        loglik -= np.linalg.slogdet(x.T @ w @ x)[1]
    return loglik / 2, (y @ p @ p @ y - np.trace(m)) / 2, np.trace(m @ m) / 2


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("a", [0.0, 0.003, 0.02, 1.0])
def test_the_curve_agrees_with_dense_matrices(method, a):
    curve = evaluate(a, *milk(), method)
    np.testing.assert_allclose(
        (curve.loglik, curve.score, curve.information), dense(a, *milk(), method), rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("a", [0.003, 0.1])
def test_the_score_is_the_slope_of_the_log_likelihood(method, a):
    step = 1e-6
    above, below = (evaluate(a + sign * step, *milk(), method).loglik for sign in (1, -1))
    assert evaluate(a, *milk(), method).score == pytest.approx((above - below) / (2 * step), rel=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_the_bounded_search_finds_what_scoring_finds(method):
    scored, searched = estimate(*milk(), method), estimate(*milk(), method, max_iterations=1)
    assert searched.converged
    assert searched.iterations > scored.iterations
    assert searched.a == pytest.approx(scored.a, rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("method", METHODS)
def test_no_point_of_a_fine_grid_beats_the_estimate(seed, method):
    rng = np.random.default_rng(seed)
    v = rng.lognormal(0.0, 2.0, 15)
    y, x = rng.normal(size=15) * np.sqrt(0.3 + v), np.column_stack([np.ones(15), rng.normal(size=15)])
    found = estimate(y, x, v, method)
    grid = [evaluate(a, y, x, v, method).loglik for a in np.concatenate([[0.0], np.geomspace(1e-6, 1e4, 2000)])]
    assert found.converged
    assert evaluate(found.a, y, x, v, method).loglik >= max(grid) - 1e-9


def test_a_higher_maximum_inside_beats_a_zero_where_the_score_is_negative():
    # Precise areas that agree, two that do not, and vague ones that pull the starting value below zero.
    y = np.array([0.007, -0.007] * 5 + [30.0, -30.0] + [0.1, -0.1] * 5)
    v = np.array([1e-4] * 10 + [1.0] * 2 + [1e4] * 10)
    x = np.ones((22, 1))
    assert evaluate(0.0, y, x, v, "reml").score < 0.0
    found = estimate(y, x, v, "reml")
    assert found.a > 50.0
    assert evaluate(found.a, y, x, v, "reml").score == pytest.approx(0.0, abs=1e-6)


def test_a_step_past_the_maximum_is_halved_until_the_likelihood_rises():
    curve = area_variance.Curve
    here = curve(loglik=-9.0, score=6.0, information=0.5)
    a, there = area_variance._climb(lambda a: curve(-((a - 3.0) ** 2), 0.0, 1.0), 0.0, 12.0, here)
    assert (a, there.loglik) == (6.0, -9.0)


def test_scoring_that_cannot_climb_says_so_instead_of_looping():
    def downhill(a):
        return area_variance.Curve(loglik=-a, score=1.0, information=1.0)

    assert area_variance._score(downhill, 1.0, 100) == area_variance.AreaVariance(1.0, 1, False)


def test_the_search_finds_a_high_narrow_peak_beside_a_broad_one():
    def curve(a):
        narrow, broad = np.exp(-(np.log((a + 1e-9) / 0.02) ** 2)), np.exp(-((a / 2e3 - 1.0) ** 2))
        return area_variance.Curve(float(2.0 * narrow + broad), 0.0, 1.0)

    found = area_variance.search(curve, 1e-3, 1e4)
    assert found.converged
    assert found.a == pytest.approx(0.02, rel=1e-4)
