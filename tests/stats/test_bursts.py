"""Rises that are planted are found, and chance is none."""

import numpy as np

from gcrm.stats.bursts import ewma_z, in_burst, phases, ratio_low


def test_the_bound_holds_as_often_as_it_says():
    rng = np.random.default_rng(5)
    k, k0 = rng.poisson(30, 20_000).astype(float), rng.poisson(60, 20_000).astype(float)
    n, n0 = np.full(20_000, 100.0), np.full(20_000, 200.0)  # so that the true ratio is 1
    above = (ratio_low(k, n, k0, n0, 0.025) > 1).mean()
    assert 0.018 < above < 0.032


def test_a_quiet_series_has_no_burst():
    rng = np.random.default_rng(7)
    quiet = [in_burst(rng.binomial(400, 0.02, 52), np.full(52, 400), 0.02).any() for _ in range(50)]
    assert sum(quiet) <= 1


def test_a_rise_is_a_burst_from_its_weeks_on():
    k = np.array([8] * 20 + [40] * 10)
    burst = in_burst(k, np.full(30, 400), 0.02)
    assert burst.tolist() == [False] * 20 + [True] * 10
    assert ewma_z(k.astype(float), np.full(30, 400.0))[20] > 8


def test_a_trend_is_born_rises_peaks_and_fades():
    k = np.array([0, 0, 6, 20, 40, 41, 40, 41, 40, 41, 12, 3])
    found = phases(k, np.full(12, 400), k > 5, np.zeros(12, dtype=int))
    assert found[:2] == ["", ""]
    assert found[2] == "born"
    assert found[4] == "rising"
    assert found[9] == "peaked"
    assert found[-1] == "fading"


def test_nothing_is_nothing():
    none = np.zeros(5)
    assert phases(none.astype(int), none.astype(int), none > 0, none.astype(int)) == [""] * 5
    assert np.isfinite(ratio_low(none, none + 10, none, none + 10, 0.01)).all()
    assert not in_burst(none.astype(int), none.astype(int) + 10, 0.01).any()
