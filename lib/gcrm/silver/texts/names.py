"""Names of a coalition found in texts: its partners, categories and areas, as whole words, within one edit.

A longer name wins over one inside it. A place written in letters that have capitals counts with a capital alone, and
not inside a longer proper name: Natal is a city, natal is Christmas, and Nova is none in Nova York.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from gcrm.silver.texts.boundaries import ends_korean, ends_thai
from gcrm.silver.texts.edits import Nearby

Kind = Literal["partner", "category", "area"]
KINDS: tuple[Kind, ...] = ("partner", "category", "area")
Names = tuple[tuple[str, str, str], ...]  # kind, id, name

_THAI, _HANGUL = "\u0e00-\u0e7f", "\uac00-\ud7a3"
_TOKEN = re.compile(rf"[{_THAI}]+|[{_HANGUL}]+|(?:(?![{_THAI}{_HANGUL}])[^\W_])+")
_WITHIN = frozenset((" ", "-", "'", "’", ".", ". ", " & ", "–", " - "))  # between the words of one name
_MOST_WORDS, _SHORTEST = 5, {"thai": 3, "hangul": 2, "": 3}
_APART = str.maketrans("đðøłıħ", "ddolih")


@dataclass(frozen=True)
class Token:
    """A word of a text, or a run of Thai letters."""

    text: str
    start: int
    end: int

    @property
    def script(self) -> str:
        first = self.text[0]
        return "thai" if "\u0e00" <= first <= "\u0e7f" else "hangul" if "\uac00" <= first <= "\ud7a3" else ""

    @property
    def is_lower(self) -> bool:
        """Whether it begins with a letter that could be a capital, and is none."""
        return self.text[0].lower() == self.text[0] != self.text[0].upper()


@dataclass(frozen=True)
class Mention:
    """A name at its place in a text; `ids` by kind."""

    start: int
    end: int
    ids: tuple[tuple[str, str], ...]


def tokens(text: str) -> list[Token]:
    """
    >>> [token.text for token in tokens("Hà Nội ที่Nokturo에서 7-up")]
    ['Hà', 'Nội', 'ที่', 'Nokturo', '에서', '7', 'up']
    """
    return [Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(text)]


def bare(text: str) -> str:
    """Lower case without accents of Latin letters; marks of other scripts are letters, and stay.

    >>> bare("São-Đà"), bare("ที่")
    ('sao-da', 'ที่')
    """
    apart = unicodedata.normalize("NFD", text.lower().translate(_APART))
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f"))


class Finder:
    """Finds the names of a coalition; made once a worker."""

    def __init__(self, names: Names, fuzzy_from: int) -> None:
        self._exact = _by_key(names, lambda parts: "".join(parts).lower())
        self._bare = _by_key(names, lambda parts: bare("".join(parts)))
        cased = {key: found for key, found in self._bare.items() if key.isascii()}
        near = Nearby(cased, fuzzy_from)
        self._longest_name = near.longest
        self._nearest = lru_cache(1 << 16)(lambda joined: near.nearest(bare(joined)))
        self._words = min(_MOST_WORDS, max((len(_parts(name)) for _, _, name in names), default=1))
        thai = [key for key in self._exact if "\u0e00" <= key[:1] <= "\u0e7f"]
        self._thai, self._thai_starts = sorted({*map(len, thai)}, reverse=True), {key[:2] for key in thai}

    def found(self, text: str) -> list[Mention]:
        """The mentions in their order."""
        words = tokens(text)
        cased, at, every = list[tuple[int, int, Mention]](), 0, list[Mention]()
        while at < len(words):
            if words[at].script == "thai":
                every += self._in_thai(words[at])
            elif words[at].script == "hangul" and (mention := self._in_korean(words[at])):
                every.append(mention)
            elif hit := self._longest(text, words, at):
                cased.append((at, at + hit[0], hit[1]))
                at += hit[0] - 1
            at += 1
        return sorted([*every, *_no_part_of_a_name(text, words, cased)], key=lambda mention: mention.start)

    def _longest(self, text: str, words: list[Token], at: int) -> tuple[int, Mention] | None:
        """The longest name that begins at a word, and its number of words; one that is spelt right first."""
        spans = list(_spans(text, words, at, self._words))
        for look in (self._spelt, self._misspelt):
            for n in range(len(spans), 0, -1):
                span = words[at : at + n]
                ids = look(spans[n - 1])
                kept = tuple((k, i) for k, i in ids if k != "area" or not any(word.is_lower for word in span))
                if kept:
                    return n, Mention(span[0].start, span[-1].end, kept)
        return None

    def _spelt(self, joined: str) -> tuple[tuple[str, str], ...]:
        found = self._exact.get(joined, ())
        # Who leaves the accents out means the name; who writes others means another one.
        return found or (self._bare.get(joined, ()) if joined.isascii() else ())

    def _misspelt(self, joined: str) -> tuple[tuple[str, str], ...]:
        # Nobody's name is that long, and the memory of those looked up stays small.
        name = self._nearest(joined) if len(joined) <= self._longest_name + 1 else None
        return self._bare.get(name, ()) if name else ()

    def _in_thai(self, run: Token) -> Iterator[Mention]:
        at = 0
        while at < len(run.text):
            for length in self._thai if run.text[at : at + 2] in self._thai_starts else ():
                end = at + length
                ids = self._exact.get(run.text[at:end]) if end <= len(run.text) else None
                if ids and ends_thai(run.text, at, end):
                    yield Mention(run.start + at, run.start + end, ids)
                    at = end - 1
                    break
            at += 1

    def _in_korean(self, word: Token) -> Mention | None:
        for end in range(len(word.text), 1, -1):
            ids = self._exact.get(word.text[:end])
            if ids and ends_korean(word.text[end:]):
                return Mention(word.start, word.start + end, ids)
        return None


def ids_of(mentions: Iterable[Mention], kind: Kind) -> list[str]:
    """The ids of one kind, each once, in order of the alphabet."""
    return sorted({own for mention in mentions for of, own in mention.ids if of == kind})


def _parts(name: str) -> list[str]:
    return [token.text for token in tokens(unicodedata.normalize("NFKC", name))]


def _by_key(names: Names, key_of: Callable[[list[str]], str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Ids by how a name is written; a name that several of a kind share tells none of them."""
    found: dict[str, dict[str, set[str]]] = {}
    for kind, own, name in names:
        parts = _parts(name)
        key = key_of(parts) if parts else ""
        if len(key) >= _SHORTEST[Token(parts[0], 0, 0).script if parts else ""] and not key.isdigit():
            found.setdefault(key, {}).setdefault(kind, set()).add(own)
    single = {key: tuple((k, min(ids)) for k, ids in kinds.items() if len(ids) == 1) for key, kinds in found.items()}
    return {key: ids for key, ids in single.items() if ids}


def _spans(text: str, words: list[Token], at: int, most: int) -> Iterator[str]:
    """What one word, two words, ... from `at` on are, joined and in lower case, as far as one name may reach."""
    joined = ""
    for n, word in enumerate(words[at : at + most]):
        if word.script or (n and text[words[at + n - 1].end : word.start] not in _WITHIN):
            return
        joined += word.text.lower()
        yield joined


def _no_part_of_a_name(text: str, words: list[Token], found: list[tuple[int, int, Mention]]) -> Iterator[Mention]:
    """Without places that a capitalised word beside them makes a part of another name."""
    taken = {at for first, last, _ in found for at in range(first, last)}
    for first, last, mention in found:
        beside = [i for i in (first - 1, last) if 0 <= i < len(words) and i not in taken]
        kept = mention.ids
        if any(_continues(text, words, i, first, last) for i in beside):
            kept = tuple(one for one in mention.ids if one[0] != "area")
        if kept:
            yield Mention(mention.start, mention.end, kept)


def _continues(text: str, words: list[Token], i: int, first: int, last: int) -> bool:
    word = words[i]
    if word.script or not word.text[0].isupper():
        return False
    if i < first:
        begins = i == 0 or re.search(r"[.!?…\n\])]\s*$", text[max(0, word.start - 3) : word.start]) is not None
        return not begins and text[word.end : words[first].start] == " "
    return text[words[last - 1].end : word.start] == " "
