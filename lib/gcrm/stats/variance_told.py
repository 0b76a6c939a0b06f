"""How much of an outcome a grouping tells, from sums per group alone."""

from __future__ import annotations

from collections.abc import Sequence


def omega_squared(groups: Sequence[tuple[float, float, float]]) -> float:
    """Share of an outcome's variance that lies between groups, less what groups of no meaning would have.

    `groups`: count, sum and sum of squares of each. 1 is all, 0 nothing (or less, by chance); 0 where nothing varies.
    Source: Hays 1963, Statistics for Psychologists.

    >>> omega_squared([(2, 2.0, 2.0), (2, 6.0, 18.0)]), omega_squared([(5, 5.0, 5.0)])
    (1.0, 0.0)
    """
    n, total = sum(one[0] for one in groups), sum(one[1] for one in groups)
    whole = sum(one[2] for one in groups) - total**2 / n if n else 0.0
    between = sum(s**2 / m for m, s, _ in groups if m) - (total**2 / n if n else 0.0)
    freedom = n - len(groups)
    if whole <= 1e-12 * max(1.0, sum(one[2] for one in groups)) or freedom <= 0:
        return 0.0
    within = max(whole - between, 0.0) / freedom
    return (between - (len(groups) - 1) * within) / (whole + within)
