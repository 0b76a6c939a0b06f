"""What members do lately: a change shows within a month, and a steady member stays the same."""

from datetime import date

import pytest

from gcrm.core.testing import plain, rows, same
from gcrm.features import recent
from gcrm.warehouse.member_months import MEMBER_MONTHS

AS_OF = date(2018, 3, 31)
WANTED = ("recent_visits", "recent_amount_per_visit", "recent_discount_share", "recent_weekend_share")


def cell(month, days, amount, **given):
    return {"member_id": "m1", "month": f"2018-{month:02}-01", "days": days, "amount": amount, **given}


def build(spark, *cells, as_of=AS_OF):
    return recent.build(rows(spark, MEMBER_MONTHS, *cells), as_of)


def test_a_steady_member_has_the_same_figures_however_long_with_us(spark):
    # Days 3 and 4 of March 2018 are a weekend; so are 3 and 4 of February.
    steady = [cell(month, 0b1100, 40, discount=10) for month in (2, 3)]
    for cells in (steady, steady[1:]):
        same(build(spark, *cells), [(2.0, 20.0, 0.2, 1.0)], *WANTED)


def test_a_month_counts_half_of_the_one_after_it(spark):
    (found,) = plain(build(spark, cell(2, 0b1, 30), cell(3, 0b111, 30)), *WANTED)
    assert found == (pytest.approx(3.5 / 1.5), pytest.approx(45 / 3.5), None, pytest.approx(1 / 3.5))


def test_days_in_several_cells_of_a_month_are_one_visit(spark):
    cells = [cell(3, 0b11, 10, category="fruit"), cell(3, 0b110, 20, category="fish")]
    same(build(spark, *cells), [(3.0, 10.0)], "recent_visits", "recent_amount_per_visit")


def test_of_the_running_month_the_days_so_far_count(spark):
    (found,) = plain(build(spark, cell(3, 0b1, 10), as_of=date(2018, 3, 15)), "recent_visits")
    assert found[0] == pytest.approx(31 / 15)
    (first,) = plain(build(spark, cell(3, 0b1, 10), as_of=date(2018, 3, 2)), "recent_visits")
    assert first[0] == 4.0


def test_who_only_gave_back_or_came_long_ago_comes_no_more(spark):
    made = build(spark, cell(3, 0, -10), {**cell(3, 1, 5), "member_id": "m2", "month": "2016-03-01"})
    same(made, [("m1", 0.0, None), ("m2", 0.0, None)], "member_id", "recent_visits", "recent_amount_per_visit")
