"""Sales by partner and area: against the quarter before, against elsewhere, whole quarters only."""

from datetime import date
from math import log, sqrt

import pytest

from gcrm.core.testing import rows
from gcrm.marts import sales_changes
from gcrm.silver.areas import SILVER_AREAS
from gcrm.warehouse.member_history import MEMBER_HISTORY
from gcrm.warehouse.member_months import MEMBER_MONTHS

AS_OF = date(2025, 9, 30)
PLACES = (
    {"area_id": "north"},
    {"area_id": "south"},
    {"area_id": "n1", "parent_area_id": "north"},
    {"area_id": "n2", "parent_area_id": "n1"},
)


def bought(member, month, amount, partner="cafe"):
    return {"member_id": member, "month": f"2025-{month:02d}-01", "partner_id": partner, "amount": amount}


def lives(member, area):
    return {"member_id": member, "valid_from": "2025-01-01", "is_current": True, "area_id": area}


def build(spark, cells, homes, as_of=AS_OF):
    frames = (
        rows(spark, MEMBER_MONTHS, *cells),
        rows(spark, MEMBER_HISTORY, *homes),
        rows(spark, SILVER_AREAS, *PLACES),
    )
    built = sales_changes.build(*frames, as_of).collect()
    return {(row.partner_id, row.area_id, f"{row.quarter:%m}"): row for row in built}


def test_a_fall_here_is_told_from_what_happens_everywhere(spark):
    cells = [bought("a", 4, 100), bought("a", 7, 40), bought("b", 5, 200), bought("b", 9, 160)]
    cell = build(spark, cells, [lives("a", "n2"), lives("b", "south")])["cafe", "north", "07"]
    assert (cell.amount, cell.previous_amount) == (40, 100)
    assert cell.change_rate == pytest.approx(-0.6)
    assert cell.elsewhere_change_rate == pytest.approx(-0.2)
    assert cell.relative_change == pytest.approx(log(0.4 / 0.8))


def test_buyers_are_members_whose_purchases_exceed_their_returns(spark):
    cells = [bought("a", 4, 100), bought("a", 5, 1), bought("b", 4, 7), bought("a", 7, 5), bought("b", 7, -7)]
    cell = build(spark, cells, [lives("a", "north"), lives("b", "north")])["cafe", "north", "07"]
    assert (cell.n_members, cell.previous_n_members) == (1, 2)
    assert (cell.cell.n, cell.cell.total, cell.previous_cell.n, cell.previous_cell.total) == (1, -2, 2, 108)


def test_buyers_are_compared_in_standard_errors(spark):
    here = [bought(f"h{i}", 4, 1) for i in range(4)] + [bought("h0", 7, 1)]
    there = [bought(f"t{i}", month, 1) for i in range(9) for month in (4, 7)]
    homes = [lives(f"h{i}", "north") for i in range(4)] + [lives(f"t{i}", "south") for i in range(9)]
    cell = build(spark, [*here, *there], homes)["cafe", "north", "07"]
    assert (cell.elsewhere_n_members, cell.elsewhere_previous_n_members) == (9, 9)
    assert cell.buyers_z == pytest.approx(log(1 / 4) / sqrt(1 + 1 / 4 + 2 / 9))


def test_a_quarter_that_is_not_over_or_not_whole_is_left_out(spark):
    cells = [bought("a", 2, 10), bought("a", 4, 10), bought("a", 7, 10), bought("a", 8, 10)]
    homes = [lives("a", "north")]
    assert set(build(spark, cells, homes)) == {("cafe", "north", "07")}
    assert build(spark, cells, homes, date(2025, 9, 29)) == {}


def test_partners_are_kept_apart_and_rates_need_sales_on_both_sides(spark):
    cells = [bought("a", 4, 10), bought("a", 7, 20), bought("a", 4, 5, "fuel"), bought("a", 7, -1, "fuel")]
    built = build(spark, cells, [lives("a", "north")])
    assert built["cafe", "north", "07"].change_rate == pytest.approx(1.0)
    assert built["fuel", "north", "07"].change_rate is None
    assert built["cafe", "north", "07"].relative_change is None
