"""What was read in posts, held against what they say."""

import pytest

from gcrm.core.frames import small
from gcrm.core.testing import rows, same
from gcrm.evaluate.scores.texts import compared, places
from gcrm.silver.areas import SILVER_AREAS

SCHEMA = (
    "text string, language string, true_language string, named_partners array<string>, partner_id string, "
    "areas array<string>, place string, true_area_id string, is_spam boolean, is_bot boolean, is_flagged boolean"
)
TEXT = "a text of more than twenty signs"


def scored(spark, *given):
    return {one.name: one for one in compared(small(spark, SCHEMA, given))}


def test_hits_misses_and_strangers_are_told_apart(spark):
    found = scored(
        spark,
        (TEXT, "en", "en", ["B1"], "B1", ["n1"], "Hanwell", "n1", False, False, None),
        (TEXT, "pt", "en", ["B2"], "B1", [], "Hanwell", "n1", False, False, True),
        (TEXT, "ko", "ko", [], None, ["n9"], "Twin", None, True, False, True),  # a name that two areas share
        ("short", "pt", "en", ["B3"], None, ["n2"], None, None, False, True, None),
    )
    assert found["language"].value == pytest.approx(2 / 3)
    assert found["brands named"].value == pytest.approx(2 * 1 / (2 + 3))
    assert found["places named"].value == pytest.approx(2 * 1 / (2 + 2))
    assert found["spam and bots"].value == pytest.approx(2 * 1 / (2 + 2))


def test_without_posts_nothing_is_told(spark):
    assert {one.verdict() for one in scored(spark).values()} == {"too few"}


def test_a_name_that_areas_share_tells_none(spark):
    areas = rows(
        spark,
        SILVER_AREAS,
        {"area_id": "1", "name": "Twin", "other_names": ["쌍"]},
        {"area_id": "2", "name": "Twin"},
    )
    same(places(areas), [("쌍", "1")])
