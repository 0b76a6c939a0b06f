"""The gate on sales by area: every cell has a row, rates are worked out of what is shown, and there is no money."""

from datetime import date
from math import expm1, log1p

import pytest

from gcrm.core.testing import members, rows
from gcrm.marts.sales_changes import SALES_CHANGES
from gcrm.ops.releases import RELEASES
from gcrm.publish import sales_changes
from gcrm.publish.digits import rounded
from gcrm.publish.gate import Settings
from gcrm.publish.sales_changes import PUBLISHED_SALES_CHANGES
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS


def cell(area, n, before, now=50.0, each=100.0, quarter="2025-07-01"):
    counts = {"n_members": n, "previous_n_members": before}
    return {
        "partner_id": "cafe", "area_id": area, "quarter": quarter, "as_of": "2025-12-31", **counts,
        "cell": members(n, now), "previous_cell": members(before, each),
    }  # fmt: skip


def build(spark, *cells, before=()):
    partners = rows(spark, PARTNERS, {"partner_id": "cafe", "name": "Bean"})
    names = ("north", "south", "west", "empty")
    areas = rows(spark, SILVER_AREAS, *({"area_id": name, "name": name.title()} for name in names))
    kept = rows(spark, RELEASES, *before)
    made = sales_changes.build(rows(spark, SALES_CHANGES, *cells), partners, areas, kept, Settings())
    return {(row.area_id, f"{row.quarter:%m}"): row for row in made.frame.collect()}, made.rows


WHOLE = (cell("north", 120, 125), cell("south", 128, 127, 100.0), cell("west", 126, 124, 100.0))


@pytest.fixture(scope="module")
def whole(spark):
    return build(spark, *WHOLE)


def test_large_cells_are_shown_with_names_classes_and_intervals_and_without_money(whole):
    row = whole[0]["north", "07"]
    assert (row.partner_name, row.area_name, row.n_members, row.withheld) == ("Bean", "North", 100, False)
    # Half of what it was, less what 5 of 125 make; the totals have an error of about ten percent each.
    assert row.change_rate == pytest.approx(-0.5, abs=0.1)
    assert row.change_rate_p10 < row.change_rate < row.change_rate_p90
    assert row.elsewhere_change_rate == pytest.approx(0, abs=0.15)
    assert row.sales_z < -2
    assert not [field.name for field in PUBLISHED_SALES_CHANGES.fields if "amount" in field.name]


def test_every_cell_of_the_cross_table_has_a_row_and_nobody_looks_like_few(spark, whole):
    """Nobody ever bought in `empty`; in the west nobody in one world, and nine who are gone in the other."""
    few, _ = build(spark, *WHOLE[:2], cell("west", 0, 9))
    none, _ = build(spark, *WHOLE[:2], cell("west", 0, 0))
    assert set(whole[0]) == {(area, "07") for area in ("north", "south", "west", "empty")}
    assert [few["west", "07"][name] for name in few["west", "07"].__fields__[5:]].count(None) == 7
    assert few["west", "07"] == none["west", "07"]
    assert few["empty", "07"].withheld


def test_few_buyers_in_either_quarter_withhold_the_row(spark):
    built, _ = build(spark, cell("north", 120, 9), *WHOLE[1:])
    hidden = built["north", "07"]
    assert hidden.withheld
    assert (hidden.n_members, hidden.change_rate, hidden.elsewhere_change_rate, hidden.sales_z) == (None,) * 4


def test_elsewhere_is_of_the_areas_that_are_shown(spark):
    built, _ = build(spark, *WHOLE[:2], cell("west", 0, 12, 1e6, 1.0))
    assert built["north", "07"].elsewhere_change_rate == pytest.approx(0, abs=0.15)


def test_what_is_elsewhere_is_worked_out_of_the_other_rows_so_it_tells_no_share_of_money(whole):
    """A reader can work it out of the published rows alone, and so learns nothing by it."""
    rows_ = [whole[0][area, "07"] for area in ("south", "west")]
    errors = [(log1p(row.change_rate_p90) - log1p(row.change_rate_p10)) / 2 / 1.2815515655 for row in rows_]
    logs = [log1p(row.change_rate) for row in rows_]
    elsewhere = sum(y / e**2 for y, e in zip(logs, errors, strict=True)) / sum(e**-2 for e in errors)
    error = sum(e**-2 for e in errors) ** -0.5
    assert whole[0]["north", "07"].elsewhere_change_rate == rounded(expm1(elsewhere), error)


def test_a_quarter_that_was_shown_stays_when_one_buyer_moves_away(spark, whole):
    kept = [dict(zip(RELEASES.columns, row, strict=True)) for row in whole[1]]
    again, more = build(spark, cell("north", 119, 124), *WHOLE[1:], before=kept)
    assert again == whole[0]
    assert more == ()


def test_quarters_are_told_apart_at_the_turn_of_a_year(spark):
    built, _ = build(spark, *(cell(area, 120, 125, quarter="2025-01-01") for area in ("north", "south")))
    assert not built["north", "01"].withheld
    assert built["north", "01"].quarter == date(2025, 1, 1)
