"""Power of areas, in money."""

from math import exp, log

import pytest

from gcrm.core.testing import rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.marts import area_power
from gcrm.models.purchasing_power.estimates import ESTIMATES
from gcrm.models.purchasing_power.member_variances import MEMBER_VARIANCES
from gcrm.silver.areas import SILVER_AREAS

WEIGHTS = {"neighbours": 0.0, "census": 0.5, "real_estate": 0.0}
USUAL = {**WEIGHTS, "gamma": 0.5, "method": "members and model", "mse": 0.0, "shared_mse": 0.0, "groups": [],
         "areas_differ": True, "synthetic": 0.0, "synthetic_mse": 0.0, "verdict": "They differ."}  # fmt: skip


def build(spark, *estimates, people=None, above=(), skew=0.0):
    parents = dict(above)
    names = [e["area_id"] for e in estimates]
    places = [{"area_id": name, "level": "town", "name": name.upper(), "parent_area_id": parents.get(name)}
              for name in dict.fromkeys([*names, *parents, *parents.values()]) if name]  # fmt: skip
    counted = [{"area_id": name, "n_people": float(n)} for name, n in (people or {}).items()]
    made = area_power.build(
        rows(spark, ESTIMATES, *({**USUAL, **given} for given in estimates)),
        rows(spark, AREA_FEATURES, *counted),
        rows(spark, SILVER_AREAS, *places),
        rows(spark, MEMBER_VARIANCES, {"name": "member_variance", "value": skew}),
    )
    return {(row.area_id, row.category_group): row for row in made.collect()}


def test_the_interval_holds_four_fifths_of_a_lognormal(spark):
    row = build(spark, {"area_id": "a", "theta": log(100), "mse": 0.04, "direct": log(90), "n_members": 3})["a", "all"]
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
    assert [rows_[name, "all"]["index"] for name in "abc"] == [
        pytest.approx(80),
        pytest.approx(160),
        pytest.approx(200),
    ]


def test_an_area_without_members_has_no_direct_mean(spark):
    row = build(
        spark, {"area_id": "a", "theta": 1.0, "n_members": 0, "gamma": 0.0, "census": 1.0, "method": "model only"}
    )["a", "all"]
    assert (row.direct_mean, row["index"], row.method) == (None, None, "model only")


def test_no_estimates_no_rows(spark):
    assert build(spark, above=[("a", None)]) == {}


def test_totals_of_areas_add_up_to_those_that_hold_them(spark):
    towns = [{"area_id": name, "theta": log(100 * i), "mse": 0.02, "n_members": i} for i, name in enumerate("abc", 1)]
    people = {"a": 100, "b": 200, "c": 50}
    rows_ = build(
        spark, *towns, people=people, above=[("a", "p"), ("b", "p"), ("c", "q"), ("p", "z"), ("q", "z")], skew=1.0
    )
    total = {area: row.total for (area, _), row in rows_.items()}
    assert total["p"] == pytest.approx(total["a"] + total["b"])
    assert total["z"] == pytest.approx(total["p"] + total["q"])
    assert total["a"] == pytest.approx(100 * 100 * exp(0.01) * exp(0.5))
    assert rows_["z", "all"].n_people == 350
    assert (rows_["z", "all"].n_members, rows_["z", "all"].direct_mean) == (6, None)

    def width(area):
        return log(rows_[area, "all"].power_p90 / rows_[area, "all"].power_p10)

    # Errors of their own average out over areas.
    assert width("z") < width("p") < width("a")


def test_errors_that_areas_share_do_not_average_out(spark):
    towns = [{"area_id": name, "theta": 1.0, "mse": 0.02, "shared_mse": 0.02} for name in "ab"]
    rows_ = build(spark, *towns, people={"a": 10, "b": 10}, above=[("a", "p"), ("b", "p")])
    widths = [log(rows_[area, "all"].power_p90 / rows_[area, "all"].power_p10) for area in "ap"]
    assert widths[0] == pytest.approx(widths[1])


def test_groups_add_up_to_all_and_have_wider_intervals(spark):
    groups = [{"category_group": name, "share": share, "usual": 0.5, "mse": 0.05}
              for name, share in (("food", 0.3), ("travel", 0.7))]  # fmt: skip
    rows_ = build(spark, {"area_id": "a", "theta": log(100), "mse": 0.02, "groups": groups}, people={"a": 10})
    every, food, travel = (rows_["a", name] for name in ("all", "food", "travel"))
    assert food.power_mean + travel.power_mean == pytest.approx(every.power_mean)
    assert food.total + travel.total == pytest.approx(every.total)
    assert food.power_p90 / food.power_p10 > every.power_p90 / every.power_p10
    assert food.model_power_mean == pytest.approx(0.5)


def test_where_areas_cannot_be_told_apart_the_index_is_a_hundred_and_the_reason_stands_there(spark):
    same = {
        "areas_differ": False,
        "method": "one figure for all",
        "verdict": "They cannot.",
        "gamma": 0.0,
        "census": 1.0,
    }
    rows_ = build(spark, *({"area_id": name, "theta": 1.0, "n_members": 5, **same} for name in "ab"))
    assert {(row["index"], row.verdict, row.method) for row in rows_.values()} == {
        (100.0, "They cannot.", same["method"])
    }


def test_a_circle_of_areas_ends(spark):
    rows_ = build(spark, {"area_id": "a", "theta": 1.0}, above=[("a", "b"), ("b", "a")], people={"a": 7})
    assert {area: row.n_people for (area, _), row in rows_.items()} == {"a": 7.0, "b": 7.0}
