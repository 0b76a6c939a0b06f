"""The gate on sales by area: no rate of few buyers, none that gives one away, and no money at all."""

from datetime import date

from gcrm.core.testing import rows, same
from gcrm.marts.sales_changes import SALES_CHANGES
from gcrm.publish import sales_changes
from gcrm.publish.gate import Settings
from gcrm.publish.sales_changes import PUBLISHED_SALES_CHANGES
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS


def cell(area, n, before, elsewhere=100, **given):
    counts = {"n_members": n, "previous_n_members": before}
    there = {"elsewhere_n_members": elsewhere, "elsewhere_previous_n_members": elsewhere}
    rates = {"change_rate": -0.5, "elsewhere_change_rate": 0.1, "relative_change": -0.8, "buyers_z": -4.0}
    return {"partner_id": "cafe", "area_id": area, "quarter": "2025-07-01", **counts, **there, **rates, **given}


def build(spark, *cells):
    partners = rows(spark, PARTNERS, {"partner_id": "cafe", "name": "Bean"})
    areas = rows(spark, SILVER_AREAS, *({"area_id": name, "name": name.title()} for name in ("north", "south", "west")))
    built = sales_changes.build(rows(spark, SALES_CHANGES, *cells), partners, areas, Settings()).collect()
    return {row.area_id: row for row in built}


def test_large_cells_are_shown_with_names_and_without_money(spark):
    row = build(spark, cell("north", 40, 50), cell("south", 60, 60))["north"]
    assert (row.partner_name, row.area_name, row.n_members, row.withheld) == ("Bean", "North", 40, False)
    assert (row.change_rate, row.elsewhere_change_rate, row.relative_change, row.buyers_z) == (-0.5, 0.1, -0.8, -4.0)
    assert not [field.name for field in PUBLISHED_SALES_CHANGES.fields if "amount" in field.name]


def test_few_buyers_in_either_quarter_hide_the_rates_and_the_next_smallest_area_with_them(spark):
    built = build(spark, cell("north", 40, 9), cell("south", 60, 60), cell("west", 90, 90))
    assert [built[name].withheld for name in ("north", "south", "west")] == [True, True, False]
    hidden = built["north"]
    assert (hidden.n_members, hidden.change_rate, hidden.relative_change, hidden.buyers_z) == (None,) * 4


def test_elsewhere_is_hidden_where_few_bought_there(spark):
    row = build(spark, cell("north", 40, 50, elsewhere=9), cell("south", 60, 60), cell("west", 90, 90))["north"]
    assert (row.change_rate, row.elsewhere_change_rate, row.relative_change) == (-0.5, None, None)


def test_quarters_are_decided_apart(spark):
    other = {"quarter": "2025-04-01"}
    cells = [
        cell("north", 3, 50),
        cell("south", 60, 60),
        cell("north", 40, 50, **other),
        cell("south", 60, 60, **other),
    ]
    built = build(spark, *cells)
    assert len(built) == 2
    shown = sales_changes.build(
        rows(spark, SALES_CHANGES, *cells), rows(spark, PARTNERS), rows(spark, SILVER_AREAS), Settings()
    ).filter("NOT withheld")
    same(shown, [("north", date(2025, 4, 1)), ("south", date(2025, 4, 1))], "area_id", "quarter")
