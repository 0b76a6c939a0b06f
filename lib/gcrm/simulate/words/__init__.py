"""The words of the simulated world: names of people, brands and articles, and what people write, in five languages."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from gcrm.core.settings.nodes import read_yaml

SENTIMENTS = ("negative", "neutral", "positive")
TOPICS = ("service", "price", "quality", "place")
_FAMILY_FIRST = ("vi", "ko")


@dataclass(frozen=True)
class Name:
    """A name in its own script, and in ASCII letters."""

    own: str
    latin: str


@dataclass(frozen=True)
class People:
    female: tuple[Name, ...]
    male: tuple[Name, ...]
    family: tuple[Name, ...]
    family_first: bool


@dataclass(frozen=True)
class Products:
    """`nouns` and `sizes` by category; `names` of categories by language, then category; `packs` are all sizes."""

    makers: tuple[str, ...]
    packs: tuple[str, ...]
    nouns: dict[str, tuple[str, ...]]
    sizes: dict[str, tuple[str, ...]]
    names: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Writing:
    """How people of a language write; `sentences` by sentiment, then topic."""

    elsewhere: tuple[str, ...]
    sentences: dict[str, dict[str, tuple[str, ...]]]
    trends: tuple[str, ...]
    spam: tuple[str, ...]
    contacts: tuple[str, ...]
    hashtags: tuple[str, ...]


@cache
def people() -> dict[str, People]:
    """By language."""
    made = dict[str, People]()
    for language, given in _read("people").items():
        female, male, family = (_names(given[kind]) for kind in ("female", "male", "family"))
        made[language] = People(female, male, family, language in _FAMILY_FIRST)
    return made


@cache
def brand_names() -> dict[str, tuple[str, ...]]:
    """By line of business, the largest brand first."""
    return {line: tuple(names) for line, names in _read("brands").items()}


@cache
def products() -> Products:
    given = _read("products")
    packs, categories = given["packs"], given["categories"]
    names = {language: {c: of[language] for c, of in categories.items()} for language in ("vi", "th", "ko", "pt")}
    return Products(
        makers=tuple(given["makers"]),
        packs=tuple(dict.fromkeys(size for sizes in packs.values() for size in sizes)),
        nouns={category: tuple(of["nouns"]) for category, of in categories.items()},
        sizes={category: tuple(packs[of["packs"]]) for category, of in categories.items()},
        names={"en": {category: category for category in categories}, **names},
    )


@cache
def writing() -> dict[str, Writing]:
    """By language."""
    made = dict[str, Writing]()
    for language, given in _read("posts").items():
        if language not in ("urls", "emoji"):
            lists = {k: tuple(given[k]) for k in ("elsewhere", "trends", "spam", "contacts", "hashtags")}
            sentences = {s: {topic: tuple(given[s][topic]) for topic in TOPICS} for s in SENTIMENTS}
            made[language] = Writing(sentences=sentences, **lists)
    return made


@cache
def emoji() -> dict[str, tuple[str, ...]]:
    """By sentiment."""
    return {sentiment: tuple(signs) for sentiment, signs in _read("posts")["emoji"].items()}


@cache
def urls() -> tuple[str, ...]:
    """Where spam leads to."""
    return tuple(_read("posts")["urls"])


def ascii_letters(text: str) -> str:
    """
    >>> ascii_letters("Đặng João")
    'Dang Joao'
    """
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in apart if not unicodedata.combining(c))


def _names(given: list[str] | dict[str, str]) -> tuple[Name, ...]:
    if isinstance(given, dict):
        return tuple(Name(own, latin) for own, latin in given.items())
    return tuple(Name(own, ascii_letters(own)) for own in given)


@cache
def _read(name: str) -> Any:
    return read_yaml(resources.files(__package__) / f"{name}.yml", f"words/{name}.yml").plain()
