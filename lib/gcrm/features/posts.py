"""One row per member with a post, as of a date: how much the member says, and how content it sounds."""

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Snapshots, Table, Unique
from gcrm.features.topics import KEY, Figure
from gcrm.warehouse.member_posts import MEMBER_POSTS

POST_FEATURES = Table(
    name="features.posts",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which the features hold"),
        Figure("text_share", "double", "Posts with words, of all; null without posts", part="why"),
        Figure("n_posts", "bigint", "Posts and reviews", required=True, words=("silent", "outspoken"), part="why"),
        Figure(
            "mean_score",
            "double",
            "Mean of the scores given, 1 to 5; null without",
            words=("dissatisfied", "satisfied"),
            part="why",
        ),
    ),
    checks=(Unique(KEY),),
    load=Snapshots(),
)


def build(totals: DataFrame, as_of: date) -> DataFrame:
    """A map over what the member said so far."""
    texts = F.try_divide("n_texts", "n_posts").alias("text_share")
    return totals.select("member_id", F.lit(as_of).alias("as_of"), texts, "n_posts", "mean_score")


STEP = Step(output=POST_FEATURES, inputs={"totals": MEMBER_POSTS}, build=build)
