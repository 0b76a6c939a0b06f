"""Hashed character n-grams: texts as counts in a fixed number of buckets, for whole batches at once.

Weinberger et al. (2009), Feature hashing for large scale multitask learning. A count weighs 1 + its log, times how rare
the bucket is (Salton and Buckley 1988); a text's vector has length 1, so that a long text has no louder voice than a
short one.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Rarity = npt.NDArray[np.float32]

BITS = 18
N_BUCKETS = 1 << BITS
SIZES = (2, 3, 4, 5)
_SPREAD, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_BLANKS, _PAGE, _DIGIT = re.compile(r"\s+"), re.compile(r"https?://\S+"), re.compile(r"\d")
_LAUGHTER = re.compile("5{3,}")  # 555 in Thai
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


def buckets(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """For each n-gram of each text the text's position and the n-gram's bucket.

    >>> owners, found = buckets(["ab", "ab"])
    >>> owners.tolist(), len(set(found.tolist()))
    ([0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 1], 6)
    """
    forms = [normal(text) for text in texts]
    signs = np.frombuffer("".join(forms).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(forms)), [len(form) for form in forms])
    grams, owners, found = (signs + np.uint64(1)) * _SPREAD, list[Ints](), list[Ints]()
    for n in range(2, max(SIZES) + 1):
        grams = (grams[:-1] ^ (grams[:-1] >> np.uint64(29))) * _STEP + signs[n - 1 :] * _SPREAD
        # A window that reaches into the next text is no n-gram of either.
        of_one = owner[: len(grams)] == owner[n - 1 :]
        mixed = grams[of_one]
        mixed = (mixed ^ (mixed >> np.uint64(32))) * _SPREAD
        owners.append(owner[: len(grams)][of_one])
        found.append((mixed >> np.uint64(64 - BITS)).astype(np.int64))
    return np.concatenate(owners), np.concatenate(found)


def rarity(n_texts: int, found: Ints, counts: Ints) -> Rarity:
    """How rare each bucket is among `n_texts`: 1 + the log of their number by that of those which hold it. `counts`: in
    how many of them each of the buckets `found` stands; those that are not named stand in none.

    >>> [round(float(one), 2) for one in rarity(9, np.array([0]), np.array([9]))[:2]]
    [1.0, 3.3]
    """
    held = np.zeros(N_BUCKETS)
    held[found] = counts
    made: Rarity = (1 + np.log((1 + n_texts) / (1 + held))).astype(np.float32)
    return made


def vectors(texts: Sequence[str], rare: Rarity | None = None) -> list[tuple[Ints, Floats]]:
    """Of each text its buckets, rising, and their values; without `rare` all buckets are as rare.

    >>> [(len(index), round(float((values**2).sum()), 2)) for index, values in vectors(["aabb", "ab"])]
    [(14, 1.0), (6, 1.0)]
    """
    owners, found, values = _cells(texts, rare)
    edges = np.searchsorted(owners, np.arange(len(texts) + 1))
    return [(found[a:b], values[a:b]) for a, b in pairwise(edges)]


def scores(texts: Sequence[str], weights: npt.NDArray[np.float32], rare: Rarity | None = None) -> Floats:
    """The products of the texts' vectors with the columns of `weights` (a row a bucket): a row a text.

    >>> weights = np.ones((N_BUCKETS, 1), dtype=np.float32)
    >>> scores(["ab", ""], weights).round(2).tolist()
    [[2.45], [1.0]]
    """
    owners, found, values = _cells(texts, rare)
    sums = [np.bincount(owners, weights=values * column[found], minlength=len(texts)) for column in weights.T]
    return np.stack(sums, axis=1)


def _cells(texts: Sequence[str], rare: Rarity | None) -> tuple[Ints, Ints, Floats]:
    """Each bucket of each text once, with its value."""
    owners, found = buckets(texts)
    cells, counts = np.unique(owners * N_BUCKETS + found, return_counts=True)
    of, bucket = cells >> BITS, cells & (N_BUCKETS - 1)
    values = 1 + np.log(counts)
    if rare is not None:
        values = values * rare[bucket]
    lengths = np.sqrt(np.maximum(np.bincount(of, weights=values * values, minlength=len(texts)), 1e-12))
    return of, bucket, values / lengths[of]
