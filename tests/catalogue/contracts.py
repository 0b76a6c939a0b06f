"""Two small contracts, one of them with words that Markdown, HTML and SQL would each read in their own way."""

from dataclasses import dataclass

from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Lookup, News, Step
from gcrm.core.contracts.table import Field, References, ReplaceGroups, Rows, Rule, Table, Unique, Upsert

AREAS = Table(
    name="silver.areas",
    doc="One row per area.",
    key=("area_id",),
    fields=(Field("area_id", "string", "Code of the area"), Field("level", "string", "Level", required=True)),
    load=Upsert(),
)
SALES = Table(
    name="warehouse.sales",
    doc="One row per sale & <b>area</b>; kept in `_sales|x`.\n\nReturns are [negative](javascript:alert(1)).",
    key=("sale_id", "line"),
    fields=(
        Field("sale_id", "string", "Id | of the <script>alert(1)</script> sale"),
        Field("line", "int", "Line"),
        Field("member_id", "string", "Pseudonym", pii="pseudonym"),
        Field("area_id", "string", "Area of the sale"),
        Field("amount", "decimal(18,2)", "Paid", required=True, unit="<EUR>"),
        Field("tags", "map<string,array<struct<name:string,n:bigint>>>", "Tags"),
        Field("_source", "struct<file:string,line:bigint>", "Where it stands"),
    ),
    rules=(
        Rule("amount_is_not_zero", "amount <> 0", "No money, no sale"),
        Rule("sale_id_is_plain", "sale_id NOT LIKE '%|%' AND `sale_id` <> '$sql ${x} <i>'", "a <u>b</u> `c`"),
    ),
    checks=(Unique(("sale_id", "line")), References("area_id", AREAS, share=0.75), Rows(2, 4)),
    load=ReplaceGroups(("sale_id",)),
    cluster_by=("area_id",),
)


@dataclass(frozen=True)
class Settings:
    """What a coalition may set."""

    least: int = 3
    levels: tuple[str, ...] = ("state", "<district>")


def build(sales: DataFrame, areas: DataFrame, settings: Settings) -> DataFrame:
    return sales.join(areas, "area_id").limit(settings.least)


LINES = Table(
    name="silver.lines",
    doc="One row per line.",
    key=("sale_id", "line"),
    fields=(Field("sale_id", "string", "Id"), Field("line", "int", "Line"), Field("area_id", "string", "Area")),
    load=Upsert(),
)
SALES_STEP = Step(
    output=SALES,
    inputs={"sales": News(LINES), "areas": Lookup(AREAS, "area_id")},
    build=build,
    settings=Settings,
)
