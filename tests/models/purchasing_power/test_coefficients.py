"""The area-level model: published figures of milk, and covariates that the areas cannot carry."""

from datetime import date

import numpy as np
import pytest
from tests.stats.milk import MILK, milk

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.category_groups import CATEGORY_GROUPS
from gcrm.models.purchasing_power import coefficients, estimates
from gcrm.models.purchasing_power.coefficients import COEFFICIENTS
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.silver.areas import SILVER_AREAS
from gcrm.stats import fay_herriot

AS_OF = date(2018, 9, 1)


def estimated(spark, told, areas, fitted):
    places, groups = rows(spark, SILVER_AREAS), rows(spark, CATEGORY_GROUPS)
    return estimates.build(told, areas, places, groups, fitted, estimates.Settings(), AS_OF)


def test_areas_that_cannot_be_told_apart_have_one_mean_and_the_reason(spark):
    rng = np.random.default_rng(2)
    every = [{"area_id": f"{i:02d}", "covariates": [("x", float(rng.normal()))]} for i in range(40)]
    known = {"variance": 1.0, "effective_members": 50.0}
    seen = [{"area_id": f"{i:02d}", "direct": float(5 + rng.normal()), **known} for i in range(40)]
    areas = rows(spark, AREA_FEATURES, *every)
    told = rows(spark, DIRECT_ESTIMATES, *({**row, "category_group": "all"} for row in seen))
    fitted = coefficients.build(told, areas, coefficients.Settings(), AS_OF)
    known = {row.name: row for row in fitted.collect()}
    assert known["areas_differ"].value == 0.0
    assert "cannot be told apart" in known["areas_differ"].note
    assert known["x"].value is None
    mean = np.mean([row["direct"] for row in seen])
    assert known["intercept"].value == pytest.approx(mean)
    made = estimated(spark, told, areas, fitted).collect()
    assert {(row.method, row.gamma, row.areas_differ) for row in made} == {("one figure for all", 0.0, False)}
    assert {round(row.theta, 9) for row in made} == {round(mean, 9)}
    # Areas may be apart all the same: the interval is wider than that of the mean.
    assert min(row.mse for row in made) > 1 / 40 + 0.005


def test_the_area_variance_and_coefficients_are_those_published(milk_coefficients):
    rows = milk_coefficients.orderBy("position").collect()
    names = [row.name for row in rows]
    assert names[:5] == ["area_variance", "intercept", "major_2", "major_3", "major_4"]
    assert names[5:] == ["areas_differ", "p_areas", "p_covariates", "cross_validated_r2"]
    assert rows[5].value == 1.0
    assert rows[5].note.startswith("The 43 areas with members differ by more than chance")
    assert rows[0].value == pytest.approx(0.018550, abs=5e-7)
    np.testing.assert_allclose([row.value for row in rows[1:5]], [0.96819, 0.13278, 0.22695, -0.24130], atol=5e-6)
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
    usual = {"category_group": "all", "variance": 0.01, "effective_members": 50.0}
    told = rows(spark, DIRECT_ESTIMATES, *({"area_id": str(i), "direct": i % 3, **usual} for i in range(12)))
    fitted = coefficients.build(told, areas, coefficients.Settings(), AS_OF)
    notes = {row.name: row.note for row in fitted.collect()}
    assert list(notes)[:7] == ["area_variance", "intercept", "good", "constant", "unknown", "twice", "late"]
    assert notes["good"] is None
    assert notes["constant"] == notes["twice"] == "depends on those before it, over the areas with members"
    assert notes["unknown"] == "not known for any area"
    assert notes["late"] == "needs 15 areas with members"
    assert "late (needs 15 areas with members)" in notes["areas_differ"]
    assert estimated(spark, told, areas, fitted).filter("theta IS NULL OR mse IS NULL").count() == 0


@pytest.mark.parametrize("n_areas", [0, 2])
def test_without_variances_there_is_no_model(spark, n_areas):
    names = "ab"[:n_areas]
    usual = {"category_group": "all", "direct": 1.0, "variance": None}
    told = rows(spark, DIRECT_ESTIMATES, *({"area_id": name, **usual} for name in names))
    areas = rows(spark, AREA_FEATURES, *({"area_id": name, "covariates": []} for name in names))
    fitted = coefficients.build(told, areas, coefficients.Settings(), AS_OF)
    assert fitted.count() == 0
    assert estimated(spark, told, areas, fitted).count() == 0


def test_the_table_meets_its_contract(milk_coefficients):
    assert (
        good(judged(match_columns(milk_coefficients, COEFFICIENTS), COEFFICIENTS)).count()
        == milk_coefficients.count()
        > 0
    )
