"""Patterns that times are written in, as Spark knows them: their parts, what is wrong with one, what would work."""

import re
from collections.abc import Iterable
from typing import NamedTuple

WEEKDAY, ZONE = "E", "XxZzVO"
EXAMPLE = "dd/MM/yyyy HH:mm"
_TOKEN = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|.", re.DOTALL)
_LENGTHS = {
    **{"y": (1, 2, 4), "M": (1, 2, 3, 4), "a": (1,), "S": range(1, 10), "E": range(1, 5)},
    **dict.fromkeys("dHhms", (1, 2)),
    **{"X": range(1, 6), "x": range(1, 6), "Z": range(1, 6), "z": range(1, 5), "V": (2,), "O": (1, 4)},
}
# What a letter of a part is, where it is not what its writer meant.
_MEANS = {
    "Y": "the year of a calendar of weeks",
    "D": "the day of the year",
    "L": "the name of a month that stands alone",
    "m": "the minute",
    "M": "the month",
    "S": "the fraction of a second",
    "s": "the second",
    "h": "an hour up to 12, and there is no a",
    "H": "an hour up to 24, and a is of one up to 12",
    "k": "an hour from 1",
    "K": "an hour up to 11",
    "T": "no letter of a pattern but between quotes",
}
_NEEDED = {"y": "year", "M": "month", "d": "day"}


class Part(NamedTuple):
    """A run of one letter, or a sign or quoted text, of which `letter` is empty."""

    letter: str
    text: str


def parts(pattern: str) -> list[Part]:
    """The parts in their order.

    >>> [part.text for part in parts("dd/MM'T'HH")]
    ['dd', '/', 'MM', "'T'", 'HH']
    """
    return [Part(found[1] or "", found[0]) for found in _TOKEN.finditer(pattern)]


def mistake(pattern: str) -> str | None:
    """Why times must not be read by the pattern, and one that works; None where they may.

    >>> mistake("dd/mm/yyyy"), mistake("dd/MM/yyyy")
    ("mm is the minute; 'dd/MM/yyyy' works", None)
    """
    if "%" in pattern:
        return f"% is no sign of a pattern; '{EXAMPLE}' is one"
    meant = "".join(part.text for part in _meant(parts(pattern)))
    works = meant if _wrong_as_a_whole(meant, parts(meant)) is None else EXAMPLE
    return slip(pattern, works) or _wrong_as_a_whole(pattern, parts(pattern))


def slip(pattern: str, works: str | None = None) -> str | None:
    """What letter of the pattern means something else than its writer meant; None where all mean what they should.

    `works`: a pattern to name; the one that was meant where it is not given.
    """
    given = parts(pattern)
    meant = _meant(given)
    example = works or "".join(part.text for part in meant)
    for was, now in zip(given, meant, strict=True):
        if was != now:
            means = _MEANS[was.letter] if was.letter != now.letter else "too long or too short"
            return f"{was.text} is {means}; '{example}' works"
    return None


def strange(pattern: str) -> str | None:
    """The first letter that stands for nothing, neither as written nor as it may have been meant."""
    return next((p.letter for p in parts(pattern) if p.letter and p.letter not in {*_LENGTHS, *_MEANS}), None)


def has_zone(pattern: str) -> bool:
    """Whether the pattern reads an offset or a zone."""
    return any(part.letter in ZONE for part in parts(pattern) if part.letter)


def without(pattern: str, letters: str, zone: str) -> tuple[str, str] | None:
    """A regular expression whose groups are a text but for the parts of some letters, and the pattern of what is left.

    `letters`: those that go, with the brackets that they stand in. `zone`: the expression of a zone. None where the
    pattern has none of these letters.

    >>> without("HH:mm XXX", "X", "Z")
    ('^([0-9]{2}\\\\:[0-9]{2} )Z()()$', 'HH:mm ')
    """
    expression, left, n_gone = "(", "", 0
    for section in re.findall(r"\[[^\]]*\]|[^\[]+", pattern):
        is_optional, inner = section[0] == "[", parts(section.strip("[]"))
        shapes = [_shape(part, zone) for part in inner]
        goes = [bool(part.letter) and part.letter in letters for part in inner]
        if is_optional:
            whole = f"(?:{''.join(shapes)})?"
            expression += f"){whole}(" if any(goes) else whole
            left += "" if any(goes) else section
            n_gone += any(goes)
            continue
        expression += "".join(f"){shape}(" if gone else shape for shape, gone in zip(shapes, goes, strict=True))
        left += "".join(part.text for part, gone in zip(inner, goes, strict=True) if not gone)
        n_gone += sum(goes)
    return (f"^{expression}){'()' * (2 - n_gone)}$", left) if n_gone else None


def _meant(given: list[Part]) -> list[Part]:
    """The parts as they were meant, by what stands before each."""
    letters = [part.letter for part in given]
    halves, n_months = "a" in letters, sum(letter in ("M", "m", "L") for letter in letters)
    found, before = [], ""
    for part in given:
        letter, n = part.letter, len(part.text)
        now = {"Y": "y", "D": "d", "L": "M", "k": "H", "K": "h"}.get(letter, letter)
        if now == "m" and before not in ("H", "h"):
            now = "M"
        elif now == "M" and before in ("H", "h") and n_months > 1:
            now = "m"
        elif (now, before) in (("S", "m"), ("s", "s")):
            now = "s" if now == "S" else "S"
        if now in ("H", "h"):
            now = "h" if halves else "H"
        if letter == "T":
            found.append(Part("", f"'{part.text}'"))
            continue
        fits = n if n in _LENGTHS.get(now, (n,)) else max(m for m in _LENGTHS[now] if m < max(n, 5))
        found.append(Part(now, now * fits) if letter else part)
        before = now or before
    return found


def _wrong_as_a_whole(pattern: str, given: Iterable[Part]) -> str | None:
    letters = [part.letter for part in given if part.letter]
    if absent := [name for letter, name in _NEEDED.items() if letter not in letters]:
        return f"it tells no {absent[0]}; '{EXAMPLE}' and 'dd/MM/yyyy' tell all that a day needs"
    kinds = ["zone" if letter in ZONE else "hour" if letter in "Hh" else letter for letter in letters]
    if twice := next((letter for letter, kind in zip(letters, kinds, strict=True) if kinds.count(kind) > 1), None):
        return f"{twice} stands in it twice; '{EXAMPLE}' has each part once"
    for part, needed in (("m", "Hh"), ("s", "m"), ("S", "s"), ("a", "h")):
        if part in letters and not set(needed) & set(letters):
            return f"{part} needs {' or '.join(needed)} beside it; '{EXAMPLE}:ss.SSS' has both"
    if pattern.count("'") % 2 or re.search(r"[#{}]", pattern) or re.search(r"\[[^\]]*\[|^[^\[]*\]|\[[^\]]*$", pattern):
        return f"its quotes or brackets do not close, or hold others; '{EXAMPLE}[:ss]' is one"
    mixed = any(
        {part.letter for part in parts(section) if part.letter} - set(ZONE)
        for section in re.findall(r"\[[^\]]*\]", pattern)
        if has_zone(section)
    )
    return f"what is in brackets with a zone may hold no more; '{EXAMPLE}[ XXX]' is one" if mixed else None


def _shape(part: Part, zone: str) -> str:
    """The regular expression of what a part reads."""
    letter, n = part
    if not letter:
        text = part.text[1:-1].replace("''", "'") if len(part.text) > 1 else part.text
        return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text or "'")
    if letter in ZONE:
        return rf"(?:{zone}|\p{{L}}[\p{{L}} ]+)" if n == "zzzz" else zone
    if letter in "Ea" or (letter == "M" and len(n) > 2):
        return r"[\p{L}.]+"
    if letter == "S":
        return f"[0-9]{{1,{len(n)}}}"
    return f"[0-9]{{{len(n)}}}" if len(n) > 1 else "[0-9]{1,4}" if letter == "y" else "[0-9]{1,2}"
