"""A small contract that several tests of core build and refuse rows of."""

from gcrm.core.contracts.table import SOURCE, Field, Rule, Table, Upsert

SALES = Table(
    "silver.sales",
    "Sales.",
    (Field("sale_id", "string", "Identifier"), Field("amount", "int", "Paid"), SOURCE),
    key=("sale_id",),
    rules=(Rule("amount_is_positive", "amount > 0"),),
    load=Upsert(deletes=True),
)
