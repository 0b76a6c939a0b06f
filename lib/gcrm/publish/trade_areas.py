"""Trade areas as anyone may see them: one row per store of a partner with several.

What could be spent there, and how trade areas overlap, is worked out of the published power of areas, of where stores
lie and how large they are, and of the two powers of Huff's model in the digits that their errors carry. Of members the
gate shows the class of how many bought in the store, and what they paid in the digits that its error carries; what is
won and what is open is worked out of that.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.cell import measured
from gcrm.core.contracts.step import Noted, Step
from gcrm.core.contracts.table import Field
from gcrm.marts import trade_areas
from gcrm.models.purchasing_power.huff_parameters import HUFF_PARAMETERS
from gcrm.models.purchasing_power.store_reach import STORE_REACH
from gcrm.ops.releases import RELEASES
from gcrm.publish.area_power import PUBLISHED_AREA_POWER
from gcrm.publish.digits import to_step
from gcrm.publish.gate import Settings
from gcrm.publish.published import published
from gcrm.publish.release import cells, release
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS
from gcrm.silver.stores import STORES
from gcrm.warehouse.member_stores import MEMBER_STORES

_DIGITS = 0.01  # of a figure, to which it is told
_WON = ("won_share", "open_amount")

PUBLISHED_TRADE_AREAS = published(
    trade_areas.TRADE_AREAS,
    doc=__doc__,
    drop=("n_visits", "expected_visits", "groups"),
    total="amount",
    made=("n_areas", "power", *_WON, "mean_way", "overlap_share", "rival_share"),
    withheld=_WON,
    optional=("power", *_WON),
    extra={
        "partner_id": (
            Field("partner_name", "string", "Its name"),
            Field("area_name", "string", "Area that the store lies in"),
            Field("n_members", "bigint", "Members who bought there"),
        )
    },
)


def build(
    visits: DataFrame,
    reach: DataFrame,
    parameters: DataFrame,
    power: DataFrame,
    stores: DataFrame,
    partners: DataFrame,
    areas: DataFrame,
    before: DataFrame,
    settings: Settings,
) -> Noted:
    """One aggregate over members and stores for the gate; the rest is of areas and stores."""
    nobody = reach.withColumns({name: F.lit(0).cast("long") for name in ("n_visits", "n_comparable_visits")})
    told = parameters.withColumn("value", F.coalesce(to_step(F.col("value"), F.col("se")), "value"))
    made = trade_areas.build(nobody.withColumn("amount", F.lit(0.0)), told, power)
    named = (
        stores.select("store_id", "area_id")
        .join(areas.select("area_id", F.col("name").alias("area_name")), "area_id", "left")
        .drop("area_id")
    )
    partner = partners.select("partner_id", F.col("name").alias("partner_name"))
    rows = (
        made.drop("amount", "n_visits", "expected_visits", "groups")
        .join(named, "store_id", "left")
        .join(F.broadcast(partner), "partner_id", "left")
        .join(_cells(visits), "store_id", "left")
        .withColumn("power", to_step(F.col("power"), _DIGITS * F.col("power")))
    )
    every = cells(rows, ("store_id",), total=("partner_id",))
    out = release(every, PUBLISHED_TRADE_AREAS.name, before, settings, "total")
    put = out.put(rows.drop("cell"), ("store_id",), "n_members", "amount")
    worth, amount, nothing = F.col("power"), F.col("amount"), F.lit(0.0)
    # The greatest of nothing and null is nothing, which would be said of stores of which nothing is shown.
    is_told = amount.isNotNull()
    figures = {
        "won_share": F.when(is_told, F.round(F.try_divide(F.greatest(amount, nothing), worth), 3)),
        "open_amount": F.when(is_told, to_step(F.greatest(worth - amount, nothing), _DIGITS * worth)),
    }
    return out.noted(put.withColumns(figures).select(*PUBLISHED_TRADE_AREAS.columns))


def _cells(visits: DataFrame) -> DataFrame:
    """What the gate must know of the members of each store."""
    spent = visits.groupBy("store_id", "member_id").agg(F.sum("amount").cast("double").alias("spent"))
    return spent.filter("spent > 0").groupBy("store_id").agg(measured(F.col("member_id"), F.col("spent")).alias("cell"))


STEP = Step(
    output=PUBLISHED_TRADE_AREAS,
    inputs={
        "visits": MEMBER_STORES,
        "reach": STORE_REACH,
        "parameters": HUFF_PARAMETERS,
        "power": PUBLISHED_AREA_POWER,
        "stores": STORES,
        "partners": PARTNERS,
        "areas": SILVER_AREAS,
    },
    build=build,
    settings=Settings,
    ledger=RELEASES,
)
