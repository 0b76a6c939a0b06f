"""What was kept back is held against what was foretold of it, without a session."""

import numpy as np
import pytest

from gcrm.models.purchasing_power.backtests import AREAS_KEPT_BACK, REGIONS_KEPT_BACK, foretold

BOTH = {"intercept": {"intercept": 0.01, "x": 0.0}, "x": {"intercept": 0.0, "x": 0.01}}


def world(seed, slope, n=200):
    rng = np.random.default_rng(seed)
    x, v = rng.normal(size=n), rng.uniform(0.05, 0.4, n)
    y = 5 + slope * x + rng.normal(0, 0.2 if slope else 0.0, n) + rng.normal(size=n) * np.sqrt(v)
    place = rng.random((n, 2))
    return [
        {"x": {"x": float(x[i])}, "direct": float(y[i]), "variance": float(v[i]), "longitude": float(place[i, 0]),
         "latitude": float(place[i, 1]), "region_code": f"r{int(10 * place[i, 0])}"}
        for i in range(n)
    ]  # fmt: skip


def coefficients(differ):
    names = ("intercept", "x") if differ else ("intercept",)
    rows = {name: {"value": 1.0, "covariance": {k: BOTH[name][k] for k in names}} for name in names}
    return {"area_variance": {"value": 0.04, "covariance": None}, **rows,
            "areas_differ": {"value": float(differ), "covariance": None}}  # fmt: skip


@pytest.mark.parametrize(("differ", "slope"), [(True, 0.5), (False, 0.0)])
@pytest.mark.parametrize("data", [AREAS_KEPT_BACK, REGIONS_KEPT_BACK])
def test_intervals_hold_what_was_kept_back_as_often_as_they_say(data, differ, slope):
    made = np.array([foretold(world(seed, slope), coefficients(differ))[data] for seed in range(6)])
    n, low, high, error, naive = made.mean(axis=0)
    assert 30 < n < 50
    # Three standard errors of a share of 240 areas.
    assert low == pytest.approx(0.8, abs=0.08)
    assert high == pytest.approx(0.95, abs=0.045)
    assert (error < 0.9 * naive) == differ


def test_of_few_areas_or_regions_nothing_is_kept_back():
    assert foretold(world(0, 0.5)[:19], coefficients(True)) == {}
    nowhere = [{**row, "region_code": None} for row in world(0, 0.5)]
    assert list(foretold(nowhere, coefficients(True))) == [AREAS_KEPT_BACK]
