"""Estimates of areas: published figures of milk, and whether intervals keep their promise."""

from datetime import date

import numpy as np
import pytest
from tests.stats.milk import milk

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.models.purchasing_power import coefficients, estimates
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.models.purchasing_power.estimates import ESTIMATES
from gcrm.stats import fay_herriot
from gcrm.stats.transform import back_transform

AS_OF = date(2018, 9, 1)


def test_the_estimates_and_their_errors_are_those_published(milk_estimates):
    rows = milk_estimates.filter("method = 'members and model'").orderBy("area_id").collect()
    theta, mse = ([row[name] for row in rows] for name in ("theta", "mse"))
    np.testing.assert_allclose(theta[:5], [1.02197, 1.04760, 1.06795, 0.76082, 0.84616], atol=5e-6)
    np.testing.assert_allclose(mse[:3], [0.013460, 0.005373, 0.005702], atol=5e-7)


def test_every_area_is_scored_as_the_solver_itself_scores_it(milk_estimates):
    fit = fay_herriot.fit(*milk())
    rows = milk_estimates.filter("gamma > 0").orderBy("area_id").collect()
    for name, expected in (("theta", fit.eblup), ("mse", fit.mse), ("gamma", fit.gamma)):
        np.testing.assert_allclose([row[name] for row in rows], expected, rtol=1e-9)


def test_an_area_without_members_gets_the_model_and_its_larger_error(milk_estimates):
    (row,) = milk_estimates.filter("method = 'model only'").collect()
    theta, mse = fay_herriot.predict(fay_herriot.fit(*milk()), [[1.0, 0.0, 1.0, 0.0]])
    assert (row.area_id, row.n_members, row.direct, row.gamma) == ("44", 0, None, 0.0)
    assert (row.theta, row.mse) == (pytest.approx(theta[0]), pytest.approx(mse[0]))
    assert row.theta == row.synthetic


def test_areas_left_out_are_within_their_interval_as_often_as_promised(spark):
    rng = np.random.default_rng(5)
    n, x = 2000, rng.normal(size=2000)
    truth = 4.0 + 0.5 * x + rng.normal(0.0, 0.3, n)
    v = rng.uniform(0.02, 0.3, n)
    areas = rows(spark, AREA_FEATURES, *({"area_id": f"{i:04d}", "covariates": [("x", float(x[i]))]} for i in range(n)))
    seen = [
        {"area_id": f"{i:04d}", "direct": float(truth[i] + rng.normal(0, v[i] ** 0.5)), "variance": float(v[i])}
        for i in range(0, n, 2)
    ]
    told = rows(spark, DIRECT_ESTIMATES, *seen)
    fitted = coefficients.build(told, areas, coefficients.Settings(), AS_OF)
    made = estimates.build(told, areas, fitted, AS_OF).orderBy("area_id").collect()
    level = back_transform([row.theta for row in made], [row.mse for row in made])
    within = (level.p10 <= np.exp(truth)) & (np.exp(truth) <= level.p90)
    # Three standard errors of a share of 1,000 areas, and of A, which is estimated: 0.017 and 0.023 over 100 draws.
    assert within[0::2].mean() == pytest.approx(0.8, abs=0.05)
    assert within[1::2].mean() == pytest.approx(0.8, abs=0.069)


def test_the_table_meets_its_contract(milk_estimates):
    assert good(judged(match_columns(milk_estimates, ESTIMATES), ESTIMATES)).count() == milk_estimates.count() > 0
