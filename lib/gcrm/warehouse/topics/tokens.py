"""Terms of texts: words where a language writes them apart; Thai is cut by a list; Korean words lose their particle."""

import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyspark.sql import Column
from pyspark.sql.pandas.functions import arrow_udf

from gcrm.silver.texts.boundaries import without_particle
from gcrm.silver.texts.words import thai

_NO_WORDS = re.compile(r"https?://\S+|[#@]\S+|\[(?:email|phone|number|document|account|name|address)\]")
_WORDS = re.compile("[^\\W\\d_\u0e00-\u0e7f]+|[\u0e00-\u0e7f]+")
_MOST = 60  # terms of a text


def terms(text: str, language: str | None) -> list[str]:
    """The distinct terms of a text of two letters or more, in their order.

    >>> terms("The queue at [name]: 2 hours, THE queue! http://a.example/x", "en")
    ['the', 'queue', 'at', 'hours']
    >>> terms("직원분들이 친절", "ko"), terms("ราคาดีนะ", "th")
    (['직원분들', '친절'], ['ราคา', 'ดี', 'นะ'])
    """
    found = dict.fromkeys(_cut(_NO_WORDS.sub(" ", text.lower()), language))
    return [one for one in found if len(one) > 1][:_MOST]


def _cut(text: str, language: str | None) -> Iterator[str]:
    for word in _WORDS.findall(text):
        if "\u0e00" <= word[0] <= "\u0e7f":
            yield from thai(word)
        else:
            yield without_particle(word) if language == "ko" else word


def tokens(text: Column, language: Column) -> Column:
    """The terms of each text, in batches in the workers."""

    @arrow_udf("array<string>")  # type: ignore[call-overload, untyped-decorator]
    def found(texts: pa.Array, languages: pa.Array) -> pa.Array:
        pairs: Any = zip(texts.to_pylist(), languages.to_pylist(), strict=True)
        return pa.array([terms(one or "", of) for one, of in pairs], pa.list_(pa.string()))

    column: Column = found(text, language)
    return column
