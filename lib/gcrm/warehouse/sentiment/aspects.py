"""Aspects of what is bought, told by seed words of each language."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from gcrm.core.settings.nodes import read_yaml

Words = Mapping[str, Mapping[str, tuple[str, ...]]]  # by language, then aspect
ASPECTS = ("price", "quality", "service", "place", "delivery", "assortment")
_WITHOUT_BLANKS = ("th", "ko")  # where a word is a part of what stands between two blanks


@cache
def seeds() -> Words:
    """The words that every coalition starts from."""
    given: dict[str, Any] = read_yaml(resources.files(__package__) / "aspects.yml", "aspects.yml").plain()
    return {language: {aspect: tuple(words) for aspect, words in of.items()} for language, of in given.items()}


def merged(own: Words) -> Words:
    """The seeds and a coalition's own words; an empty list takes an aspect of a language away.

    >>> words = merged({"en": {"price": (), "smell": ("smell",)}})["en"]
    >>> "price" in words, words["smell"], "staff" in words["service"]
    (False, ('smell',), True)
    """
    every = dict(seeds())
    for language, aspects in own.items():
        known = dict(every.get(language, {}))
        for aspect, words in aspects.items():
            known[aspect] = (*known.get(aspect, ()), *words) if words else ()
        every[language] = {aspect: words for aspect, words in known.items() if words}
    return every


class Seeds:
    """Finds the aspects of texts; made once a worker's task."""

    def __init__(self, words: Words) -> None:
        self._shapes = {
            language: {aspect: _shape(of, language in _WITHOUT_BLANKS) for aspect, of in aspects.items()}
            for language, aspects in words.items()
        }

    def found(self, text: str, language: str | None) -> list[str]:
        """
        >>> Seeds(seeds()).found("Great prices, but the staff ...", "en"), Seeds(seeds()).found("costly pricetag", "en")
        (['price', 'service'], [])
        >>> Seeds(seeds()).found("ราคาดี", "th"), Seeds(seeds()).found("x", "qq")
        (['price'], [])
        """
        small = text.lower()
        return [aspect for aspect, shape in self._shapes.get(language or "", {}).items() if shape.search(small)]


def _shape(words: tuple[str, ...], inside: bool) -> re.Pattern[str]:
    every = "|".join(re.escape(word.lower()) for word in sorted(words, key=len, reverse=True))
    return re.compile(every if inside else rf"(?<!\w)(?:{every})(?!\w)")
