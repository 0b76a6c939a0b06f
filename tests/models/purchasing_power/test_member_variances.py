"""How much visits vary within members, and members within areas: known figures, and recovery of known parameters."""

from datetime import date
from math import exp, log

import numpy as np
import pytest

from gcrm.core.testing import rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.purchasing_power import member_variances
from gcrm.models.purchasing_power.estimates import ESTIMATES
from gcrm.silver.areas import SILVER_AREAS
from gcrm.warehouse.member_months import MEMBER_MONTHS

AS_OF = date(2025, 12, 31)


def cell(member, month, amount, days, category="tea"):
    key = {"member_id": member, "month": f"2025-{month:02d}-01", "category": category}
    return {**key, "amount": round(float(amount), 2), "days": (1 << int(days)) - 1}


def spends(member, amount, n_visits, area="a"):
    return {"member_id": member, "amount": round(float(amount), 2), "n_visits": int(n_visits), "area_id": area}


def build(spark, cells, members, levels=(("a", 0.0),)):
    named = [name for name, _ in levels]
    built = member_variances.build(
        rows(spark, MEMBER_MONTHS, *cells),
        rows(spark, MEMBER_FEATURES, *members),
        rows(spark, AREA_FEATURES, *({"area_id": name} for name in named)),
        rows(spark, SILVER_AREAS, *({"area_id": name} for name in named)),
        rows(spark, ESTIMATES, *({"area_id": name, "theta": theta, "mse": 0.0} for name, theta in levels)),
        AS_OF,
    )
    return {row.name: row for row in built.collect()}


def test_visits_vary_by_the_squares_within_a_member_over_its_mean_squared(spark):
    # Two visits of 10 each in one month, one of 40 in the next: 400/2 + 1600 - 3600/3 = 600, mean 20, one degree.
    built = build(spark, [cell("m", 1, 20, 2), cell("m", 2, 40, 1)], [spends("m", 60, 3)])
    assert built["visit_variance"].value == pytest.approx(600 / 400)
    assert built["visit_variance"].n == 1


def test_categories_of_one_day_are_one_visit_and_a_single_month_tells_nothing(spark):
    cells = [cell("m", 1, 10, 1), cell("m", 1, 10, 1, "cake"), cell("m", 2, 20, 1), cell("once", 1, 99, 1)]
    built = build(spark, cells, [spends("m", 40, 2)])
    assert (built["visit_variance"].value, built["visit_variance"].n) == (0.0, 1)


def test_known_parameters_are_recovered(spark):
    rng, members, cells = np.random.default_rng(5), [], []
    n, spread, cv2, visits = 400, 0.5, 1 / 3, 12  # gamma visits of shape 3
    for i in range(n):
        level = exp(4 + rng.normal(0, spread**0.5))
        days = rng.multinomial(rng.poisson(visits) + 1, [1 / 6] * 6)
        amounts = [float(rng.gamma(3, level / 3, d).sum()) for d in days]
        cells += [cell(f"m{i}", month + 1, a, d) for month, (a, d) in enumerate(zip(amounts, days, strict=True)) if d]
        members.append(spends(f"m{i}", sum(amounts), days.sum()))
    built = build(spark, cells, members, [("a", 4 + log(visits + 1))])
    # Four standard errors of a variance from so many degrees of freedom; gamma visits have half as heavy tails again.
    assert built["visit_variance"].value == pytest.approx(cv2, abs=4 * cv2 * (2 / (5 * n)) ** 0.5 * 2)
    assert built["member_variance"].value == pytest.approx(spread, abs=4 * spread * (2 / n) ** 0.5)


def test_members_without_a_modelled_area_count_for_the_whole_only(spark):
    members = [spends("a", exp(1), 1), spends("b", exp(3), 1), spends("c", exp(5), 1, area=None)]
    built = build(spark, [], members, [("a", 2.0)])
    assert (built["member_variance"].n, built["total_variance"].n) == (2, 3)
    assert built["mean"].value == pytest.approx(3.0, abs=0.01)
    assert built["member_variance"].value == pytest.approx(0.0, abs=0.01)


def test_without_spend_there_are_no_parameters(spark):
    assert build(spark, [], [spends("m", 0, 1)]) == {}
