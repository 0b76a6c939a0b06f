"""Direct estimates from moments, and smoothed sampling variances."""

import numpy as np
import pytest
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


def test_an_exact_power_law_comes_back_unchanged_and_reaches_areas_left_out():
    n = np.array([1, 2, 5, 40, 300, 20])
    law = 3.0 * n**-0.8
    v = law.copy()
    v[0], v[5] = np.nan, 0.0
    np.testing.assert_allclose(smooth(v, n), law, rtol=1e-12)


def test_the_spread_around_the_line_pays_for_its_two_coefficients():
    # Residuals of +-0.3 around a slope of -1, and uncorrelated with log n: s^2 is 4 * 0.09 / (4 - 2).
    n = np.array([4, 4, 16, 16])
    v = np.exp([0.3, -0.3, 0.3, -0.3]) / n
    np.testing.assert_allclose(smooth(v, n), np.exp(0.18 / 2) / n, rtol=1e-12)


def test_areas_without_members_stay_nan():
    smoothed = smooth([0.5, np.nan, 0.25, 0.125], [2, 0, 4, 8])
    np.testing.assert_array_equal(np.isnan(smoothed), [False, True, False, False])


@pytest.mark.parametrize("seed", range(3))
def test_leaving_the_log_scale_keeps_the_mean_of_lognormal_variances(seed):
    rng = np.random.default_rng(seed)
    n = rng.integers(2, 500, 5000)
    expected = 2.0 / n
    v = expected * rng.lognormal(-(0.6**2) / 2, 0.6, n.size)
    np.testing.assert_allclose(smooth(v, n), expected, rtol=0.08)


def test_smoothing_removes_most_of_the_noise_of_real_sample_variances():
    rng = np.random.default_rng(8)
    n = rng.integers(5, 200, 2000)
    true = 1.5 / n
    raw = true * rng.chisquare(n - 1) / (n - 1)
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
