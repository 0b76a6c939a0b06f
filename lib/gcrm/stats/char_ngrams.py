"""Hashed n-grams of letters and of words: texts as counts in a fixed number of buckets, for whole batches at once.

Weinberger et al. (2009), Feature hashing for large scale multitask learning. A count weighs 1 + its log, times how
telling the bucket is (Wang and Manning 2012, Baselines and bigrams); a text's vector has length 1, so that a long text
has no louder voice than a short one, and letters and words have an equal say. `cut` gives the words of a text.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Telling = npt.NDArray[np.float32]

Cut = Callable[[str], list[str]]

BITS = 18  # of each of the two kinds, whose buckets follow one another
N_BUCKETS = 2 << BITS
SIZES, WORD_SIZES = (2, 3, 4, 5), (1, 2)
_SPREAD, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_AT_ONCE = 1000  # texts whose n-grams are sorted at once: of more they leave the processor's cache
_UNSEEN, _LITTLE, _LEAST_SHARE = 0.5, 0.1, 0.05
_BLANKS, _PAGE, _DIGIT = re.compile(r"\s+"), re.compile(r"https?://\S+"), re.compile(r"\d")
_LAUGHTER = re.compile("5{3,}")  # 555 in Thai
_WORD = re.compile(r"\w+|\S")
_LONG = re.compile(r"(.)\1{2,}", re.DOTALL)


def normal(text: str) -> str:
    """In the form that n-grams are taken of: NFKC, lower case, single blanks, one at either end; a sign three times and
    more on end is there twice, and pages, laughter in digits and digits are a sign each.

    >>> normal("Ｇreat  DAYYYY"), normal("at 10:30") == normal("at 11:45")
    (' great dayy ', True)
    """
    known = _LAUGHTER.sub("\x02", _PAGE.sub("\x01", unicodedata.normalize("NFKC", text).lower()))
    short = _DIGIT.sub("0", _LONG.sub(r"\1\1", known))
    return f" {_BLANKS.sub(' ', short).strip()} "


def by_blanks(text: str) -> list[str]:
    """Words of what is written with blanks, and signs one by one.

    >>> by_blanks(" so good! ")
    ['so', 'good', '!']
    """
    return _WORD.findall(text)


def buckets(texts: Sequence[str], cut: Cut = by_blanks) -> tuple[Ints, Ints]:
    """For each n-gram of each text, of letters and of words, the text's position and the n-gram's bucket.

    >>> owners, found = buckets(["ab", "ab"])
    >>> np.bincount(owners).tolist(), len(set(found.tolist()))
    ([7, 7], 7)
    """
    forms = [normal(text) for text in texts]
    signs = np.frombuffer("".join(forms).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    letters = _rolled(signs, [len(form) for form in forms], SIZES)
    said = [cut(form) for form in forms]
    marks = np.array([crc32(word.encode("utf-8", "replace")) for words in said for word in words], dtype=np.uint64)
    words = _rolled(marks, [len(words) for words in said], WORD_SIZES)
    return np.concatenate([letters[0], words[0]]), np.concatenate([letters[1], words[1] + (1 << BITS)])


def _rolled(signs: npt.NDArray[np.uint64], lengths: Sequence[int], sizes: Sequence[int]) -> tuple[Ints, Ints]:
    """Owner and bucket of each n-gram of texts that lie one after another in `signs`, so many of them each."""
    owner = np.repeat(np.arange(len(lengths)), lengths)
    grams, owners, found = (signs + np.uint64(1)) * _SPREAD, list[Ints](), list[Ints]()
    for n in range(1, max(sizes) + 1):
        if n > 1:
            grams = (grams[:-1] ^ (grams[:-1] >> np.uint64(29))) * _STEP + signs[n - 1 :] * _SPREAD
        if n not in sizes:
            continue
        # A window that reaches into the next text is no n-gram of either.
        of_one = owner[: len(grams)] == owner[n - 1 :]
        mixed = grams[of_one]
        mixed = (mixed ^ (mixed >> np.uint64(32))) * _SPREAD
        owners.append(owner[: len(grams)][of_one])
        found.append((mixed >> np.uint64(64 - BITS)).astype(np.int64))
    return np.concatenate(owners), np.concatenate(found)


def telling(found: Ints, held: Ints, texts: Ints) -> Telling:
    """How telling each bucket is: the root mean square, over labels by their share, of the log of how much oftener it
    stands in texts of the label than in all others (naive Bayes' weights), and a little, so that none counts nothing.

    `held`: a row for each of the buckets `found`, a column a label: in how many texts of the label it stands; buckets
    that are not named stand in none. `texts`: how many there are of each label.

    >>> [round(float(one), 2) for one in telling(np.array([0, 1]), np.array([[8, 0], [4, 4]]), np.array([8, 8]))[:2]]
    [2.93, 0.1]
    """
    often = np.full((N_BUCKETS, held.shape[1]), _UNSEEN)
    often[found] += held
    shares = np.maximum(texts / max(texts.sum(), 1), _LEAST_SHARE)
    elsewhere = often.sum(axis=1, keepdims=True) - often - _UNSEEN * (held.shape[1] - 2)
    ratios = np.log(often / often.sum(axis=0)) - np.log(elsewhere / elsewhere.sum(axis=0))
    made: Telling = (np.sqrt((ratios**2) @ shares) + _LITTLE).astype(np.float32)
    return made


def vectors(texts: Sequence[str], told: Telling | None = None, cut: Cut = by_blanks) -> list[tuple[Ints, Floats]]:
    """Of each text its buckets, rising, and their values; without `told` all buckets are as telling.

    >>> [(len(index), round(float((values**2).sum()), 2)) for index, values in vectors(["aabb", "ab"])]
    [(15, 1.0), (7, 1.0)]
    """
    edges, found, counts = counted(texts, cut)
    values = unit(edges, found, counts, told)
    return [(found[a:b], values[a:b]) for a, b in pairwise(edges)]


def scores(
    texts: Sequence[str], weights: npt.NDArray[np.float32], told: Telling | None = None, cut: Cut = by_blanks
) -> Floats:
    """The products of the texts' vectors with the columns of `weights` (a row a bucket): a row a text.

    >>> weights = np.ones((N_BUCKETS, 1), dtype=np.float32)
    >>> scores(["ab", ""], weights).round(2).tolist()
    [[2.44], [0.71]]
    """
    owners, found, values = _cells(texts, told, cut)
    sums = [np.bincount(owners, weights=values * column[found], minlength=len(texts)) for column in weights.T]
    return np.stack(sums, axis=1)


def _cells(texts: Sequence[str], told: Telling | None, cut: Cut) -> tuple[Ints, Ints, Floats]:
    """Each bucket of each text once, with its value."""
    edges, found, counts = counted(texts, cut)
    owners = np.repeat(np.arange(len(texts)), np.diff(edges))
    return owners, found, unit(edges, found, counts, told)


def counted(texts: Sequence[str], cut: Cut = by_blanks) -> tuple[Ints, Ints, Ints]:
    """Of each text its buckets, rising, and how often each stands in it, text after text; and where each text begins.

    >>> edges, found, counts = counted(["aabb", "", "ab"])
    >>> edges.tolist(), len(found), int(counts.max())
    ([0, 15, 16, 23], 23, 1)
    """
    edges, found, counts = [np.zeros(1, dtype=np.int64)], list[Ints](), list[Ints]()
    for first in range(0, max(len(texts), 1), _AT_ONCE):
        some = texts[first : first + _AT_ONCE]
        owners, hashed = buckets(some, cut)
        cells, often = np.unique(owners * N_BUCKETS + hashed, return_counts=True)
        edges.append(edges[-1][-1] + np.searchsorted(cells, np.arange(1, len(some) + 1) * N_BUCKETS))
        found.append(cells % N_BUCKETS)
        counts.append(often)
    return np.concatenate(edges), np.concatenate(found), np.concatenate(counts)


def unit(edges: Ints, found: Ints, counts: npt.NDArray[Any], told: Telling | None) -> Floats:
    """The values of what `counted` gives: each text's vector has length 1, letters and words an equal say in it."""
    values = 1 + np.log(counts)
    if told is not None:
        values = values * told[found]
    n = len(edges) - 1
    part = 2 * np.repeat(np.arange(n), np.diff(edges)) + (found >> BITS)
    lengths = np.sqrt(np.maximum(2 * np.bincount(part, weights=values * values, minlength=2 * n), 1e-12))
    made: Floats = values / lengths[part]
    return made
