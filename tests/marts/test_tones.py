"""Members by the side of their tone, of partners, areas and aspects."""

import pytest
from tests.marts.test_brand_sentiment import post, tone

from gcrm.core.testing import plain, rows, same
from gcrm.marts import tones
from gcrm.silver.areas import SILVER_AREAS
from gcrm.warehouse.post_flags import POST_FLAGS
from gcrm.warehouse.sentiment.opinions import POST_OPINIONS

SETTINGS = tones.Settings(months=2, posts=2)


def judged(post_id, member, day, sentiment, **given):
    about = tone("", sentiment)
    both = {name: about[name] for name in ("p_negative", "p_positive")}
    return post(post_id, member, day, sentiment, **given) | both | {"month": f"{day[:7]}-01"}


@pytest.fixture(scope="module")
def built(spark):
    posts = [
        *(judged(f"a{i}", f"m{i}", "2018-02-03", "positive", aspects=("price",)) for i in range(3)),
        judged("angry", "m0", "2018-02-04", "negative", area=None),
        judged("worse", "m0", "2018-02-05", "negative", area=None),
        judged("so so", "m9", "2018-02-10", "neutral"),
        judged("nobody", None, "2018-02-10", "positive"),
        judged("spam", "m99", "2018-02-10", "positive"),
        judged("before", "m1", "2018-01-31", "negative", area=None),
        judged("long ago", "m1", "2017-12-31", "negative"),
        judged("years to come", "m1", "2099-01-01", "negative"),
    ]
    areas = [{"area_id": "n1", "parent_area_id": "r"}, {"area_id": "r", "level": "region"}]
    flags = rows(spark, POST_FLAGS, {"post_id": "spam", "reasons": ["spam"]})
    made = tones.build(rows(spark, POST_OPINIONS, *posts), flags, rows(spark, SILVER_AREAS, *areas), SETTINGS)
    return made.localCheckpoint()


def test_a_member_counts_once_a_month_on_the_side_of_the_mean_of_the_posts(built):
    whole = built.filter("area_id = 'all' AND aspect = 'all' AND partner_id = 'B1'")
    assert plain(whole, whole["month"].cast("string"), "tone", "n_members", "pleased_share") == [
        ("2018-01-01", "all", 1, 0.0),
        ("2018-01-01", "displeased", 1, None),
        ("2018-02-01", "all", 3, 2 / 3),
        ("2018-02-01", "displeased", 1, None),
        ("2018-02-01", "pleased", 2, None),
    ]


def test_areas_and_aspects_are_told_apart_but_not_crossed(built):
    told = built.filter("tone = 'all' AND month = '2018-02-01'")
    assert plain(told, "partner_id", "area_id", "aspect", "n_members") == [
        ("B1", "all", "all", 3),
        ("B1", "all", "price", 3),
        ("all", "all", "all", 3),
        ("all", "all", "price", 3),
        ("all", "r", "all", 3),
    ]


def test_the_gate_is_told_of_members_and_of_how_many_are_pleased(built):
    [cell] = built.filter("partner_id = 'all' AND area_id = 'r' AND tone = 'all'").select("cell.*").collect()
    assert (cell.n, cell.amount, cell.total) == (3, 3.0, 3.0)


def test_without_posts_there_is_nothing_and_no_month_makes_no_sense(spark):
    given = [rows(spark, table) for table in (POST_OPINIONS, POST_FLAGS, SILVER_AREAS)]
    same(tones.build(*given, SETTINGS), [])
    with pytest.raises(ValueError, match="1 or more"):
        tones.Settings(months=0)
