"""Posts as they are read: one normal form, language, signs, names; and what must not break it."""

import pytest
from tests.silver.conftest import area

from gcrm.core.testing import plain, rows, same
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS
from gcrm.silver.posts import POSTS
from gcrm.silver.products import PRODUCTS
from gcrm.silver.texts import post_texts
from gcrm.silver.texts.settings import TextSettings

SETTINGS = TextSettings(category_aliases={"fruit": ("frutas",)}, ignored=("apple",))
SAID = {
    "whole": {
        "title": "Great",
        "text": "Fruit at Marlwoick in Natal #Fun ✨ see http://a.example/x?id=1",
        "language": "en-GB",
    },
    "placed": {"text": "As frutas da Apple estavam estragadas, nunca mais volto", "partner_id": "B9", "area_id": "2"},
    "score": {"score": 5},
    "blank": {"text": " \u200b\u0007 "},
    "emoji": {"text": "😀", "language": "ko"},
    "long": {"text": "muito bom " * 100_000},
    "hostile": {"text": "#<script>alert(1)</script> #x');DROP TABLE posts;-- \ud83d"[:-1] + "\ufffd \x00\x1b[31m"},
    "later": {"text": "see you in the year nine thousand", "posted_at": "2999-01-01 00:00:00", "month": "2999-01-01"},
}


@pytest.fixture(scope="module")
def built(spark):
    areas = [area("1", "natal", "RN") | {"name": "Natal"}, area("2", "natividade", "TO") | {"name": "Natividade"}]
    partners = [{"partner_id": "B1", "name": "Marlowick"}, {"partner_id": "B9", "name": "Apple"}]
    frame = post_texts.build(
        rows(spark, POSTS, *({"post_id": post_id, **given} for post_id, given in SAID.items())),
        rows(spark, PARTNERS, *partners, {"partner_id": "B2", "name": "B2"}),
        rows(spark, PRODUCTS, {"product_id": "p", "category": "fruit"}, {"product_id": "q"}),
        rows(spark, SILVER_AREAS, *areas),
        SETTINGS,
    )
    return frame.localCheckpoint()


def test_names_are_found_beside_what_the_channel_told(built):
    columns = ("post_id", "partners", "named_partners", "categories", "areas", "area_id")
    same(
        built.filter("post_id IN ('whole', 'placed')"),
        [
            ("whole", ["B1"], ["B1"], ["fruit"], ["1"], "1"),
            ("placed", ["B9"], [], ["fruit"], [], "2"),
        ],
        *columns,
    )


def test_signs_and_language(built):
    columns = ("text", "language", "language_told", "hashtags", "urls", "emoji")
    whole = "Great. Fruit at Marlwoick in Natal #Fun ✨ see http://a.example/x?id=1"
    same(built.filter("post_id = 'whole'"), [(whole, "en", "en", ["fun"], ["http://a.example/x"], ["✨"])], *columns)


def test_what_says_nothing_has_no_row_and_what_is_odd_has_one(built):
    assert {row[0] for row in plain(built, "post_id")} == SAID.keys() - {"score", "blank"}
    odd = {row.post_id: row for row in built.filter("post_id IN ('emoji', 'long', 'hostile')").collect()}
    assert (odd["emoji"].language, odd["emoji"].language_confidence, odd["emoji"].copy_key) == ("ko", 0.0, None)
    assert len(odd["long"].text) == SETTINGS.max_chars
    assert odd["hostile"].hashtags == ["x"]
    assert not {"\x00", "\x1b"} & set(odd["hostile"].text)


@pytest.mark.parametrize("wrong", [{"languages": ("eng",)}, {"languages": ()}, {"fuzzy_from": 2}, {"max_chars": 0}])
def test_settings_that_make_no_sense_are_refused_with_what_works(wrong):
    with pytest.raises(ValueError, match=r"work|must"):
        TextSettings(**wrong)
