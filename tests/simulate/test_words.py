"""The word lists: complete, without doubles, and in letters that the tills' code pages hold."""

import re
from pathlib import Path

import pytest

from gcrm.simulate.parameters import LANGUAGES, World
from gcrm.simulate.words import (
    SENTIMENTS,
    TOPICS,
    Name,
    ascii_letters,
    brand_names,
    emoji,
    people,
    products,
    urls,
    writing,
)
from gcrm.simulate.world import load

CODE_PAGES = {"th": "cp874", "ko": "cp949", "pt": "latin-1"}
SCRIPTS = {"th": "[\u0e00-\u0e7f]+", "ko": "[\uac00-\ud7a3]+", "vi": r"[^\W\d_]+( [^\W\d_]+)?"}
SLOTS = {"brand", "product", "place"}


@pytest.fixture(scope="module")
def world() -> World:
    return load(Path(__file__).resolve().parents[2] / "conf", [])


def slots(template: str) -> set[str]:
    return set(re.findall(r"\{(\w*)\}", template))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["female", "male", "family"])
def test_each_language_has_forty_names_of_each_kind_in_its_script(language: str, kind: str) -> None:
    names: tuple[Name, ...] = getattr(people()[language], kind)
    assert len({name.own for name in names}) == len(names) == 40
    for name in names:
        assert re.fullmatch(r"[A-Z][a-z]+( [A-Z][a-z]+)?", name.latin), name
        assert re.fullmatch(SCRIPTS.get(language, r"[A-Z][^\W\d_]+"), name.own), name
        assert name.own.encode(CODE_PAGES.get(language, "utf-8"))


def test_vietnamese_and_korean_names_start_with_the_family_name() -> None:
    assert [language for language in LANGUAGES if people()[language].family_first] == ["vi", "ko"]


def test_accents_are_taken_off_romanised_names() -> None:
    assert [ascii_letters(name) for name in ("Đặng", "Võ", "Gonçalves")] == ["Dang", "Vo", "Goncalves"]


def test_every_line_of_business_has_fifteen_brands_and_no_brand_is_part_of_another(world: World) -> None:
    assert set(brand_names()) == set(world.lines_of_business)
    assert {len(names) for names in brand_names().values()} == {15}
    every = [name for names in brand_names().values() for name in names]
    assert len({name.lower() for name in every}) == 180
    assert [(a, b) for a in every for b in every if a != b and a in b] == []
    assert all(name.isascii() for name in every)


def test_every_category_of_the_world_has_nouns_sizes_and_a_name_in_each_language(world: World) -> None:
    categories = {category.name for category in world.categories}
    given = products()
    assert set(given.nouns) == set(given.sizes) == categories
    assert {len(set(nouns)) for nouns in given.nouns.values()} == {6}
    assert {len(set(sizes)) for sizes in given.sizes.values()} == {6}
    assert {size for sizes in given.sizes.values() for size in sizes} <= set(given.packs)
    assert len(set(given.makers)) == len(given.makers) == 30
    assert not set(given.makers) & {name for names in brand_names().values() for name in names}
    for language in LANGUAGES:
        names = given.names[language]
        assert set(names) == categories
        assert len(set(names.values())) == 48
        assert all(name.encode(CODE_PAGES.get(language, "utf-8")) for name in names.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sentiment", SENTIMENTS)
def test_each_sentiment_and_topic_has_three_sentences_that_name_the_brand(language: str, sentiment: str) -> None:
    by_topic = writing()[language].sentences[sentiment]
    every = [sentence for topic in TOPICS for sentence in by_topic[topic]]
    assert {len(by_topic[topic]) for topic in TOPICS} == {3}
    assert len(set(every)) == 12
    assert [s for s in every if not {"brand"} <= slots(s) <= SLOTS] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_lists_of_a_language_have_their_sizes_and_slots(language: str) -> None:
    given = writing()[language]
    sizes = {"elsewhere": 4, "trends": 6, "spam": 5, "contacts": 3, "hashtags": 10}
    assert {name: len(set(getattr(given, name))) for name in sizes} == sizes
    assert [slots(text) for text in given.trends] == [{"trend"}] * 6
    assert [slots(text) for text in given.spam] == [{"url"}] * 5
    assert set().union(*map(slots, given.contacts)) == {"email", "phone"}
    assert all(slots(text) and slots(text) <= {"email", "phone"} for text in given.contacts)
    assert all(re.fullmatch(r"#[\w\u0e00-\u0e7f]+", tag) for tag in given.hashtags)


def test_signs_and_addresses_of_spam_belong_to_nobody() -> None:
    assert {sentiment: len(set(signs)) for sentiment, signs in emoji().items()} == dict.fromkeys(SENTIMENTS, 8)
    assert all(re.fullmatch(r"http://\w+\.example/\w+", url) for url in urls())
