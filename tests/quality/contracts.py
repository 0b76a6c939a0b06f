"""A small table with every kind of check, and where its values are looked up."""

from gcrm.core.contracts.table import Field, References, Rows, Table, Unique

AREAS = Table("silver.areas", "Areas.", (Field("area_id", "string", "Code"),), key=("area_id",))
SALES = Table(
    "warehouse.sales",
    "Sales.",
    (
        Field("sale_id", "string", "Id"),
        Field("line", "int", "Line"),
        Field("area_id", "string", "Area"),
        Field("sold_on", "date", "Day"),
    ),
    checks=(Unique(("sale_id", "line")), References("area_id", AREAS, share=0.75), Rows(2, 4)),
    day="sold_on",
)
