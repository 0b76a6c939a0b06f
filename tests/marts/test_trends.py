"""Terms that rise are found among words that stand beside them, and what is bought is told."""

import random
from datetime import date, timedelta

import pytest

from gcrm.core.testing import plain, rows, same
from gcrm.marts import trends
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.post_flags import POST_FLAGS

pytestmark = [pytest.mark.worlds, pytest.mark.core]

START, WEEKS, A_WEEK, BEGINS = date(2018, 1, 1), 24, 60, 16
WORDS = ["bread", "milk", "water", "shop", "queue", "price", "staff", "today", "again", "weekend", "nice", "slow"]
BESIDE = ("everyone talks about", "so i tried", "my sister sent me", "where to find", "saw three times", "love this")
SETTINGS = trends.Settings()


def said(week, rng):
    text = " ".join(rng.sample(WORDS, 5))
    share = 0.4 if week >= BEGINS else 0.0
    if rng.random() < share:
        text = f"{rng.choice(BESIDE)} {rng.choice(('paper boats', 'sea salt'))}, {text}"
    return text


def post(post_id, member, week, rng, **given):
    day = START + timedelta(weeks=week, days=rng.randrange(7))
    known = {"named_partners": [], "named_at": [], "partners": [], "urls": [], "emoji": [], "hashtags": []}
    return known | {"post_id": post_id, "member_id": member, "posted_at": f"{day} 10:00:00", "area_id": "n1"} | given


@pytest.fixture(scope="module")
def built(spark):
    rng = random.Random(3)
    posts = [
        post(f"{week}-{i}", f"m{rng.randrange(200)}", week, rng, text=said(week, rng))
        for week in range(WEEKS)
        for i in range(A_WEEK)
    ]
    bots = [
        post(f"b{i}", f"b{i % 12}", 20 + i % 2, rng, text="try glow tonic #glow", hashtags=["glow"]) for i in range(24)
    ]
    spam = [post(f"s{i}", f"s{i}", 20, rng, text="win free phones") for i in range(20)]
    ahead = post("ahead", "m1", 52 * 80, rng, text="written by a clock that was never set")
    flags = [{"post_id": one["post_id"], "reasons": [why]} for why, of in (("bot", bots), ("spam", spam)) for one in of]
    areas = [{"area_id": "n1", "parent_area_id": "r"}, {"area_id": "r", "level": "region"}]
    frame = trends.build(
        rows(spark, POST_TEXTS, *posts, *bots, *spam, ahead),
        rows(spark, POST_FLAGS, *flags),
        rows(spark, SILVER_AREAS, *areas),
        SETTINGS,
    )
    return frame.localCheckpoint()


@pytest.fixture(scope="module")
def few(spark):
    """Nine accounts that write of one thing, often."""
    rng = random.Random(4)
    posts = [post(f"{week}-{i}", f"m{rng.randrange(200)}", week, rng, text=" ".join(rng.sample(WORDS, 5)))
             for week in range(WEEKS) for i in range(A_WEEK)]  # fmt: skip
    ours = [post(f"o{week}-{i}", f"o{i % 9}", week, rng, text="ann lee is away")
            for week in range(BEGINS, WEEKS) for i in range(18)]  # fmt: skip
    areas = rows(spark, SILVER_AREAS, {"area_id": "n1"})
    return trends.build(rows(spark, POST_TEXTS, *posts, *ours), rows(spark, POST_FLAGS), areas, SETTINGS)


def test_what_rises_is_found_within_three_weeks_and_nothing_else(built):
    found = {}
    for term, area, week, kind in plain(built, "term", "area_id", "week", "kind"):
        found.setdefault((term, area), []).append((week, kind))
    organic = {term for (term, _), weeks in found.items() if weeks[-1][1] == "organic"}
    assert organic == {"paper boats", "sea salt"}
    for term in organic:
        first = min(week for week, _ in found[term, "all"])
        assert START + timedelta(weeks=BEGINS) <= first <= START + timedelta(weeks=BEGINS + 3)
        assert (term, "r") in found


def test_what_machines_write_of_is_bought(built):
    bought = {(row.term, row.phase) for row in built.filter("kind = 'bought' AND area_id = 'all'").collect()}
    assert {term for term, _ in bought} <= {"try glow tonic", "glow tonic", "#glow"}
    assert "born" in {phase for _, phase in bought}


def test_the_gate_is_told_of_the_accounts_of_a_week(built):
    weeks = built.filter("term = 'sea salt' AND area_id = 'all' AND n_posts > 0")
    for n_posts, n_members, n in plain(weeks, "n_posts", "n_members", weeks["cell.n"].alias("n")):
        assert 0 < n == n_members <= n_posts


def test_what_few_accounts_write_is_no_trend_for_it_may_be_about_one_of_them(few):
    assert few.isEmpty()


def test_without_posts_there_are_no_trends(spark):
    given = [rows(spark, table) for table in (POST_TEXTS, POST_FLAGS, SILVER_AREAS)]
    same(trends.build(*given, SETTINGS), [])
