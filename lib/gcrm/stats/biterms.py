"""Topics of short texts, from how often two terms stand in one text.

The biterm topic model (Yan, Guo, Lan and Cheng 2013, A biterm topic model for short texts): a pair of terms of one text
comes of one topic, P(a, b) = sum over z of P(z) P(a|z) P(b|z), here fitted by EM. The counts of pairs are all that it
needs, so its cost does not grow with the texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gcrm.stats.clustering import continued

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SMALL = 1e-12
_PRIOR = 0.01  # pairs that each term is given in each topic


@dataclass(frozen=True)
class Topics:
    """`shares`: P(z); `terms`: P(term|z), a row a topic; `likelihood`: mean log P of a pair."""

    shares: Floats
    terms: Floats
    likelihood: float


def fitted(pairs: Floats, k: int, seed: int = 1, starts: int = 4, iterations: int = 150) -> Topics:
    """The likeliest of several starts; `pairs` counts texts by two terms, symmetric, with nothing on the diagonal.

    >>> block = np.ones((3, 3)) - np.eye(3)
    >>> found = fitted(np.block([[9 * block, 0 * block], [0 * block, 9 * block]]), 2)
    >>> found.terms.round(1).max(axis=0).tolist(), found.shares.round(2).tolist()
    ([0.3, 0.3, 0.3, 0.3, 0.3, 0.3], [0.5, 0.5])
    """
    rng = np.random.default_rng(seed)
    tries = [_climbed(pairs, rng.dirichlet(np.ones(len(pairs)), size=k), iterations) for _ in range(starts)]
    return max(tries, key=lambda one: one.likelihood)


def _climbed(pairs: Floats, terms: Floats, iterations: int) -> Topics:
    k, total = len(terms), pairs.sum()
    # Each start stands near the mean of all, so that no topic is empty from the first.
    terms = 0.5 * terms + 0.5 * (pairs.sum(axis=0) + 1) / (total + len(pairs))
    shares = np.full(k, 1 / k)
    for _ in range(iterations):
        ratio = pairs / ((terms.T * shares) @ terms + _SMALL)
        weights = shares[:, None] * terms * (terms @ ratio) + _PRIOR
        terms = weights / weights.sum(axis=1, keepdims=True)
        shares = weights.sum(axis=1) / weights.sum()
    chances = (terms.T * shares) @ terms + _SMALL
    return Topics(shares, terms, float((pairs * np.log(chances)).sum() / max(total, 1.0)))


def chances(text: Ints, shares: Floats, terms: Floats) -> Floats:
    """P(z) of a text, by the positions of its terms: the mean over its pairs; of one term that of the term.

    >>> terms = np.array([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5]])
    >>> chances(np.array([0, 1]), np.array([0.5, 0.5]), terms).tolist()
    [1.0, 0.0]
    >>> chances(np.array([], dtype=int), np.array([0.25, 0.75]), terms).tolist()
    [0.25, 0.75]
    """
    if len(text) < 2:
        weights = shares * (terms[:, text[0]] if len(text) else 1.0)
        made: Floats = weights / max(weights.sum(), _SMALL)
        return made
    own = terms[:, text]
    each = shares[:, None, None] * own[:, :, None] * own[:, None, :]
    of_pair = each / np.maximum(each.sum(axis=0), _SMALL)
    sums = of_pair.sum(axis=(1, 2)) - np.einsum("zii->z", of_pair)
    mean: Floats = sums / max(sums.sum(), _SMALL)
    return mean


def telling(terms: Floats, shares: Floats, most: int) -> list[list[int]]:
    """Of each topic the positions of its most telling terms: likely in it, and likelier than elsewhere.

    >>> telling(np.array([[0.6, 0.4, 0.0], [0.6, 0.0, 0.4]]), np.array([0.5, 0.5]), 1)
    [[1], [2]]
    """
    base = shares @ terms
    weight = terms * np.log((terms + _SMALL) / (base + _SMALL))
    return [[int(i) for i in np.argsort(-row, kind="stable")[:most]] for row in weight]


def numbered(new: Floats, old: Floats, numbers: Sequence[int], used: int = 0) -> tuple[list[int], list[float]]:
    """Numbers of new topics, and how alike each is to the old one of its number (cosine; 0 of one that is new).

    `old`: the topics before, over the same terms, whose numbers are `numbers`; `used`: the highest that ever was.

    >>> numbered(np.array([[0.0, 1.0], [1.0, 0.1]]), np.array([[1.0, 0.0]]), [7])
    ([8, 7], [0.0, 0.995])
    """
    if not len(old):
        return list(range(used + 1, used + 1 + len(new))), [0.0] * len(new)
    given = continued(numbers, _unit(old), _unit(new), used)
    alike, place = _unit(new) @ _unit(old).T, {number: i for i, number in enumerate(numbers)}
    return given, [round(float(alike[i, place[n]]), 3) if n in place else 0.0 for i, n in enumerate(given)]


def _unit(rows: Floats) -> Floats:
    made: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), _SMALL)
    return made
