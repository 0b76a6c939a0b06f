"""Who is early again and again is told from who merely writes much."""

import random
from datetime import date, timedelta

import pytest

from gcrm.core.testing import plain, rows, same
from gcrm.marts import trendsetters
from gcrm.marts.trends import TRENDS
from gcrm.silver.consents import CONSENTS
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.post_flags import POST_FLAGS

pytestmark = [pytest.mark.worlds, pytest.mark.core]

START, ITEMS, MEMBERS, SETTERS = date(2018, 1, 1), ("sea salt", "paper boats", "tin cups", "red string"), 120, 12
SETTINGS = trendsetters.Settings()


def post(post_id, member, day, text):
    known = {"named_partners": [], "named_at": [], "partners": [], "urls": [], "emoji": [], "hashtags": []}
    when = START + timedelta(days=day)
    return known | {"post_id": post_id, "member_id": member, "posted_at": f"{when} 10:00:00", "text": text}


def written(is_setter):
    """Every member writes of every item; setters within its first days where `is_setter` tells them apart."""
    rng = random.Random(5)
    for i in range(MEMBERS):
        for number, item in enumerate(ITEMS):
            early = is_setter and i < SETTERS
            day = 60 * number + (rng.randrange(3) if early else rng.randrange(2, 60))
            yield post(f"{i}-{number}", f"m{i}", day, f"have you seen {item}")
        for extra in range(rng.randrange(8)):
            yield post(f"{i}-x{extra}", f"m{i}", rng.randrange(240), "good morning everybody")


def made(spark, posts, *stated):
    weeks = [{"term": item, "area_id": "all", "week": START + timedelta(weeks=8 * i)} for i, item in enumerate(ITEMS)]
    risen = [{**one, "kind": "organic"} for one in weeks] + [{**weeks[0], "term": "glow", "kind": "bought"}]
    return trendsetters.build(
        rows(spark, POST_TEXTS, *posts), rows(spark, POST_FLAGS), rows(spark, TRENDS, *risen),
        rows(spark, CONSENTS, *stated), SETTINGS,
    )  # fmt: skip


@pytest.fixture(scope="module")
def built(spark):
    return made(spark, written(True)).localCheckpoint()


def test_the_first_of_every_trend_have_the_highest_scores(built):
    best = sorted(plain(built, "score", "member_id"), reverse=True)[:SETTERS]
    assert {member for _, member in best} == {f"m{i}" for i in range(SETTERS)}
    row = built.filter("member_id = 'm0'").collect()[0]
    assert (row.n_adopted, row.n_early) == (4, 4)
    assert row.auc > 0.7
    assert row.is_proven


def test_where_nobody_is_early_twice_nothing_is_proven_and_who_may_not_be_reached_is_left_out(spark):
    stated = ({"member_id": f"m{i}", "channel": "email", "agrees": i < 3} for i in range(MEMBERS - 1))
    kept = [*(f"m{i}" for i in range(3)), f"m{MEMBERS - 1}"]  # of the last nothing is stated
    same(made(spark, written(False), *stated), [(one, False) for one in kept], "member_id", "is_proven")


def test_without_trends_there_are_none(spark):
    given = [rows(spark, table) for table in (POST_TEXTS, POST_FLAGS, TRENDS, CONSENTS)]
    same(trendsetters.build(*given, SETTINGS), [])


def test_settings_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="must be"):
        trendsetters.Settings(fewest_adopters=1)
