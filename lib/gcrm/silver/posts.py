"""One row per thing that somebody wrote: a review, a blog or SNS post; personal data in its text is masked."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, References, Rule, Table, Upsert, raw
from gcrm.silver import masking, place_names
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.calendar import plausible_time

POSTS = Table(
    name="silver.posts",
    doc=__doc__,
    key=("post_id",),
    fields=(
        Field("post_id", "string", "Keyed hash of the post's id, which may name its author", pii="thing"),
        Field("channel", "string", "review, blog or sns", required=True),
        Field("member_id", "string", "Pseudonym of the author, where known", pii="pseudonym"),
        Field("posted_at", "timestamp", "Local time of the post", required=True),
        Field("month", "date", "First day of the month of posted_at", required=True, of="posted_at"),
        Field("language", "string", "ISO 639-1 code"),
        Field("title", "string", "Title, masked", pii="text"),
        Field("text", "string", "Text; e-mails, phone and document numbers masked; null for a bare score", pii="text"),
        Field("score", "int", "Stars from 1 to 5, where given"),
        Field("transaction_id", "string", "Basket that the post is about", pii="thing"),
        Field("product_id", "string", "Product that the post is about"),
        Field("partner_id", "string", "Partner that the post is about"),
        Field("place_name", "string", "Place of the post as delivered"),
        Field("region_code", "string", "State or province of the place"),
        Field("area_id", "string", "Area that the place was matched to"),
        SOURCE,
    ),
    rules=(
        Rule("score_is_in_range", "score IS NULL OR score BETWEEN 1 AND 5"),
        Rule("place_is_an_area", "area_id IS NOT NULL OR place_name IS NULL", "A stated place must be found"),
        plausible_time("posted_at"),
        Rule("says_something", "text IS NOT NULL OR score IS NOT NULL"),
    ),
    checks=(References("area_id", SILVER_AREAS),),
    load=Upsert(deletes=True),
    day="posted_at",
    cluster_by=("month", "member_id"),
)
RAW = raw(POSTS, without=("month", "area_id"), unlocks="voices of members")


def build(raw: DataFrame, areas: DataFrame, settings: place_names.PlaceSettings) -> DataFrame:
    """Masks title and text, finds the place's area, and adds the month that news and pruning go by."""
    said = {"title": masking.masked(F.col("title")), "text": masking.masked(F.col("text"))}
    month = F.to_date(F.trunc("posted_at", "month"))
    return place_names.matched(raw, areas, settings.place_level).withColumns({**said, "month": month})


STEP = Step(output=POSTS, inputs={"raw": RAW, "areas": SILVER_AREAS}, build=build, settings=place_names.PlaceSettings)
