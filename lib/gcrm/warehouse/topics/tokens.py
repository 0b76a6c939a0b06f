"""Terms of texts: words where a language writes them apart, else as its tokeniser, where installed, or letters tell.

Thai is cut by pythainlp's newmm (Apache-2.0), which brings its own list of words; without it three letters on end are a
term, so topics are told but their names are not words. Korean words lose their particle.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pyarrow as pa
from pyspark.sql import Column
from pyspark.sql.pandas.functions import arrow_udf

from gcrm.silver.texts.boundaries import without_particle

_NO_WORDS = re.compile(r"https?://\S+|[#@]\S+|\[(?:email|phone|number|document|account|name|address)\]")
_WORDS = re.compile("[^\\W\\d_\u0e00-\u0e7f]+|[\u0e00-\u0e7f]+")
_MOST, _GRAM = 60, 3  # terms of a text; letters of a term where words cannot be told


def terms(text: str, language: str | None, thai: Callable[[str], list[str]] | None = None) -> list[str]:
    """The distinct terms of a text of two letters or more, in their order; `thai` cuts what is written without blanks.

    >>> terms("The queue at [name]: 2 hours, THE queue! http://a.example/x", "en")
    ['the', 'queue', 'at', 'hours']
    >>> terms("직원분들이 친절", "ko"), terms("ราคาดี", "th"), terms("ราคาดี", "th", lambda run: [run[:4], run[4:]])
    (['직원분들', '친절'], ['ราค', 'าคา', 'คาด', 'าดี'], ['ราคา', 'ดี'])
    """
    found = dict.fromkeys(_cut(_NO_WORDS.sub(" ", text.lower()), language, thai or _grams))
    return [one for one in found if len(one) > 1][:_MOST]


def _cut(text: str, language: str | None, thai: Callable[[str], list[str]]) -> Iterator[str]:
    for word in _WORDS.findall(text):
        if "\u0e00" <= word[0] <= "\u0e7f":
            yield from thai(word)
        else:
            yield without_particle(word) if language == "ko" else word


def _grams(run: str) -> list[str]:
    return [run[i : i + _GRAM] for i in range(max(1, len(run) - _GRAM + 1))]


@cache
def _thai() -> Callable[[str], list[str]]:
    """The tokeniser, loaded once a worker."""
    try:
        from pythainlp.tokenize import word_tokenize  # here, for it is an extra, and takes a second to load
    except ImportError:
        return _grams
    return lambda run: [str(word) for word in word_tokenize(run, engine="newmm", keep_whitespace=False)]


def tokens(text: Column, language: Column) -> Column:
    """The terms of each text, in batches in the workers."""

    @arrow_udf("array<string>")  # type: ignore[call-overload, untyped-decorator]
    def found(texts: pa.Array, languages: pa.Array) -> pa.Array:
        thai = _thai()
        pairs: Any = zip(texts.to_pylist(), languages.to_pylist(), strict=True)
        return pa.array([terms(one or "", of, thai) for one, of in pairs], pa.list_(pa.string()))

    column: Column = found(text, language)
    return column
