"""Trendsetters against the members who truly take up every trend first, among those who write as much."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score
from gcrm.marts.trendsetters import TRENDSETTERS
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.stats.matched import Cell, auc

NAME, AT_LEAST, ENOUGH = "early adopters", 0.75, 500


def measure(given: Given) -> list[Measure]:
    """The AUC of the score; an account is told by a post of its own, for whose it is nobody knows."""
    posts = given.read(POST_TEXTS).select("post_id", "member_id").join(given.posts(), "post_id")
    authors = posts.groupBy("member_id").agg(F.bool_or("is_early_adopter").alias("is_early"))
    return compared(given.read(TRENDSETTERS).join(authors.filter("is_early IS NOT NULL"), "member_id"))


def compared(both: DataFrame) -> list[Measure]:
    """`both`: n_posts, score, is_early; one row a member. Counted by level of activity and rounded score."""
    level = F.floor(F.log2("n_posts")).cast("int").alias("level")
    cells = both.groupBy(level, F.round("score", 3).alias("score"), "is_early").agg(F.count(F.lit(1)).alias("n"))
    rows = [Cell(row["level"], row["score"], row["is_early"], row["n"]) for row in cells.collect()]
    found, n = auc(rows), sum(row.n for row in rows)
    if found is None:
        return [Measure(NAME, "no member is told from the others", None, "AUC", 1.0, AT_LEAST, n=n, enough=ENOUGH)]
    says = f"AUC {found.value:.2f} of {n:,} members who took up a trend, among those who write as much; 0.5 is chance"
    return [Measure(NAME, says, found.value, "AUC", 1.0, AT_LEAST, n=n, enough=ENOUGH)]


SCORE = Score("trendsetters", "trendsetters against true early adopters", (TRENDSETTERS, POST_TEXTS), measure)
