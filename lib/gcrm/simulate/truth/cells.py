"""Monthly cells of the lines that were delivered and must be kept: made from the truth, never read from a delivery."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gcrm.simulate.columns import partner_of, receipt
from gcrm.simulate.draws import at, listed
from gcrm.simulate.files.dirt import EXPECTED, QUARANTINED, orphan_card
from gcrm.simulate.files.tills import delivered
from gcrm.simulate.files.writer import CORRECTED, MISSING
from gcrm.simulate.people import baskets
from gcrm.simulate.people.members import card
from gcrm.simulate.scene import Scene


def meant(visits: DataFrame, defects: DataFrame, scene: Scene, end_day: int) -> DataFrame:
    """card, month, partner_id, category, n_lines, n_baskets, cents; `visits` are those of every day simulated."""
    rows = delivered(baskets.lines(visits, scene), scene, 0, end_day)
    gone = [kind for kind, (becomes, _) in EXPECTED.items() if becomes == QUARANTINED]
    is_last = F.when(F.col("fate") == CORRECTED, F.col("copy") == 1).otherwise(F.col("copy") == 0)
    stands = rows.filter(is_last & (F.col("copies") % 2 == 0) & (F.col("fate") != MISSING))
    kept = stands.filter(F.col("kind").isNull() | ~F.col("kind").isin(gone))
    cut = defects.filter("kind = 'truncated'").select("receipt", F.col("basket_line").alias("line"))
    named = kept.withColumn("receipt", receipt(partner_of(scene)))
    whole = named.join(F.broadcast(cut), ["receipt", "line"], "left_anti")
    orphan = F.when(F.col("kind") == "orphan_card", orphan_card()).otherwise(card(F.col("member")))
    names = listed([c.name for c in scene.world.categories])
    unknown = F.col("kind").eqNullSafe("orphan_article")
    day = F.date_add(F.lit(scene.world.start), F.col("day"))
    shown = whole.select(
        orphan.alias("card"),
        F.trunc(day, "month").alias("month"),
        partner_of(scene).alias("partner_id"),
        F.when(unknown, "unknown").otherwise(at(names, F.col("category"))).alias("category"),
        "receipt",
        "line",
        "amount",
    )
    bought = F.when(F.col("amount") > 0, F.col("line"))
    first = F.min(bought).over(Window.partitionBy("card", "month", "receipt"))
    marked = shown.withColumn("opens", F.when(bought == first, 1).otherwise(0))
    return marked.groupBy("card", "month", "partner_id", "category").agg(
        F.count(F.lit(1)).alias("n_lines"),
        F.sum("opens").alias("n_baskets"),
        F.sum("amount").alias("cents"),
    )
