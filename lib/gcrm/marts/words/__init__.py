"""Sentences about a segment in five languages: what it does against all members, in plain words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from gcrm.core.settings.nodes import read_yaml
from gcrm.features.topics import about

T = TypeVar("T", bound=Any)

LANGUAGES = ("en", "vi", "th", "ko", "pt")
# Up to which index (100 is as all members) a ratio is said so.
_RATIOS = {"hardly": 20, "third": 40, "half": 60, "less": 100, "more": 175, "twice": 250, "three": 350}
_PLAIN = "much"


@dataclass(frozen=True)
class Words:
    """Of one language. `done`: figure to what is done and how; `pairs`: figure to what is said where it is low, and
    high; `traits`: kind of trait to what is said of who has it; `parts`: part of a portrait to its name; `names`: words
    of which names of segments are made to those of the language; `thousands`: the sign between thousands."""

    ratios: Mapping[str, str]
    done: Mapping[str, tuple[str, ...]]
    pairs: Mapping[str, tuple[str, ...]]
    traits: Mapping[str, str]
    trait_high: str
    trait_low: str
    parts: Mapping[str, str]
    head: str
    nothing: str
    names: Mapping[str, str]
    thousands: str

    def name(self, english: str) -> str:
        """The name of a segment, as naming makes it; a word that there is no other for stays.

        >>> words("pt").name("large baskets, comes often (2)")
        'cestas grandes, vem muitas vezes (2)'
        """
        words, bracket, number = english.partition(" (")
        return ", ".join(self.names.get(one, one) for one in words.split(", ")) + bracket + number

    def count(self, n: int) -> str:
        """A whole number.

        >>> words("vi").count(1200)
        '1.200'
        """
        return f"{n:,}".replace(",", self.thousands)

    def figure(self, name: str, index: float) -> str | None:
        """What an index of a figure means; None for a figure that has no words.

        >>> words("en").figure("n_visits", 205.0), words("en").figure("weekend_share", 60.0)
        ('visits twice as often as others', 'mostly weekdays')
        """
        if name in self.pairs:
            return self.pairs[name][int(index > 100)]
        if name not in self.done:
            return None
        kind = next((kind for kind, most in _RATIOS.items() if index <= most), "times")
        verb, how = self.done[name]
        said = self.ratios[kind].format(x=verb, a=how, n=round(index / 100))
        return said.replace(f"more {_PLAIN} ", "more ").replace(f"less {_PLAIN} ", "less ")

    def trait(self, kind: str, value: str, index: float) -> str | None:
        """What an index of a trait means.

        >>> words("en").trait("category", "tea", 300.0)
        'more often buys tea'
        """
        if kind not in self.traits:
            return None
        told = self.traits[kind].format(v=value)
        return (self.trait_high if index > 100 else self.trait_low).format(t=told)


def once(rows: Iterable[T], say: Callable[[T], str | None]) -> list[str]:
    """What is said of rows of portraits, of which the first count: what is so at all times and what is so lately once.

    >>> rows = [{"feature": name, "index": 150.0} for name in ("recent_visits", "n_visits", "amount")]
    >>> once(rows, lambda row: row["feature"])
    ['recent_visits', 'amount']
    """
    said: dict[tuple[str, bool], str] = {}
    for row in rows:
        one = say(row)
        if one and one not in said.values():
            said.setdefault((about(row["feature"]), row["index"] > 100), one)
    return [*said.values()]


@cache
def words(language: str) -> Words:
    """The words of one of LANGUAGES."""
    plain = read_yaml(resources.files(__name__) / f"{language}.yml", f"words/{language}.yml").plain()
    return Words(**{**plain, **{name: {k: tuple(v) for k, v in plain[name].items()} for name in ("done", "pairs")}})
