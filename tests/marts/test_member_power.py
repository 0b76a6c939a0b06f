"""Power of members: between the area's level and the own spend, by how often the member came."""

from datetime import date
from math import exp, log

import pytest

from gcrm.core.testing import rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.marts import member_power
from gcrm.models.purchasing_power.estimates import ESTIMATES
from gcrm.models.purchasing_power.member_variances import MEMBER_VARIANCES
from gcrm.silver.areas import SILVER_AREAS

VALUES = {"visit_variance": 1.0, "member_variance": 2.0, "mean": 3.0, "total_variance": 4.0, "second_opinion": 8.0}
GROUPS = [
    {"category_group": name, "share": share, "usual": 0.5, "mse": 0.1} for name, share in (("food", 0.8), ("fun", 0.2))
]

AS_OF = date(2025, 12, 31)


def spends(member, amount, n_visits, area="a"):
    return {"member_id": member, "amount": amount, "n_visits": n_visits, "area_id": area}


def build(spark, *members, mse=0.0, values=VALUES):
    variances = ({"name": name, "value": value, "as_of": AS_OF} for name, value in values.items())
    built = member_power.build(
        rows(spark, MEMBER_FEATURES, *members),
        rows(spark, AREA_FEATURES, {"area_id": "a"}),
        rows(spark, SILVER_AREAS, {"area_id": "a"}),
        rows(spark, ESTIMATES, {"area_id": "a", "theta": 5.0, "mse": mse, "groups": GROUPS}),
        rows(spark, MEMBER_VARIANCES, *variances),
        AS_OF,
    )
    return {row.member_id: row for row in built.collect()}


def test_who_came_often_is_believed_and_who_came_once_is_like_the_area(spark):
    built = build(spark, spends("once", 1000, 1), spends("often", 1000, 98))
    assert built["once"].weight_of_own == pytest.approx(2 / (2 + 2 / 1))
    assert built["often"].weight_of_own == pytest.approx(2 / (2 + 2 / 98))
    assert built["once"].power_p50 == pytest.approx(exp(5 + 0.5 * (log(1000) - 5)))
    assert {row.as_of for row in built.values()} == {AS_OF}
    assert exp(5) < built["once"].power_p50 < built["often"].power_p50 < 1000


def test_the_interval_is_the_posterior_s_and_widens_by_the_area_s_own_error(spark):
    sure, unsure = (build(spark, spends("m", 500, 2), mse=mse)["m"] for mse in (0.0, 0.5))
    z, weight, noise = 1.2815515655446004, 2 / 3, 1.0
    assert log(sure.power_p90 / sure.power_p50) == pytest.approx(z * (weight * noise) ** 0.5)
    assert log(unsure.power_p90 / unsure.power_p10) == pytest.approx(2 * z * (weight * noise + 0.5 / 9) ** 0.5)


def test_a_member_of_no_modelled_area_has_all_members_as_prior(spark):
    row = build(spark, spends("m", 1000, 1, area=None))["m"]
    assert row.area_id is None
    assert row.power_p50 == pytest.approx(exp(3 + 4 / 6 * (log(1000) - 3)))


def test_without_spend_or_parameters_there_is_no_row(spark):
    assert build(spark, spends("m", 0, 1)) == {}
    assert build(spark, spends("m", 10, 1), values={}) == {}


def test_groups_divide_the_level_and_headroom_is_what_is_left_of_it(spark):
    own = {"group_amounts": {"food": 200.0}, "corrected_amount": 200.0}
    row = build(spark, {**spends("m", 200, 10), **own})["m"]
    food, fun = row.groups
    assert (food.category_group, fun.category_group) == ("food", "fun")
    assert food.power_p50 + fun.power_p50 == pytest.approx(row.power_p50)
    # Ten visits tell as much as the area: half of the own shares, half of the area's.
    assert fun.power_p50 == pytest.approx(0.1 * row.power_p50)
    assert (fun.spent, fun.headroom) == (0.0, pytest.approx(fun.power_p50))
    assert row.headroom == pytest.approx(food.headroom + fun.headroom)
    assert row.headroom_group == "fun"
    assert row.wallet_share == pytest.approx(min(1.0, 200 / row.power_p50))


def test_members_far_above_or_below_the_second_opinion_are_flagged(spark):
    built = build(spark, spends("usual", 150, 20), spends("rich", 90_000, 20), spends("poor", 1, 400))
    assert {name: row.opinions_disagree for name, row in built.items()} == {"usual": False, "rich": True, "poor": True}
    assert built["usual"].second_opinion == pytest.approx(exp(8))


def test_a_member_of_no_area_spends_as_is_usual(spark):
    row = build(spark, spends("m", 100, 1, area=None))["m"]
    assert sum(group.power_p50 for group in row.groups) < row.power_p50
    assert [group.power_p50 for group in row.groups] == [pytest.approx(row.power_p50 * 0.5 / 1.1)] * 2
