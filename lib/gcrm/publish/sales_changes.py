"""Sales by partner, area and quarter as anyone may see them: rates only, and none that rests on few members."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field
from gcrm.marts.sales_changes import SALES_CHANGES
from gcrm.publish.gate import Settings
from gcrm.publish.published import gated, published
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS

_COUNTS = ("n_members", "previous_n_members", "elsewhere_n_members", "elsewhere_previous_n_members")

PUBLISHED_SALES_CHANGES = published(
    SALES_CHANGES,
    doc=__doc__,
    drop=(*_COUNTS, "amount", "previous_amount"),
    withheld=("change_rate", "relative_change", "buyers_z"),
    optional=("elsewhere_change_rate", "relative_change", "buyers_z"),
    extra={
        "partner_id": Field("partner_name", "string", "Its name"),
        "area_id": Field("area_name", "string", "Its name"),
        "as_of": Field("n_members", "bigint", "Members who bought, in the smaller of both quarters"),
    },
)


def build(changes: DataFrame, partners: DataFrame, areas: DataFrame, settings: Settings) -> DataFrame:
    """The mart without money, and without the rates of small cells."""
    fewest = changes.withColumn("n_members", F.least("n_members", "previous_n_members"))
    # The areas of a partner's quarter are parts of one total, so they are decided together.
    decided = gated(fewest, PUBLISHED_SALES_CHANGES, settings.min_members, total=("partner_id", "quarter"))
    enough = F.least("elsewhere_n_members", "elsewhere_previous_n_members") >= settings.min_members
    compared = ("elsewhere_change_rate", "relative_change", "buyers_z")
    shown = decided.withColumns({name: F.when(enough, F.col(name)) for name in compared})
    named = partners.select("partner_id", F.col("name").alias("partner_name"))
    placed = areas.select("area_id", F.col("name").alias("area_name"))
    both = shown.join(named, "partner_id", "left").join(F.broadcast(placed), "area_id", "left")
    return both.select(*PUBLISHED_SALES_CHANGES.columns)


STEP = Step(
    output=PUBLISHED_SALES_CHANGES,
    inputs={"changes": SALES_CHANGES, "partners": PARTNERS, "areas": SILVER_AREAS},
    build=build,
    settings=Settings,
)
