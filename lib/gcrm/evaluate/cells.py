"""Monthly cells against the cells of the true lines: exact, or not."""

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.evaluate.line import Given, Line, share
from gcrm.simulate.columns import partner_of, receipt
from gcrm.simulate.draws import at, listed
from gcrm.simulate.files.dirt import EXPECTED, QUARANTINED, orphan_card
from gcrm.simulate.files.tills import delivered
from gcrm.simulate.files.writer import CORRECTED, MISSING
from gcrm.simulate.people import baskets
from gcrm.simulate.people.members import card
from gcrm.vault.door import pseudonym
from gcrm.warehouse.member_months import KEY, MEMBER_MONTHS
from gcrm.warehouse.money import decimal


def lines(given: Given) -> list[Line]:
    """How many monthly cells hold exactly the lines, baskets and money that they must."""
    built = given.table(MEMBER_MONTHS)
    if built is None:
        return [Line("cells", "monthly cells", "warehouse.member_months has not been built")]
    row = (
        compared(given, built)
        .agg(F.count(F.lit(1)).alias("cells"), F.count_if("is_exact").alias("exact"), F.sum("n_lines").alias("lines"))
        .first()
    )
    assert row is not None
    exact, every = row["exact"], row["cells"]
    value = f"{share(exact, every)}: {exact:,} of {every:,} cells of {row['lines'] or 0:,} lines"
    return [Line("cells", "monthly cells exact", value)]


def compared(given: Given, built: DataFrame) -> DataFrame:
    """One row per cell that is true or was built: key, n_lines, is_exact."""
    figures = ("n_lines", "n_baskets", "amount")
    meant = true_cells(given).select(*KEY, *(F.col(name).alias(f"true_{name}") for name in figures))
    both = built.select(*KEY, *figures).join(meant, [*KEY], "full")
    same = [F.col(name).eqNullSafe(F.col(f"true_{name}")) for name in figures]
    return both.select(*KEY, F.col("true_n_lines").alias("n_lines"), reduce(Column.__and__, same).alias("is_exact"))


def true_cells(given: Given) -> DataFrame:
    """Cells of the lines that were delivered and must be kept: made from the truth, never read from a delivery."""
    scene = given.scene
    # Each range of days holds those before it too, of which late lines are.
    visits = given.truth("visits").filter("day >= from_day").drop("from_day")
    rows = delivered(baskets.lines(visits, scene), scene, 0, given.end_day)
    gone = [kind for kind, (becomes, _) in EXPECTED.items() if becomes == QUARANTINED]
    is_last = F.when(F.col("fate") == CORRECTED, F.col("copy") == 1).otherwise(F.col("copy") == 0)
    stands = rows.filter(is_last & (F.col("copies") % 2 == 0) & (F.col("fate") != MISSING))
    kept = stands.filter(F.col("kind").isNull() | ~F.col("kind").isin(gone))
    cut = given.truth("defects").filter("kind = 'truncated'").select("receipt", F.col("basket_line").alias("line"))
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
        "line",
        "amount",
    )
    cells = shown.groupBy("card", "month", "partner_id", "category").agg(
        F.count(F.lit(1)).alias("n_lines"),
        F.count_if(F.col("line") == 1).alias("n_baskets"),
        decimal(F.sum("amount")).alias("amount"),
    )
    return cells.withColumn("member_id", pseudonym(F.col("card"), given.key)).drop("card")
