"""How much two segmentations agree, which old segment a new one continues, and how many segments to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, isfinite

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats.checks import InvalidInputError, finite, refuse

MIN_STABILITY = 0.8
_NO_BETTER = 0.02  # of silhouette: what a bootstrap sample alone moves it by


@dataclass(frozen=True)
class Score:
    """One candidate k: mean silhouette (-1 to 1), bootstrap ARI (at most 1), smallest segment's share of members."""

    k: int
    silhouette: float
    stability: float
    smallest_share: float


@dataclass(frozen=True)
class Choice:
    """The k that was picked and the sentence that says why."""

    k: int
    reason: str


def adjusted_rand_index(contingency: ArrayLike) -> float:
    """Agreement of two partitions from their contingency table (r, c) of member counts: 1 is equal, 0 is chance.

    Exact for any counts, because pairs are counted in Python integers. Two trivial partitions that are equal give 1.
    Raises `InvalidInputError` (not 2-D, a count negative or not whole, fewer than 2 members).
    Source: Hubert and Arabie 1985, eq. 5.

    >>> adjusted_rand_index([[1, 1], [0, 2]])
    0.0
    >>> round(adjusted_rand_index([[50, 0, 0], [0, 48, 2], [0, 14, 36]]), 4)
    0.7302
    """
    table = _counts(contingency)
    n = sum(map(sum, table))
    if n < 2:
        raise InvalidInputError(f"the contingency table counts {n} members: at least 2 would work.")
    both = sum(comb(cell, 2) for row in table for cell in row)
    rows, columns = (sum(comb(sum(line), 2) for line in lines) for lines in (table, list(zip(*table, strict=True))))
    pairs = comb(n, 2)
    numerator = 2 * (pairs * both - rows * columns)
    denominator = pairs * (rows + columns) - 2 * rows * columns
    # Zero only when both partitions are one segment or both are all singletons: they are then the same partition.
    return numerator / denominator if denominator else 1.0


def continued(
    previous_labels: Sequence[int], previous_centroids: ArrayLike, centroids: ArrayLike, used: int = 0
) -> list[int]:
    """A label for each new centroid: that of the previous one it continues, or one that was never used.

    `previous_labels` (p,) are those of `previous_centroids` (p, f), in the frozen scaling of `centroids` (k, f); k and
    p may differ. `used` is the highest label that was ever given. Pairs are those of least squared distance in all.
    What finds no partner gets the numbers after the highest, so a label that went never comes back. Raises
    `InvalidInputError` on NaN or another number of features. Source: Kuhn 1955 (the Hungarian method).

    >>> continued([3, 7], [[0.0], [9.0]], [[8.0], [1.0], [20.0]], used=8)
    [7, 3, 9]
    """
    # Here, because `gcrm check` imports every model and has no use for scipy.
    from scipy.optimize import linear_sum_assignment

    old, new = finite("previous_centroids", previous_centroids, 2), finite("centroids", centroids, 2)
    if old.shape[1] != new.shape[1]:
        raise InvalidInputError(f"centroids has {new.shape[1]} features: {old.shape[1]} would work.")
    matched = linear_sum_assignment(np.square(new[:, None, :] - old[None, :, :]).sum(axis=2))
    pairs = dict(zip(*(side.tolist() for side in matched), strict=True))
    highest, labels = max([used, *previous_labels]), list[int]()
    for j in range(len(new)):
        if j not in pairs:
            highest += 1
        labels.append(previous_labels[pairs[j]] if j in pairs else highest)
    return labels


def choose_k(
    scores: Sequence[Score], min_share: float = 0.01, min_stability: float = MIN_STABILITY, standing: int | None = None
) -> Choice:
    """The k of highest silhouette among stable, large enough candidates; ties go to small k. Where there is none, 1.

    `min_share`, `min_stability`: what a candidate must have. `standing`: the k that is in use; it stays where it passes
    and its silhouette lies no more than 0.02 below the best. Raises `InvalidInputError` when there is no candidate or a
    score is NaN. Source: Rousseeuw 1987 (silhouette); Hennig 2007 (bootstrap stability).

    >>> print(choose_k([Score(2, 0.6, 0.7, 0.4), Score(3, 0.5, 0.9, 0.2)]).reason)
    k = 3 has the highest silhouette (0.500) of 1 of 2 candidates with stability >= 0.8 and no segment under 1%.
    >>> choose_k([Score(2, 0.6, 0.7, 0.4)]).k
    1
    """
    if not scores:
        raise InvalidInputError("there are 0 candidates for k: at least 1 would work.")
    for s in scores:
        if not all(map(isfinite, (s.silhouette, s.stability, s.smallest_share))):
            raise InvalidInputError(f"a score of k = {s.k} is NaN or infinite: every score must be finite.")
    passed = [s for s in scores if s.stability >= min_stability and s.smallest_share >= min_share]
    rule = f"stability >= {min_stability:g} and no segment under {100 * min_share:g}%"
    if not passed:
        near = max(scores, key=lambda s: (s.stability, -s.k))
        found = f"k = {near.k} (stability {near.stability:.3f}, smallest segment {100 * near.smallest_share:.3g}%)"
        n = f"{len(scores)} candidate{'s' if len(scores) > 1 else ''}"
        return Choice(1, f"No number of segments is stable: of {n} none has {rule}. Nearest is {found}.")
    best = max(passed, key=lambda s: (s.silhouette, -s.k))
    stays = next((s for s in passed if s.k == standing and s.silhouette >= best.silhouette - _NO_BETTER), None)
    if stays is not None and stays != best:
        why = f"stays: its silhouette ({stays.silhouette:.3f}) is hardly below the best ({best.silhouette:.3f})"
        return Choice(stays.k, f"k = {stays.k} {why} of {len(passed)} of {len(scores)} candidates with {rule}.")
    why = f"has the highest silhouette ({best.silhouette:.3f}) of {len(passed)} of {len(scores)} candidates with"
    return Choice(best.k, f"k = {best.k} {why} {rule}.")


def _counts(contingency: ArrayLike) -> list[list[int]]:
    raw = np.asarray(contingency)
    table = finite("contingency", raw, ndim=2)
    refuse("contingency", table < 0, "is negative", "counts of 0 or more would work")
    refuse("contingency", table != np.floor(table), "is not whole", "counts of members would work")
    # From `raw`, not from the floats: above 2^53 a float no longer holds every integer.
    return [[int(cell) for cell in row] for row in raw.tolist()]
