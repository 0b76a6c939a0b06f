"""Pseudonyms and segments against who members truly are."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.evaluate.line import Given, Line, share
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.silver.members import SILVER_MEMBERS
from gcrm.simulate.columns import week_end
from gcrm.stats.clustering import adjusted_rand_index
from gcrm.vault.door import pseudonym


def known(given: Given) -> DataFrame:
    """The truth of members beside `member_id`, the pseudonym that their card number must have."""
    return given.truth("members").withColumn("member_id", pseudonym(F.col("card"), given.key))


def lines(given: Given) -> list[Line]:
    """Whether every stated member has the right pseudonym, and how the segments agree with the true ones."""
    stated = given.lake.read(SILVER_MEMBERS).select("member_id").distinct().withColumn("is_stated", F.lit(True))
    # Who joins is stated when the week ends.
    stated_on = F.when(F.col("joined_day") == 0, 0).otherwise(week_end(F.col("joined_day")))
    meant = known(given).filter(stated_on < given.end_day).select("member_id", "card")
    both = meant.join(stated, "member_id", "full")
    row = both.agg(
        F.count("card").alias("cards"),
        F.count_if(F.col("card").isNotNull() & F.col("is_stated")).alias("right"),
        F.count_if(F.col("card").isNull()).alias("strangers"),
    ).first()
    assert row is not None
    right, cards = row["right"], row["cards"]
    told = [
        Line(
            "people",
            "pseudonyms",
            f"{share(right, cards)}: {right:,} of {cards:,} members; {row['strangers']:,} of nobody",
        )
    ]
    return told + _segments(given)


def _segments(given: Given) -> list[Line]:
    found = given.table(SEGMENT_MEMBERS)
    if found is None:
        return [Line("people", "segments", "models.segment_members has not been built")]
    pairs = found.join(known(given).select("member_id", "archetype"), "member_id")
    cells = pairs.groupBy("segment", "archetype").agg(F.count(F.lit(1)).alias("n")).collect()
    rows, columns = (sorted({cell[name] for cell in cells}) for name in ("segment", "archetype"))
    if not cells:
        return [Line("people", "segments", "no member has a segment")]
    counts = {(cell["segment"], cell["archetype"]): cell["n"] for cell in cells}
    table = [[counts.get((row, column), 0) for column in columns] for row in rows]
    agreed = f"{adjusted_rand_index(table):.2f} (adjusted Rand index; 1 is perfect, 0 is chance)"
    return [Line("people", "segments", f"{agreed}, {len(rows)} segments for {len(columns)} true types")]
