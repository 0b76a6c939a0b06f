"""Pseudonyms against the cards of members."""

from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score, ratio, share
from gcrm.silver.members import SILVER_MEMBERS


def measure(given: Given) -> list[Measure]:
    """Whether every stated member has the right pseudonym, and how many pseudonyms are nobody's."""
    stated = given.read(SILVER_MEMBERS).select("member_id").distinct().withColumn("is_there", F.lit(True))
    meant, gone = given.members().filter("is_stated").select("member_id", "card"), given.forgotten()
    meant = meant.join(gone.select("member_id"), "member_id", "left_anti") if gone is not None else meant
    row = (
        meant.join(stated, "member_id", "full")
        .agg(
            F.count("card").alias("cards"),
            F.count_if(F.col("card").isNotNull() & F.col("is_there")).alias("right"),
            F.count_if(F.col("card").isNull()).alias("strangers"),
        )
        .first()
    )
    assert row is not None
    right, cards, strangers = row["right"], row["cards"], row["strangers"]
    says = f"{share(right, cards)}: {right:,} of {cards:,} members; {strangers:,} of nobody"
    return [
        Measure("right pseudonyms", says, ratio(right, cards), "share", 1.0, 1.0, n=cards),
        Measure("pseudonyms of nobody", f"{strangers:,}", float(strangers), "members", 0.0, at_most=0.0, n=cards),
    ]


SCORE = Score("pseudonyms", "pseudonyms against the cards of members", (SILVER_MEMBERS,), measure)
