"""Reasons that say no more than another does."""

from gcrm.core.contracts.causes import consequences
from gcrm.core.contracts.table import Field, Rule, Table

SALES = Table(
    name="silver.sales",
    doc="Sales.",
    key=("sale_id",),
    fields=(
        Field("sale_id", "string", "Sale"),
        Field("sold_at", "timestamp", "When", required=True),
        Field("month", "date", "Month", required=True, of="sold_at"),
        Field("amount", "int", "Paid"),
        Field("note", "string", "Words"),
    ),
    rules=(Rule("amount_is_plausible", "amount < 10"), Rule("month_is_ours", "month > '2000-01-01' OR amount = 1")),
)


def test_a_missing_value_breaks_the_rules_about_it_and_about_what_is_taken_from_it():
    found = consequences(SALES)
    assert found["sold_at_is_given"] == ("month_is_given", "month_is_ours")
    assert found["sold_at_is_readable"] == ("sold_at_is_given", "month_is_given", "month_is_ours")
    assert found["amount_can_be_computed"] == ("amount_is_given", "amount_is_plausible", "month_is_ours")
    assert found["note_is_readable"] == ("note_is_given",)
    assert "note_is_given" not in found
