"""By which direct estimate areas are compared: as members spend, or as they would, had all of them the same habits.

How much members buy with us is most of what they differ by, and rather a matter of the ways to our stores than of what
people could spend. So areas are compared at the same habits, and power is of members of the usual ones, unless what is
published of areas foretells habits, too: then these are part of what tells areas apart, and stay in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gcrm.stats.checks import FloatArray
from gcrm.stats.told_apart import told_apart

# Unrelated covariates explain as much as seldom as this where habits are said to follow them. Since the plain mean is
# right either way, and the other only where habits do not, the level is a mild one (Bancroft 1944).
_CHANCE = 0.1
HABITS_DIFFER, HABITS_ERROR = "habits_differ", "habits_error"
RAW, ADJUSTED = ("direct", "variance"), ("adjusted", "adjusted_variance")


@dataclass(frozen=True)
class Habits:
    """`differ`: whether habits follow what is published; `note`: what was found, in words.

    `error`: variance of the coalition's mean of what habits make members spend, which areas have in common.
    """

    differ: bool
    error: float
    note: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the table of coefficients."""
        told = {"name": HABITS_DIFFER, "value": float(self.differ), "note": self.note}
        return [told, {"name": HABITS_ERROR, "value": 0.0 if self.differ else self.error}]


def columns(differ: bool) -> tuple[str, str]:
    """The names of the direct estimate, and of its variance, to be read where habits differ, or are not known.

    >>> columns(True), columns(False)
    (('direct', 'variance'), ('adjusted', 'adjusted_variance'))
    """
    return RAW if differ else ADJUSTED


def found(sampled: Sequence[Mapping[str, Any]], x: FloatArray, alpha: float) -> Habits | None:
    """From rows with RAW, ADJUSTED, `effective_members` and their covariates `x`; None where habits are not known of
    every row.

    `alpha`: that of the test by which areas differ; where their plain means do not, these would tell nothing.
    """
    y, v, same, narrow = (column(sampled, name) for name in (*RAW, *ADJUSTED))
    # What habits make of spend is uncorrelated with the rest within areas, so variances add up.
    noise = v - narrow
    if not (np.isfinite(same) & (narrow > 0) & (noise > 0)).all():
        return None
    known = freedom(sampled)
    told = told_apart(y - same, x, noise, known)
    # How far they are apart in all is no test: with one or two members an area, chi-square is none of so skew a figure.
    differ = told.p_covariates < _CHANCE and told_apart(y, x, v, known).differ(alpha)
    return Habits(differ, float(1 / (1 / noise).sum()), _said(differ, told.p_covariates))


def freedom(rows: Sequence[Mapping[str, Any]]) -> float:
    """Degrees of freedom behind the variances: the members of an area less one, where there are two.

    >>> freedom([{"effective_members": 3.0}, {"effective_members": 1.5}])
    2.0
    """
    n = column(rows, "effective_members")
    return max(1.0, float((n - 1)[n >= 2].sum()))


def column(rows: Sequence[Mapping[str, Any]], name: str) -> FloatArray:
    """The figures `name` of rows, NaN where there is none."""
    return np.array([np.nan if row[name] is None else row[name] for row in rows], dtype=float)


def _said(differ: bool, p: float) -> str:
    if differ:
        return f"Habits count: how much members buy follows what is published of areas (p = {p:.2g})."
    said = "how much members buy hardly follows what is published of them"
    return f"Areas are compared at the same habits: {said} (p = {p:.2f})."
