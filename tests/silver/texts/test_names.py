"""A coalition's names in five languages: whole words, within one edit, the longest first."""

import pytest

from gcrm.silver.texts.names import Finder, ids_of

NAMES = (
    ("partner", "B1", "Marlowick"),
    ("partner", "B2", "Hopsi Stop"),
    ("partner", "B3", "Onwaya"),
    ("partner", "B3", "온웨야"),
    ("category", "fruit", "fruit"),
    ("category", "fruit", "ผลไม้"),
    ("category", "fruit", "trái cây"),
    ("category", "vegetables", "verduras"),
    ("area", "n1", "Salo-Ma"),
    ("area", "n1", "바베"),
    ("area", "n1", "บาเบ"),
    ("area", "n2", "Natal"),
    ("area", "n3", "Hà Na"),
    ("area", "n4", "Hà Na Mi"),
    ("area", "n5", "Vinh"),
    ("area", "n6", "Twin"),
    ("area", "n7", "Twin"),
)
FINDER = Finder(NAMES, 6)


def found(text):
    mentions = FINDER.found(text)
    return {kind: ids for kind in ("partner", "category", "area") if (ids := ids_of(mentions, kind))}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Waited at Marlowick in Salo-Ma", {"partner": ["B1"], "area": ["n1"]}),
        ("MARLOWICK, in SALO MA!", {"partner": ["B1"], "area": ["n1"]}),
        ("marlwoick is good, hopsi  stop not", {"partner": ["B1"]}),
        ("#marlowick @hopsistop", {"partner": ["B1", "B2"]}),
        ("오늘 바베 Marlowick에서 온웨야는", {"partner": ["B1", "B3"], "area": ["n1"]}),
        ("ซื้อผลไม้ที่บาเบแล้ว ไปMarlowick", {"partner": ["B1"], "category": ["fruit"], "area": ["n1"]}),
        ("Mua trái cây ở Hà Na Mi", {"category": ["fruit"], "area": ["n4"]}),
        ("Mua trai cay o Ha Na", {"category": ["fruit"], "area": ["n3"]}),
        ("comprei verdurras no Natal", {"category": ["vegetables"], "area": ["n2"]}),
    ],
)
def test_names_are_found_as_people_write_them(text, names):
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "marlowickian preMarlowick Marlow",  # inside longer words
        "feliz natal para todos",  # a word of everyday, not the city
        "em Nova Natal Norte",  # part of another name
        "đi Quang Vinh về",  # a syllable of somebody's name
        "Hả Ná đẹp",  # other accents are another word
        "มาบาเบลม ฉลบาเบ",  # inside longer Thai words
        "바베빌딩 큰바베",  # and Korean ones
        "in Twin",  # two areas' name tells none of them
        "",
        "😀",
    ],
)
def test_what_only_looks_like_a_name_is_none(text):
    assert found(text) == {}


def test_a_long_text_without_blanks_is_read_once():
    assert found("ก" * 200_000 + " Marlowick") == {"partner": ["B1"]}
    assert found("x" * 200_000) == {}
