"""Power of areas, in money."""

from math import exp, log

import pytest

from gcrm.core.testing import rows, same
from gcrm.marts import area_power
from gcrm.models.purchasing_power.estimates import ESTIMATES
from gcrm.silver.areas import SILVER_AREAS


def build(spark, *estimates):
    usual = {"gamma": 0.5, "method": "members and model", "mse": 0.0}
    places = [{"area_id": e["area_id"], "level": "town", "name": e["area_id"].upper()} for e in estimates]
    known = rows(spark, ESTIMATES, *({**usual, **given} for given in estimates))
    return {row.area_id: row for row in area_power.build(known, rows(spark, SILVER_AREAS, *places)).collect()}


def test_the_interval_holds_four_fifths_of_a_lognormal(spark):
    row = build(spark, {"area_id": "a", "theta": log(100), "mse": 0.04, "direct": log(90), "n_members": 3})["a"]
    assert row.power_p50 == pytest.approx(100)
    assert row.power_mean == pytest.approx(100 * exp(0.02))
    assert (row.power_p10, row.power_p90) == (pytest.approx(77.390, abs=1e-3), pytest.approx(129.216, abs=1e-3))
    assert row.direct_mean == pytest.approx(90)
    assert (row.name, row.level, row.weight_of_members) == ("A", "town", 0.5)


def test_the_index_is_a_hundred_on_average_over_members(spark):
    rows_ = build(
        spark,
        {"area_id": "a", "theta": log(100), "n_members": 30},
        {"area_id": "b", "theta": log(200), "n_members": 10},
        {"area_id": "c", "theta": log(250), "n_members": 0},
    )
    assert [rows_[name]["index"] for name in "abc"] == [pytest.approx(80), pytest.approx(160), pytest.approx(200)]


def test_an_area_without_members_has_no_direct_mean(spark):
    row = build(spark, {"area_id": "a", "theta": 1.0, "n_members": 0, "gamma": 0.0, "method": "model only"})["a"]
    assert (row.direct_mean, row["index"], row.method) == (None, None, "model only")


def test_no_estimates_no_rows(spark):
    same(area_power.build(rows(spark, ESTIMATES), rows(spark, SILVER_AREAS, {"area_id": "a"})), [])
