"""Posts: masked, placed, dated; a bare score is a post, an empty one is not."""

from pyspark.sql import DataFrame, SparkSession
from tests.silver.judge import reasons

from gcrm.core.testing import rows, same, with_source
from gcrm.silver import posts
from gcrm.silver.place_names import PlaceSettings

SAID = {"channel": "review", "posted_at": "2018-03-31 23:59:59", "score": 5}


def test_title_and_text_are_masked_and_blank_text_stays(spark: SparkSession, areas: DataFrame) -> None:
    raw = rows(
        spark,
        posts.RAW,
        SAID | {"post_id": "1", "title": "ligue 98687-8025", "text": "ou ana@mail.com"},
        SAID | {"post_id": "2", "text": "\r\n"},
        SAID | {"post_id": "3", "place_name": "sao paulo", "region_code": "SP"},
    )
    built = posts.build(with_source(raw), areas, PlaceSettings())
    same(
        built.select("post_id", "title", "text", "area_id", built["month"].cast("string")),
        [
            ("1", "ligue [phone]", "ou [email]", None, "2018-03-01"),
            ("2", None, "\r\n", None, "2018-03-01"),
            ("3", None, None, "1", "2018-03-01"),
        ],
    )


def test_what_is_refused(spark: SparkSession, areas: DataFrame) -> None:
    raw = rows(
        spark,
        posts.RAW,
        SAID | {"post_id": "score only"},
        SAID | {"post_id": "text only", "score": None, "text": "bom"},
        SAID | {"post_id": "nothing", "score": None},
        SAID | {"post_id": "six stars", "score": 6},
        SAID | {"post_id": "nowhere", "place_name": "Atlantis", "region_code": "SP"},
        SAID | {"post_id": "never", "posted_at": None},
        SAID | {"post_id": "in another calendar", "posted_at": "2561-03-31 12:00:00"},
    )
    assert reasons(posts.build(with_source(raw), areas, PlaceSettings()), posts.POSTS, "post_id") == {
        "score only": [],
        "text only": [],
        "nothing": ["says_something"],
        "six stars": ["score_is_in_range"],
        "nowhere": ["place_is_an_area"],
        "never": ["posted_at_is_given", "month_is_given"],
        "in another calendar": ["posted_at_is_plausible"],
    }


def test_posts_are_about_areas_of_the_level_that_is_set(spark: SparkSession, city: DataFrame) -> None:
    raw = rows(
        spark,
        posts.RAW,
        SAID | {"post_id": "1", "place_name": "Gangnam", "region_code": "11"},
        SAID | {"post_id": "2", "place_name": "Mapo", "region_code": "11"},
    )
    built = posts.build(with_source(raw), city, PlaceSettings("neighbourhood"))
    same(built, [("1", "n1"), ("2", None)], "post_id", "area_id")
