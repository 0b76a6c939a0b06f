"""Estimates of areas: published figures of milk, and whether intervals keep their promise."""

from datetime import date

import numpy as np
import pytest
from tests.stats.milk import milk

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.category_groups import CATEGORY_GROUPS
from gcrm.models.purchasing_power import coefficients, estimates
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.models.purchasing_power.estimates import ESTIMATES
from gcrm.silver.areas import SILVER_AREAS
from gcrm.stats import fay_herriot

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


def test_intervals_hold_the_truth_as_often_as_they_say_also_of_areas_without_members(spark):
    rng = np.random.default_rng(5)
    n, x = 600, rng.normal(size=600)
    points = rng.random((n, 2))
    # What neighbours share: a smooth field over the map, beside what is an area's own.
    field = 0.35 * np.sin(5 * points[:, 0]) * np.cos(4 * points[:, 1])
    truth = 4.0 + 0.3 * x + field + rng.normal(0.0, 0.15, n)
    v = rng.uniform(0.02, 0.6, n)
    areas = rows(spark, AREA_FEATURES, *({"area_id": f"{i:04d}", "covariates": [("x", float(x[i]))]} for i in range(n)))
    seen = [
        {
            "area_id": f"{i:04d}",
            "direct": float(truth[i] + rng.normal(0, v[i] ** 0.5)),
            "variance": float(v[i]),
            "effective_members": 50.0,
        }
        for i in range(0, n, 2)
    ]
    told = rows(spark, DIRECT_ESTIMATES, *({**row, "category_group": "all"} for row in seen))
    fitted = coefficients.build(told, areas, coefficients.Settings(), AS_OF)
    where = [{"area_id": f"{i:04d}", "longitude": float(a), "latitude": float(b)} for i, (a, b) in enumerate(points)]
    frames = (told, areas, rows(spark, SILVER_AREAS, *where), rows(spark, CATEGORY_GROUPS), fitted)
    made = estimates.build(*frames, estimates.Settings(), AS_OF).orderBy("area_id").collect()
    theta, mse = (np.array([row[name] for row in made]) for name in ("theta", "mse"))
    for share, z in ((0.8, 1.2816), (0.95, 1.96)):
        within = np.abs(theta - truth) <= z * np.sqrt(mse)
        # Two and a half standard errors of a share of 300 areas; a field as smooth as this one can be foretold better
        # than the model of neighbours knows.
        assert within[0::2].mean() > share - 0.058
        assert within[1::2].mean() > share - 0.058
    assert 0.55 < np.mean((theta - truth) ** 2) / mse.mean() < 1.2
    alone = np.array([row.synthetic for row in made])
    assert np.sqrt(np.mean((theta - truth) ** 2)) < 0.75 * np.sqrt(np.mean((alone - truth) ** 2))
    assert {row.method for row in made} >= {"members and model", "neighbours and model"}


def test_spend_divides_as_the_area_s_does_and_adds_up(spark):
    rng = np.random.default_rng(6)
    n = 30
    theta, share = rng.normal(5, 0.4, n), rng.uniform(0.2, 0.6, n)
    areas = rows(spark, AREA_FEATURES, *({"area_id": f"{i:02d}", "covariates": []} for i in range(n + 1)))
    given = [("all", theta), ("food", np.log(share)), ("travel", np.log(1 - share))]
    told = [
        {"area_id": f"{i:02d}", "category_group": group, "direct": float(value[i]), "variance": 0.001}
        for group, value in given
        for i in range(n)
    ]
    direct = rows(spark, DIRECT_ESTIMATES, *told)
    usual = [("food", 40.0), ("travel", 60.0)]
    groups = [
        {"category": name, "category_group": name, "amount": amount, "completeness": 1.0} for name, amount in usual
    ]
    fitted = coefficients.build(direct, areas, coefficients.Settings(), AS_OF)
    frames = (direct, areas, rows(spark, SILVER_AREAS), rows(spark, CATEGORY_GROUPS, *groups), fitted)
    made = estimates.build(*frames, estimates.Settings(), AS_OF).orderBy("area_id").collect()
    found = {row.area_id: {group.category_group: group.share for group in row.groups} for row in made}
    assert all(sum(one.values()) == pytest.approx(1.0) for one in found.values())
    np.testing.assert_allclose([found[f"{i:02d}"]["food"] for i in range(n)], share, atol=0.05)
    assert 0.3 < found["30"]["food"] < 0.5


def test_the_table_meets_its_contract(milk_estimates):
    assert good(judged(match_columns(milk_estimates, ESTIMATES), ESTIMATES)).count() == milk_estimates.count() > 0
