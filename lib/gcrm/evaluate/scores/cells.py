"""Monthly cells against the cells of the true lines: exact, or not."""

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score, ratio, share
from gcrm.vault.pseudonyms import pseudonym
from gcrm.warehouse.member_months import KEY, MEMBER_MONTHS
from gcrm.warehouse.money import decimal


def measure(given: Given) -> list[Measure]:
    """How many monthly cells hold exactly the lines, baskets and money that they must."""
    row = (
        compared(true_cells(given), given.read(MEMBER_MONTHS))
        .agg(F.count(F.lit(1)).alias("cells"), F.count_if("is_exact").alias("exact"), F.sum("n_lines").alias("lines"))
        .first()
    )
    assert row is not None
    exact, every = row["exact"], row["cells"]
    says = f"{share(exact, every)}: {exact:,} of {every:,} cells of {row['lines'] or 0:,} lines"
    return [Measure("monthly cells exact", says, ratio(exact, every), "share", 1.0, 1.0, n=every)]


def compared(meant: DataFrame, built: DataFrame) -> DataFrame:
    """One row per cell that is meant or was built: key, n_lines (meant), is_exact."""
    figures = ("n_lines", "n_baskets", "amount")
    true = meant.select(*KEY, *(F.col(name).alias(f"true_{name}") for name in figures))
    both = built.select(*KEY, *figures).join(true, [*KEY], "full")
    same = [F.col(name).eqNullSafe(F.col(f"true_{name}")) for name in figures]
    return both.select(*KEY, F.col("true_n_lines").alias("n_lines"), reduce(Column.__and__, same).alias("is_exact"))


def true_cells(given: Given) -> DataFrame:
    """Cells of the lines that must be kept, by the pseudonym of their card."""
    named = {"member_id": pseudonym(F.col("card"), given.key), "amount": decimal(F.col("cents"))}
    return given.truth.cells().withColumns(named).drop("card", "cents")


SCORE = Score("cells", "monthly cells against those of the true lines", (MEMBER_MONTHS,), measure)
