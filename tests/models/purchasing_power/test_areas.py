"""From members to estimates of every area: moments, what too few areas do, and whether intervals keep their promise."""

from datetime import date
from math import log

import numpy as np
import pytest

from gcrm.core.testing import plain, rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.purchasing_power import coefficients, direct_estimates, estimates
from gcrm.models.purchasing_power.coefficients import COEFFICIENTS
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES, Settings
from gcrm.silver.areas import SILVER_AREAS
from gcrm.stats.transform import back_transform

AS_OF = date(2018, 9, 1)
USUAL = Settings()


def direct(spark, members, areas="ab", settings=USUAL):
    places = [{"area_id": name} for name in areas] + [{"area_id": "a1", "parent_area_id": "a"}]
    people = [{"member_id": str(i), "area_id": area, "amount": amount} for i, (area, amount) in enumerate(members)]
    frames = (
        rows(spark, MEMBER_FEATURES, *people),
        rows(spark, AREA_FEATURES, *places[:-1]),
        rows(spark, SILVER_AREAS, *places),
    )
    return direct_estimates.build(*frames, settings, AS_OF)


def test_moments_are_of_the_logs_of_members_of_the_area_and_of_districts_in_it(spark):
    built = direct(spark, [("a", 10), ("a1", 1000), ("b", 100), ("elsewhere", 5), (None, 5)])
    assert plain(built, "area_id", "n_members", "as_of") == [("a", 2, AS_OF), ("b", 1, AS_OF)]
    a, b = built.orderBy("area_id").collect()
    assert (a.direct, b.direct) == (pytest.approx(log(100)), pytest.approx(log(100)))
    assert a.sampling_variance == pytest.approx(log(10) ** 2)
    assert b.sampling_variance is None


def test_too_few_areas_for_a_line_share_one_variance(spark):
    built = direct(spark, [("a", 10), ("a", 1000), ("b", 100)])
    a, b = built.orderBy("area_id").collect()
    assert (a.variance, b.variance) == (pytest.approx(log(10) ** 2), pytest.approx(2 * log(10) ** 2))


def test_the_design_effect_widens_the_variance_that_the_model_uses_only(spark):
    one, two = (direct(spark, [("a", 10), ("a", 1000)], settings=Settings(design_effect=d)).first() for d in (1.0, 2.0))
    assert two.variance == pytest.approx(2 * one.variance)
    assert two.sampling_variance == pytest.approx(one.sampling_variance)


def test_members_without_positive_spend_are_not_in_the_estimate(spark):
    assert plain(direct(spark, [("a", 10), ("a", 0), ("a", -5)]), "n_members") == [(1,)]


def test_where_no_area_tells_a_spread_there_is_no_variance_and_no_model(spark):
    built = direct(spark, [("a", 10), ("b", 20)])
    assert plain(built, "variance") == [(None,), (None,)]
    areas = rows(spark, AREA_FEATURES, {"area_id": "a", "covariates": []}, {"area_id": "b", "covariates": []})
    fitted = coefficients.build(built, areas, coefficients.Settings(), AS_OF)
    assert fitted.count() == 0
    assert estimates.build(built, areas, fitted, AS_OF).count() == 0


def test_nothing_in_gives_nothing_out(spark):
    assert direct(spark, [], areas="").count() == 0
    none = rows(spark, DIRECT_ESTIMATES), rows(spark, AREA_FEATURES)
    assert coefficients.build(*none, coefficients.Settings(), AS_OF).count() == 0
    assert estimates.build(*none, rows(spark, COEFFICIENTS), AS_OF).count() == 0


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


def test_settings_name_what_works():
    with pytest.raises(ValueError, match=r"^response must be amount or amount_per_visit\.$"):
        Settings(response="wealth")
    with pytest.raises(ValueError, match="design_effect must be above 0"):
        Settings(design_effect=0.0)
