"""Counts in classes: every class is wide enough that no sum or difference of them is known to within ten."""

import math
from bisect import bisect_left, bisect_right
from functools import cache

_TENTHS = (10, 15, 25, 40, 60)  # of a power of ten, from 100 on
_FIRST = (10, 40)
_WIDTH = 25  # counts that every class holds at least
_POWERS = 16


@cache
def edges(least: int = 10) -> tuple[int, ...]:
    """The least count of every class, from `least` on.

    >>> edges()[:9], edges(25)[:3]
    ((10, 40, 100, 150, 250, 400, 600, 1000, 1500), (25, 100, 150))
    """
    series = [*_FIRST, *(tenth * 10**power for power in range(1, _POWERS) for tenth in _TENTHS)]
    return (least, *(edge for edge in series if edge >= least + _WIDTH))


def lowest(n: int, least: int = 10) -> int:
    """The least count of the class of `n`, which is `least` or more.

    >>> lowest(10), lowest(39), lowest(2519)
    (10, 10, 2500)
    """
    return edges(least)[bisect_right(edges(least), n) - 1]


def bounds(low: int) -> tuple[int, int]:
    """The least and the greatest count of the class that begins with `low`, whatever the least count of all is.

    >>> bounds(10), bounds(25), bounds(2500)
    ((10, 39), (25, 99), (2500, 3999))
    """
    return low, edges()[bisect_left(edges(), low + _WIDTH)] - 1


def typical(low: int) -> float:
    """The count that stands for a class where one is needed: its geometric middle.

    >>> round(typical(100))
    122
    """
    return math.sqrt(math.prod(bounds(low)))


def told(low: int | None) -> str:
    """A class in words.

    >>> told(10), told(2500), told(None)
    ('10 to 39', '2,500 to 3,999', 'withheld')
    """
    if low is None:
        return "withheld"
    return " to ".join(f"{end:,}" for end in bounds(low))
