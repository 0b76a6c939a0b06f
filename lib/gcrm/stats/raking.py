"""Raking: weights that bring a sample to the known margins of a population, trimmed, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gcrm.stats.checks import FloatArray, InvalidInputError, finite, refuse, same_length

Margin = tuple[Sequence[object], Mapping[str, float]]
_TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False)
class Raked:
    """`weights` (k,) of cells, mean 1 over the units in them; `largest_gap`: how far a margin is missed, as a share of
    the population; `converged`: that no margin is missed by more than a millionth. `n_trimmed` cells are at a bound."""

    weights: FloatArray
    largest_gap: float
    converged: bool
    n_trimmed: int


def rake(
    counts: ArrayLike, margins: Sequence[Margin], bounds: tuple[float, float] = (0.2, 5.0), iterations: int = 200
) -> Raked:
    """Iterative proportional fitting of cells of units to several margins, each step held within `bounds`.

    `counts` (k,): units in each cell. `margins`: for each the cells' labels (k,) and the population by label, in any
    unit: margins are compared as shares. A label without a population total, or None, keeps its share of the sample,
    and a total of a label that no cell has is spread over the others. Trimmed weights miss margins, by `largest_gap`.
    Raises `InvalidInputError` (NaN, negative, no units). Source: Deming and Stephan 1940; Potter 1990 (trimming).

    >>> made = rake([80, 20], [(["young", "old"], {"young": 50, "old": 50})])
    >>> made.weights, made.converged
    (array([0.625, 2.5  ]), True)
    """
    n = finite("counts", counts)
    refuse("counts", n < 0, "is negative", "0 or more would work")
    if not n.sum() > 0:
        raise InvalidInputError("counts hold no unit: 1 would work.")
    if not 0 < bounds[0] <= 1 <= bounds[1]:
        raise InvalidInputError(f"bounds are {bounds}: a low one up to 1 and a high one from 1 would work.")
    targets = [_target(n, labels, totals) for labels, totals in margins]
    weights = np.ones_like(n)
    for _ in range(iterations):
        before = weights
        for code, wanted in targets:
            have = np.bincount(code, weights=weights * n, minlength=len(wanted)) / (weights @ n)
            weights = weights * np.divide(wanted, have, out=np.ones_like(wanted), where=have > 0)[code]
        weights = _within(weights, n, bounds)
        if np.abs(weights - before).max() < _TOLERANCE:
            break
    gap = max((_gap(n, weights, *target) for target in targets), default=0.0)
    trimmed = int(((weights <= bounds[0]) | (weights >= bounds[1]))[n > 0].sum())
    return Raked(weights, gap, gap < 1e-6, trimmed)


def design_effect(weights: ArrayLike, counts: ArrayLike | None = None) -> float:
    """By how much unequal weights raise the variance of a mean: n sum w^2 / (sum w)^2. Source: Kish 1965.

    >>> design_effect([1.0, 1.0]), design_effect([1.0, 3.0])
    (1.0, 1.25)
    """
    w = finite("weights", weights)
    n = np.ones_like(w) if counts is None else finite("counts", counts)
    same_length(weights=w, counts=n)
    total = float(w @ n)
    if not total > 0:
        raise InvalidInputError("weights add up to 0: a positive one would work.")
    return float(n.sum() * (np.square(w) @ n) / total**2)


def _target(
    n: FloatArray, labels: Sequence[object], totals: Mapping[str, float]
) -> tuple[NDArray[np.int_], FloatArray]:
    """Codes of the cells' labels, and the share that each label is to have."""
    same_length(counts=n, labels=np.asarray(labels, dtype=object))
    named, code = np.unique([str(label) for label in labels], return_inverse=True)
    known = np.array([totals.get(name, np.nan) for name in named], dtype=float)
    refuse("totals", known < 0, "is negative", "0 or more would work")
    sample = np.bincount(code, weights=n, minlength=len(named)) / n.sum()
    told = np.isfinite(known) & (sample > 0)
    if not np.nansum(np.where(told, known, 0.0)) > 0:
        return code, sample
    # Units of whom the label is not known keep their share, so the others share the rest as the population does.
    rest = sample[told].sum()
    return code, np.where(told, rest * known / known[told].sum(), sample)


def _within(weights: FloatArray, n: FloatArray, bounds: tuple[float, float]) -> FloatArray:
    """The weights cut at the bounds, the others scaled so that the mean over units stays 1."""
    held = np.zeros(len(n), dtype=bool)
    for _ in range(len(n)):
        free = ~held & (n > 0)
        left = n.sum() - weights[held] @ n[held]
        if not free.any() or left <= 0:
            break
        weights = np.where(held, weights, weights * left / (weights[free] @ n[free]))
        out = ~held & ((weights < bounds[0]) | (weights > bounds[1]))
        weights = np.clip(weights, *bounds)
        if not out.any():
            break
        held |= out
    return np.clip(weights, *bounds)


def _gap(n: FloatArray, weights: FloatArray, code: NDArray[np.int_], wanted: FloatArray) -> float:
    have = np.bincount(code, weights=weights * n, minlength=len(wanted)) / (weights @ n)
    return float(np.abs(have - wanted).max())
