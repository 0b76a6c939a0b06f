"""A portrait in a paragraph, in five languages."""

from datetime import date

import pytest

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows
from gcrm.marts import portrait_texts
from gcrm.marts.portrait_texts import TEXTS, Settings, build
from gcrm.marts.portraits import PORTRAITS

AS_OF = date(2018, 1, 31)


def trait(segment, feature, index, part, kind=None, says="said"):
    return {"segment": segment, "segment_name": f"name {segment}", "n_members": 1200, "share": 0.25, "feature": feature,
            "index": index, "part": part, "kind": kind, "says": says, "as_of": AS_OF,
            "separation": max(index / 100, 100 / index)}  # fmt: skip


GIVEN = [
    trait(1, "n_visits", 205.0, "how"),
    trait(1, "discount_share", 30.0, "how"),
    trait(1, "night_share", 300.0, "when", says=None),
    trait(1, "weekend_share", 180.0, "when"),
    trait(1, "category: tea", 300.0, "what", "category"),
    trait(1, "category: rice", 200.0, "what", "category"),
    trait(1, "category: fish", 190.0, "what", "category"),
    trait(1, "recent_weekend_share", 170.0, "when"),
    trait(2, "n_visits", 101.0, "how", says=None),
]


@pytest.fixture(scope="module")
def made(spark):
    return build(rows(spark, PORTRAITS, *GIVEN), Settings(), AS_OF).cache()


def text(made, segment, language):
    return made.filter(f"segment = {segment} AND language = '{language}'").first().text


def test_a_person_reads_what_sets_the_segment_apart_strongest_first(made):
    assert text(made, 1, "en") == (
        "Name 1: 1,200 members, 25% of all. What: more often buys tea, more often buys rice. When: mostly weekends. "
        "How: few offers, visits twice as often as others."
    )


def test_other_languages_say_the_same(made):
    assert text(made, 1, "ko").endswith("어떻게: 할인 상품을 거의 사지 않음, 방문 횟수 다른 회원의 두 배.")
    assert "Quando: sobretudo no fim de semana." in text(made, 1, "pt")
    assert "ghé cửa hàng gấp đôi người khác" in text(made, 1, "vi")
    assert "มาที่ร้านเป็นสองเท่าของคนอื่น" in text(made, 1, "th")


def test_the_name_and_numbers_are_told_in_the_language(spark):
    one = {**trait(1, "n_visits", 205.0, "how"), "segment_name": "large baskets, comes often"}
    made = build(rows(spark, PORTRAITS, one), Settings(), AS_OF)
    assert text(made, 1, "pt").startswith("Cestas grandes, vem muitas vezes: 1.200 membros, 25% do total.")
    assert text(made, 1, "en").startswith("Large baskets, comes often: 1,200 members, 25% of all.")


def test_who_does_as_all_do_is_said_so(made):
    assert text(made, 2, "en").endswith("They do as all members do.")


def test_every_segment_has_its_languages_and_the_table_meets_its_contract(made):
    assert good(judged(match_columns(made, TEXTS), TEXTS)).count() == made.count() == 10


def test_without_portraits_there_is_no_text(spark):
    assert portrait_texts.build(rows(spark, PORTRAITS), Settings(), AS_OF).count() == 0
    with pytest.raises(ValueError, match="most is 0; 1 or more works"):
        Settings(most=0)
