"""Direct estimates from moments, and smoothed sampling variances."""

import numpy as np
import pytest

from gcrm.stats.checks import InvalidInputError
from gcrm.stats.told_apart import told_apart
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


def sampled(rng, true, n):
    """Variances as samples of n members of a normal population show them, where they are truly `true`."""
    return true * rng.chisquare(n - 1) / (n - 1)


def test_a_power_law_comes_back_and_reaches_areas_left_out():
    n = np.array([1, 2, 5, 40, 300, 20])
    law = 3.0 * n**-0.4
    np.testing.assert_allclose(smooth(np.where(n > 1, law, np.nan), n), law, rtol=1e-9)


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_smoothed_variances_are_right_within_two_percent_from_2_to_200_members(spread):
    n = np.concatenate([np.arange(2, 201), np.full(801, 2), np.full(500, 3)])
    rng, true = np.random.default_rng(1946), 1.5 / n
    runs = [sampled(rng, true * rng.lognormal(-(spread**2) / 2, spread, n.size), n) for _ in range(60)]
    ratio = np.mean([smooth(v, n) / true for v in runs], axis=0)
    np.testing.assert_allclose(ratio, 1.0, atol=0.02)


def skew(rng, size):
    """Log spend of people who come more or less often, which is far from normal."""
    return np.log(rng.gamma(0.7, size=size))


@pytest.mark.parametrize("few", [2, 3])
def test_the_level_is_right_of_skew_figures_in_areas_of_few(few):
    rng, k = np.random.default_rng(1978), 4000
    n = np.full(k, few)
    members = skew(rng, (k, few))
    true = skew(rng, 10**6).var() / few
    np.testing.assert_allclose(smooth(members.var(axis=1, ddof=1) / few, n), true, rtol=0.06)


def test_areas_of_hardly_anybody_are_not_told_apart_by_chance():
    found = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        home, y = rng.integers(0, 146, 300), skew(rng, 300)
        n, s, ss = (np.bincount(home, weights=w, minlength=146) for w in (np.ones(300), y, y**2))
        some = n > 0
        direct, v = log_mean_direct(n[some], s[some], ss[some])
        found += told_apart(direct, np.ones((some.sum(), 1)), smooth(v, n[some]), (n[some] - 1).sum()).differ()
    assert found <= 5


def test_areas_whose_members_do_not_differ_count():
    np.testing.assert_allclose(smooth([0.2, 0.0], [5, 5]), 0.1)


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


def test_too_little_for_a_line_is_pooled_and_no_spread_at_all_tells_nothing():
    np.testing.assert_allclose(smooth([0.1, np.nan, 0.3], [4, 1, 4]), [0.2, 0.8, 0.2])
    assert np.isnan(smooth([0.0, np.nan, 0.0], [4, 1, 3])).all()


@pytest.mark.parametrize("value", [np.nan, np.inf, -0.1])
def test_a_variance_that_is_none_is_refused_where_it_would_be_used(value):
    with pytest.raises(InvalidInputError, match=r"^v is not a variance at row 2"):
        smooth([0.1, 0.2, value, 0.3], [5, 6, 7, 8])
