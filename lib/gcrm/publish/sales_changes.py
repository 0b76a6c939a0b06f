"""Sales by partner, area and quarter as anyone may see them: rates only, and none that rests on few members."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Table, Unique
from gcrm.marts.sales_changes import KEY, SALES_CHANGES
from gcrm.publish.gate import LEAST, WITHHELD, Settings, decide, unless_withheld
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS

PUBLISHED_SALES_CHANGES = Table(
    name="publish.sales_changes",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("partner_id", "string", "Partner that sold"),
        Field("partner_name", "string", "Its name"),
        Field("area_id", "string", "Area of the highest level in which the members live"),
        Field("area_name", "string", "Its name"),
        Field("quarter", "date", "First day of the calendar quarter"),
        Field("as_of", "date", "Day for which this holds", required=True),
        Field("n_members", "bigint", "Members who bought, in the smaller of both quarters; null where withheld"),
        Field("change_rate", "double", "Sales against the quarter before; null where withheld"),
        Field("elsewhere_change_rate", "double", "The same of all other areas; null where few bought there"),
        Field("relative_change", "double", "log(1 + change_rate) - log(1 + elsewhere_change_rate)"),
        Field("buyers_z", "double", "How far the number of buyers moved against elsewhere, in standard errors"),
        Field(WITHHELD, "boolean", "Too few members to show, or it would give away an area that has", required=True),
    ),
    rules=(
        Rule("no_small_cell", f"n_members IS NULL OR n_members >= {LEAST}", "No cell of fewer members is shown"),
        Rule(
            "withheld_says_nothing",
            f"NOT {WITHHELD} OR coalesce(n_members, change_rate, relative_change, buyers_z) IS NULL",
        ),
    ),
    checks=(Unique(KEY),),
)


def build(changes: DataFrame, partners: DataFrame, areas: DataFrame, settings: Settings) -> DataFrame:
    """The mart without money, and without the rates of small cells."""
    fewest = changes.withColumn("n_members", F.least("n_members", "previous_n_members"))
    # The areas of a partner's quarter are parts of one total, so they are decided together.
    cells = fewest.withColumns({"_cell": F.concat_ws(" ", *KEY), "_total": F.concat_ws(" ", "partner_id", "quarter")})
    decided = decide(cells, "_cell", "n_members", settings.min_members, "_total")
    enough = F.least("elsewhere_n_members", "elsewhere_previous_n_members") >= settings.min_members
    gated = decided.withColumns(
        {
            **unless_withheld("n_members", "change_rate"),
            "elsewhere_change_rate": F.when(enough, F.col("elsewhere_change_rate")),
            **{name: F.when(enough & ~F.col(WITHHELD), F.col(name)) for name in ("relative_change", "buyers_z")},
        }
    )
    named = partners.select("partner_id", F.col("name").alias("partner_name"))
    placed = areas.select("area_id", F.col("name").alias("area_name"))
    both = gated.join(named, "partner_id", "left").join(F.broadcast(placed), "area_id", "left")
    return both.select(*PUBLISHED_SALES_CHANGES.columns)


STEP = Step(
    output=PUBLISHED_SALES_CHANGES,
    inputs={"changes": SALES_CHANGES, "partners": PARTNERS, "areas": SILVER_AREAS},
    build=build,
    settings=Settings,
)
