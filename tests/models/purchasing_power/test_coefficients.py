"""The area-level model: published figures of milk, and covariates that the areas cannot carry."""

from datetime import date

import numpy as np
import pytest
from tests.stats.milk import MILK, milk

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.models.purchasing_power import coefficients, estimates
from gcrm.models.purchasing_power.coefficients import COEFFICIENTS
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.stats import fay_herriot

AS_OF = date(2018, 9, 1)


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


def test_covariates_that_the_areas_cannot_carry_are_left_out_with_a_reason(spark):
    values = [
        [("good", float(i)), ("constant", 1.0), ("unknown", None), ("twice", 2.0 * i), ("late", float(i * i))]
        for i in range(12)
    ]
    areas = rows(spark, AREA_FEATURES, *({"area_id": str(i), "covariates": given} for i, given in enumerate(values)))
    told = rows(spark, DIRECT_ESTIMATES, *({"area_id": str(i), "direct": i % 3, "variance": 0.1} for i in range(12)))
    fitted = coefficients.build(told, areas, coefficients.Settings(), AS_OF)
    notes = {row.name: row.note for row in fitted.collect()}
    assert list(notes) == ["area_variance", "intercept", "good", "constant", "unknown", "twice", "late"]
    assert notes["good"] is None
    assert notes["constant"] == notes["twice"] == "depends on those before it, over the areas with members"
    assert notes["unknown"] == "not known for any area"
    assert notes["late"] == "needs 15 areas with members"
    assert estimates.build(told, areas, fitted, AS_OF).filter("theta IS NULL").count() == 0


@pytest.mark.parametrize("n_areas", [0, 2])
def test_without_variances_there_is_no_model(spark, n_areas):
    names = "ab"[:n_areas]
    told = rows(spark, DIRECT_ESTIMATES, *({"area_id": name, "direct": 1.0, "variance": None} for name in names))
    areas = rows(spark, AREA_FEATURES, *({"area_id": name, "covariates": []} for name in names))
    fitted = coefficients.build(told, areas, coefficients.Settings(), AS_OF)
    assert fitted.count() == 0
    assert estimates.build(told, areas, fitted, AS_OF).count() == 0


def test_the_table_meets_its_contract(milk_coefficients):
    assert (
        good(judged(match_columns(milk_coefficients, COEFFICIENTS), COEFFICIENTS)).count()
        == milk_coefficients.count()
        > 0
    )
