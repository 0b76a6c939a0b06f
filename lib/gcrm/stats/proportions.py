"""Shares of counted things, with an interval that holds for few of them too, and whether two flows differ."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from gcrm.stats.checks import InvalidInputError

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Interval:
    """A share, and between which values it lies."""

    share: float
    low: float
    high: float


def wilson(part: float, whole: float, z: float = Z95) -> Interval:
    """The share part / whole with its score interval, by default of 95%; 0 to 1 where there is nothing to take it of.

    Raises `InvalidInputError` unless 0 <= part <= whole. Source: Wilson 1927.

    >>> interval = wilson(8, 10)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.4902, 0.9433)
    """
    if not 0 <= part <= whole:
        raise InvalidInputError(f"{part:g} of {whole:g} is no share: 0 to {max(whole, 0):g} would work.")
    if not whole:
        return Interval(0.0, 0.0, 1.0)
    share, more = part / whole, z * z / whole
    centre, reach = share + more / 2, z * sqrt(share * (1 - share) / whole + more / (4 * whole))
    low, high = (centre - reach) / (1 + more), (centre + reach) / (1 + more)
    # By rounding alone an end could lie inside of the share.
    return Interval(share, max(0.0, min(low, share)), min(1.0, max(high, share)))


def mcnemar(forth: int, back: int) -> float:
    """How many standard errors the flow one way is above the flow back; 0 where nobody moved.

    Those who go back and forth by chance are as many either way. Source: McNemar 1947.

    >>> round(mcnemar(30, 10), 2), mcnemar(0, 0)
    (3.16, 0.0)
    """
    return (forth - back) / sqrt(forth + back) if forth + back else 0.0
