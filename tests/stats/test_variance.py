"""Direct estimates from moments, and smoothed sampling variances."""

import numpy as np
import pytest
from scipy.special import digamma, polygamma

from gcrm.stats.checks import InvalidInputError, TooFewAreasError
from gcrm.stats.variance import log_mean_direct, smooth


@pytest.mark.parametrize("seed", range(4))
def test_moments_give_the_mean_and_variance_of_the_members(seed):
    rng = np.random.default_rng(seed)
    areas = [rng.normal(4.0, 1.0, size) for size in (2, 3, 50, 1000)]
    mean, v = log_mean_direct(*np.array([(a.size, a.sum(), (a**2).sum()) for a in areas]).T)
    np.testing.assert_allclose(mean, [a.mean() for a in areas], rtol=1e-12)
    np.testing.assert_allclose(v, [a.var(ddof=1) / a.size for a in areas], rtol=1e-9)


def test_an_empty_area_has_no_mean_and_a_single_member_has_no_variance():
    with np.errstate(all="raise"):
        mean, v = log_mean_direct([0, 1, 2], [0.0, 3.0, 6.0], [0.0, 9.0, 20.0])
    np.testing.assert_array_equal(mean, [np.nan, 3.0, 3.0])
    np.testing.assert_array_equal(v, [np.nan, np.nan, 1.0])


def test_members_who_spend_the_same_have_variance_zero_not_below():
    spend = np.full(1_000_000, 0.1)
    _, v = log_mean_direct([spend.size], [np.cumsum(spend)[-1]], [np.cumsum(spend**2)[-1]])
    assert 0.0 <= v[0] < 1e-12


def test_moments_of_different_members_are_refused():
    with pytest.raises(InvalidInputError, match=r"^ss is below s\^2 / n at row 1"):
        log_mean_direct([2, 2], [2.0, 4.0], [2.0, 7.0])
    with pytest.raises(InvalidInputError, match=r"^n is negative at row 0"):
        log_mean_direct([-1], [1.0], [1.0])
    with pytest.raises(InvalidInputError, match=r"^s is NaN or infinite at row 0"):
        log_mean_direct([1], [np.nan], [1.0])
    with pytest.raises(InvalidInputError, match=r"^ss has 1 rows: 2 would work"):
        log_mean_direct([1, 1], [1.0, 1.0], [1.0])


def expected_log(n):
    """What the log of a sample variance of n members is off by on average: digamma(h) - log(h), h = (n - 1) / 2."""
    half = (np.maximum(n, 2) - 1) / 2
    return digamma(half) - np.log(half)


def sampled(rng, true, n):
    """Variances as samples of n members of a normal population show them, where they are truly `true`."""
    return true * rng.chisquare(n - 1) / (n - 1)


def test_a_power_law_less_the_bias_of_its_logs_comes_back_and_reaches_areas_left_out():
    n = np.array([1, 2, 5, 40, 300, 20])
    law = 3.0 * n**-0.8
    v = law * np.exp(expected_log(n))
    v[0], v[5] = np.nan, 0.0
    np.testing.assert_allclose(smooth(v, n), law, rtol=1e-12)


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_smoothed_variances_are_right_within_two_percent_from_2_to_200_members(spread):
    n = np.concatenate([np.arange(2, 201), np.full(801, 2), np.full(500, 3)])
    rng, true = np.random.default_rng(1946), 1.5 / n
    runs = [sampled(rng, true * rng.lognormal(-(spread**2) / 2, spread, n.size), n) for _ in range(60)]
    ratio = np.mean([smooth(v, n) / true for v in runs], axis=0)
    np.testing.assert_allclose(ratio, 1.0, atol=0.02)


def test_a_spread_of_true_variances_pays_for_leaving_the_log_scale():
    n = np.array([401, 401, 1601, 1601])
    scatter = np.array([0.3, -0.3, 0.3, -0.3])
    smoothed = smooth(np.exp(expected_log(n) + scatter) / n, n)
    # Weighted squares of 0.09 less 2 degrees of freedom, over the weights (1 - 1/2) that the line leaves them.
    weights = 1 / polygamma(1, (n - 1) / 2)
    t = (0.09 * weights.sum() - 2) / (weights.sum() / 2)
    np.testing.assert_allclose(smoothed, np.exp(t / 2) / n, rtol=1e-9)


def test_areas_without_members_stay_nan():
    smoothed = smooth([0.5, np.nan, 0.25, 0.125], [2, 0, 4, 8])
    np.testing.assert_array_equal(np.isnan(smoothed), [False, True, False, False])


def test_smoothing_removes_most_of_the_noise_of_real_sample_variances():
    rng = np.random.default_rng(8)
    n = rng.integers(5, 200, 2000)
    true = 1.5 / n
    raw = sampled(rng, true, n)
    noise = [np.mean(np.log(estimate / true) ** 2) for estimate in (raw, smooth(raw, n))]
    assert noise[1] < 0.1 * noise[0]


def test_too_little_to_smooth_is_refused():
    with pytest.raises(TooFewAreasError, match=r"^2 areas for a line and its spread .*: at least 3 would work\.$"):
        smooth([0.1, 0.2, 0.0, 0.3], [5, 6, 7, 1])
    with pytest.raises(InvalidInputError, match=r"^every area used has n = 5: 2 different values"):
        smooth([0.1, 0.2, 0.3], [5, 5, 5])


@pytest.mark.parametrize("value", [np.nan, np.inf, -0.1])
def test_a_variance_that_is_none_is_refused_where_it_would_be_used(value):
    with pytest.raises(InvalidInputError, match=r"^v is not a variance at row 2"):
        smooth([0.1, 0.2, value, 0.3], [5, 6, 7, 8])
