"""The published Fay-Herriot figures of milk, through the tables that areas go through."""

import numpy as np
import pytest
from tests.stats.milk import MILK, milk

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.models.purchasing_power.coefficients import COEFFICIENTS
from gcrm.models.purchasing_power.estimates import ESTIMATES
from gcrm.stats import fay_herriot


def test_the_area_variance_and_coefficients_are_those_published(milk_coefficients):
    rows = milk_coefficients.orderBy("position").collect()
    assert [row.name for row in rows] == ["area_variance", "intercept", "major_2", "major_3", "major_4"]
    assert rows[0].value == pytest.approx(0.018550, abs=5e-7)
    np.testing.assert_allclose([row.value for row in rows[1:]], [0.96819, 0.13278, 0.22695, -0.24130], atol=5e-6)
    assert {row.n_areas for row in rows} == {len(MILK)}


def test_standard_errors_are_the_roots_of_the_covariances(milk_coefficients):
    fit = fay_herriot.fit(*milk())
    rows = milk_coefficients.filter("covariance IS NOT NULL").orderBy("position").collect()
    np.testing.assert_allclose([row.se for row in rows], np.sqrt(np.diag(fit.beta_cov)), rtol=1e-9)
    covariances = [[row.covariance[other.name] for other in rows] for row in rows]
    np.testing.assert_allclose(covariances, fit.beta_cov, rtol=1e-9)


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


def test_both_tables_meet_their_contracts(milk_coefficients, milk_estimates):
    for frame, table in ((milk_coefficients, COEFFICIENTS), (milk_estimates, ESTIMATES)):
        assert good(judged(match_columns(frame, table), table)).count() == frame.count() > 0
