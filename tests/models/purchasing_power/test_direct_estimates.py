"""Direct estimates of areas: moments of logs, and variances where few areas tell any."""

from datetime import date
from math import log

import pytest

from gcrm.core.testing import rows, same
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.purchasing_power import direct_estimates
from gcrm.models.purchasing_power.direct_estimates import Settings
from gcrm.models.purchasing_power.member_weights import MEMBER_WEIGHTS
from gcrm.silver.areas import SILVER_AREAS

AS_OF = date(2018, 9, 1)
USUAL = Settings()


def direct(spark, members, areas="ab", settings=USUAL, weights=()):
    places = [{"area_id": name} for name in areas] + [{"area_id": "a1", "parent_area_id": "a"}]
    people = [
        {"member_id": str(i), "area_id": area, "amount": amount, **dict(more)}
        for i, (area, amount, *more) in enumerate(members)
    ]
    frames = (
        rows(spark, MEMBER_FEATURES, *people),
        rows(spark, MEMBER_WEIGHTS, *weights),
        rows(spark, AREA_FEATURES, *places[:-1]),
        rows(spark, SILVER_AREAS, *places),
    )
    return direct_estimates.build(*frames, settings, AS_OF)


def test_moments_are_of_the_logs_of_members_of_the_area_and_of_districts_in_it(spark):
    built = direct(spark, [("a", 10), ("a1", 1000), ("b", 100), ("elsewhere", 5), (None, 5)])
    same(built, [("a", 2, AS_OF), ("b", 1, AS_OF)], "area_id", "n_members", "as_of")
    a, b = built.orderBy("area_id").collect()
    assert (a.direct, b.direct) == (pytest.approx(log(100)), pytest.approx(log(100)))
    assert a.sampling_variance == pytest.approx(log(10) ** 2)
    assert b.sampling_variance is None
    assert (a.cell.n, a.cell.amount, a.cell.largest) == (2, 1010, 1000)
    assert a.cell.total == pytest.approx(2 * log(100))


def test_too_few_areas_for_a_line_share_one_variance(spark):
    built = direct(spark, [("a", 10), ("a", 1000), ("b", 100)])
    a, b = built.orderBy("area_id").collect()
    assert (a.variance, b.variance) == (pytest.approx(log(10) ** 2), pytest.approx(2 * log(10) ** 2))


def test_the_design_effect_widens_the_variance_that_the_model_uses_only(spark):
    one, two = (direct(spark, [("a", 10), ("a", 1000)], settings=Settings(design_effect=d)).first() for d in (1.0, 2.0))
    assert two.variance == pytest.approx(2 * one.variance)
    assert two.sampling_variance == pytest.approx(one.sampling_variance)


def test_members_without_positive_spend_are_not_in_the_estimate(spark):
    same(direct(spark, [("a", 10), ("a", 0), ("a", -5)]), [(1,)], "n_members")


def test_where_no_area_tells_a_spread_there_is_no_variance(spark):
    same(direct(spark, [("a", 10), ("b", 20)]), [(None,), (None,)], "variance")


def test_nobody_lives_nowhere(spark):
    assert direct(spark, [], areas="").count() == 0


def test_settings_name_what_works():
    with pytest.raises(ValueError, match=r"^response must be amount or amount_per_visit\.$"):
        Settings(response="wealth")
    with pytest.raises(ValueError, match="design_effect must be above 0"):
        Settings(design_effect=0.0)


def test_weights_move_the_mean_and_unequal_ones_widen_its_variance(spark):
    members = [("a", 10, ("sex", "female"))] * 3 + [("a", 1000, ("sex", "male"))]
    weights = [{"age_band": "unknown", "sex": sex, "weight": w} for sex, w in (("female", 0.5), ("male", 2.5))]
    plain, weighted = (direct(spark, members, weights=given).first() for given in ((), weights))
    assert plain.direct == pytest.approx(log(10) * 1.5)
    assert weighted.direct == pytest.approx((1.5 * log(10) + 2.5 * log(1000)) / 4)
    assert (plain.effective_members, weighted.effective_members) == (4.0, pytest.approx(16 / 7))
    assert weighted.n_members == 4


def test_shares_of_groups_are_told_where_enough_members_bought(spark):
    amounts = [(("food", 30.0), ("travel", 70.0)), (("food", 50.0), ("travel", 50.0))]
    few = [("b", 100, ("group_amounts", {"food": 100.0}))] * 4
    many = [("a", 100, ("group_amounts", dict(amounts[i % 2]))) for i in range(10)]
    built = direct(spark, many + few).filter("category_group <> 'all'").orderBy("category_group").collect()
    assert [(row.area_id, row.category_group, row.n_members) for row in built] == [
        ("a", "food", 10),
        ("a", "travel", 10),
    ]
    assert [row.direct for row in built] == [pytest.approx(log(0.4)), pytest.approx(log(0.6))]
    # Ten members 10 off a mean of 40: 10 / 40 over the root of ten, with nine degrees of freedom.
    assert built[0].sampling_variance == pytest.approx((10 / 40) ** 2 / 9, rel=1e-6)


def test_adjusted_means_are_of_what_members_pay_at_the_same_habits(spark):
    # In both areas who buys ten times as much spends ten times as much; in b everybody pays twice what is usual.
    members = [("a", 10, 10), ("a", 100, 100), ("a", 120, 100), ("b", 200, 100), ("b", 240, 100), ("b", 2000, 1000)]
    built = direct(spark, [(area, spent, ("usual_amount", float(usual))) for area, spent, usual in members])
    a, b = built.orderBy("area_id").collect()
    assert b.adjusted - a.adjusted == pytest.approx(log(2))
    assert b.direct - a.direct == pytest.approx(log(800) / 3)
    assert a.adjusted + b.adjusted == pytest.approx(a.direct + b.direct)
    assert a.adjusted_variance < 0.02 * a.variance


def test_where_the_habits_of_somebody_are_not_known_nothing_is_adjusted(spark):
    known = ("usual_amount", 10.0)
    same(direct(spark, [("a", 10, known), ("a", 100)]), [(None, None)], "adjusted", "adjusted_variance")
    by_visit = [("a", n, known, ("amount_per_visit", float(n))) for n in (10, 100)]
    same(direct(spark, by_visit, settings=Settings("amount_per_visit")), [(None,)], "adjusted")


def test_spend_is_corrected_for_what_is_bought_elsewhere(spark):
    built = direct(spark, [("a", 10, ("corrected_amount", 40.0)), ("a", 10, ("corrected_amount", 10.0))]).first()
    assert built.direct == pytest.approx(log(20))
