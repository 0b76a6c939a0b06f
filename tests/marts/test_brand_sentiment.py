"""Who is pleased with whom, where and when; and how that moved."""

import pytest

from gcrm.core.testing import plain, rows, same
from gcrm.marts import brand_sentiment
from gcrm.silver.areas import SILVER_AREAS
from gcrm.warehouse.post_flags import POST_FLAGS
from gcrm.warehouse.sentiment.opinions import POST_OPINIONS


def tone(about, sentiment):
    high, low = {"positive": (0.9, 0.05), "negative": (0.05, 0.9)}.get(sentiment, (0.2, 0.2))
    return {"about": about, "sentiment": sentiment, "p_negative": low, "p_positive": high}


def post(post_id, member, day, sentiment, area="n1", aspects=()):
    return {
        "post_id": post_id,
        "member_id": member,
        "posted_at": f"{day} 12:00:00",
        "area_id": area,
        "model": "m",
        "sentiment": sentiment,
        "partners": ["B1"],
        "categories": [],
        "by_partner": [tone("B1", sentiment)],
        "by_aspect": [tone(one, sentiment) for one in aspects],
    }


@pytest.fixture(scope="module")
def built(spark):
    posts = [
        *(post(f"a{i}", f"m{i}", "2018-01-03", "positive", aspects=("price",)) for i in range(10)),
        *(post(f"b{i}", f"m{i}", "2018-01-10", "negative", area=None) for i in range(8)),
        post("again", "m0", "2018-01-11", "negative", area=None),
        post("so so", "m9", "2018-01-10", "neutral", area=None),
        post("spam", "m99", "2018-01-10", "positive"),
    ]
    areas = [{"area_id": "n1", "parent_area_id": "r"}, {"area_id": "r", "level": "region"}]
    flags = rows(spark, POST_FLAGS, {"post_id": "spam", "reasons": ["spam"]})
    made = brand_sentiment.build(rows(spark, POST_OPINIONS, *posts), flags, rows(spark, SILVER_AREAS, *areas))
    return made.localCheckpoint()


def test_accounts_are_counted_by_area_week_and_aspect(built):
    cells = plain(built, "area_id", built["week"].cast("string"), "aspect", "n_authors", "n_pleased", "n_displeased")
    assert cells == [
        ("all", "2018-01-01", "all", 10, 10, 0),
        ("all", "2018-01-01", "price", 10, 10, 0),
        ("all", "2018-01-08", "all", 9, 0, 8),
        ("r", "2018-01-01", "all", 10, 10, 0),
        ("r", "2018-01-01", "price", 10, 10, 0),
    ]


def test_a_fall_shows_against_the_weeks_before(built):
    week = built.filter("area_id = 'all' AND week = '2018-01-08'").collect()[0]
    assert (week.pleased_share, week.change) == (0.0, -1.0)
    assert week.change_z < -3
    assert 0 < week.pleased_high < 0.4
    first = built.filter("area_id = 'all' AND week = '2018-01-01' AND aspect = 'all'").collect()[0]
    assert (first.change, first.change_z) == (None, None)
    assert 0.7 < first.pleased_low < 0.75
    assert len(week.examples) == 3


def test_without_posts_there_is_nothing(spark):
    given = [rows(spark, table) for table in (POST_OPINIONS, POST_FLAGS, SILVER_AREAS)]
    same(brand_sentiment.build(*given), [])
