"""Hashed character n-grams: texts as counts in a fixed number of buckets, for whole batches at once.

Weinberger et al. (2009), Feature hashing for large scale multitask learning. A text's vector is its counts by the
square root of their number, so that a long text has no louder voice than a short one.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

BITS = 18
N_BUCKETS = 1 << BITS
SIZES = (2, 3, 4, 5)
_SPREAD, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_BLANKS = re.compile(r"\s+")


def normal(text: str) -> str:
    """In the form that n-grams are taken of: NFKC, lower case, single blanks, one at either end.

    >>> normal("Ｇreat  DAY")
    ' great day '
    """
    return f" {_BLANKS.sub(' ', unicodedata.normalize('NFKC', text).lower()).strip()} "


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


def vectors(texts: Sequence[str]) -> list[tuple[Ints, Floats]]:
    """Of each text its buckets, rising, and their values.

    >>> [(len(index), round(float((values**2).sum()), 2)) for index, values in vectors(["aaaa", "ab"])]
    [(11, 1.57), (6, 1.0)]
    """
    owners, found = buckets(texts)
    cells, counts = np.unique(owners * N_BUCKETS + found, return_counts=True)
    sizes = np.maximum(np.bincount(owners, minlength=len(texts)), 1)
    edges = np.searchsorted(cells, np.arange(len(texts) + 1) * N_BUCKETS)
    whole = counts / np.sqrt(sizes[cells // N_BUCKETS])
    return [(cells[a:b] % N_BUCKETS, whole[a:b]) for a, b in pairwise(edges)]


def scores(texts: Sequence[str], weights: npt.NDArray[np.float32]) -> Floats:
    """The products of the texts' vectors with the columns of `weights` (a row a bucket): a row a text.

    >>> weights = np.ones((N_BUCKETS, 1), dtype=np.float32)
    >>> scores(["ab", ""], weights).round(2).tolist()
    [[2.45], [1.0]]
    """
    owners, found = buckets(texts)
    sizes = np.sqrt(np.maximum(np.bincount(owners, minlength=len(texts)), 1))
    sums = [np.bincount(owners, weights=column[found], minlength=len(texts)) for column in weights.T]
    return np.stack(sums, axis=1) / sizes[:, None]
