"""The tone of posts against what they truly mean; those that no measure counts are left out."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score, ratio, share
from gcrm.warehouse.sentiment.opinions import NOT_JUDGED, POST_OPINIONS

RIGHT, ENOUGH = 0.9, 500


def measure(given: Given) -> list[Measure]:
    """How many posts are judged, and how many of those rightly."""
    true = given.posts().filter("NOT is_spam AND NOT is_bot").select("post_id", F.col("sentiment").alias("true"))
    return compared(given.read(POST_OPINIONS).join(true, "post_id"))


def compared(both: DataFrame) -> list[Measure]:
    """`both`: sentiment, true; one row a post."""
    judged = F.col("sentiment") != NOT_JUDGED
    row = both.agg(
        F.count(F.lit(1)).alias("n"),
        F.count_if(judged).alias("judged"),
        F.count_if(judged & (F.col("sentiment") == F.col("true"))).alias("right"),
    ).collect()[0]
    n, judged_n, right = row["n"], row["judged"], row["right"]
    says = f"{share(right, judged_n)} of {judged_n:,} judged posts are right; {share(judged_n, n)} are judged"
    if not judged_n:
        says = f"none of {n:,} posts is judged, for no model has been trained"
        if n >= ENOUGH:
            return [Measure.untold("sentiment", says)]
    return [Measure("sentiment", says, ratio(right, judged_n), "share", 1.0, RIGHT, n=judged_n, enough=ENOUGH)]


SCORE = Score("sentiment", "tone of posts against what they mean", (POST_OPINIONS,), measure)
