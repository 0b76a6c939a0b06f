"""One row per member with a post: posts and scores in all deliveries so far, whatever the date of the run."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Table, Unique
from gcrm.silver.posts import POSTS

MEMBER_POSTS = Table(
    name="warehouse.member_posts",
    doc=__doc__,
    key=("member_id",),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("n_posts", "bigint", "Posts and reviews by the member", required=True),
        Field("n_texts", "bigint", "Those with words, not a bare score", required=True),
        Field("mean_score", "double", "Mean of the scores given, 1 to 5; null without"),
    ),
    checks=(Unique(("member_id",)),),
    load=ReplaceGroups(("member_id",)),
)


def build(posts: DataFrame) -> DataFrame:
    """One pass over the posts of known members."""
    return (
        posts.filter("member_id IS NOT NULL")
        .groupBy("member_id")
        .agg(
            F.count(F.lit(1)).alias("n_posts"),
            F.count("text").alias("n_texts"),
            F.try_divide(F.sum(F.col("score").cast("long")), F.count("score")).alias("mean_score"),
        )
    )


STEP = Step(output=MEMBER_POSTS, inputs={"posts": News(POSTS)}, build=build)
