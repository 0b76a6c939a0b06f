"""What the privacy gate must know of a cell of members, as one struct of one aggregate.

`who` and `what` are fingerprints of the members and of what each adds: 128 digits of four bits, each the exclusive or
of the digits of the members in one of 128 parts of all members. A member who joins, leaves or changes alters one digit
at most, so two fingerprints tell that at least as many members changed as digits differ; they name nobody.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import zip_longest

from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.core.exact import exact

OF_ANOTHER_KEY = (-1,)  # in place of a fingerprint of pseudonyms that are no more
_DIGITS, _PER_WORD = 128, 16
_NAMES = ("n", "amount", "squares", "largest", "total", "total_squares")
CELL = (
    "struct<n:bigint,amount:double,squares:double,largest:double,total:double,total_squares:double,"
    "who:array<bigint>,what:array<bigint>>"
)


def measured(member: Column, amount: Column, value: Column | None = None, counts: Column | None = None) -> Column:
    """An aggregate over rows of one member each, of type CELL.

    `member`: the pseudonym. `amount`: what the member adds, by which one is told who dominates; null adds nothing.
    `value`: what is averaged or summed up to be shown, by default the amount. `counts`: whether the member is counted.
    """
    size, shown = F.abs(amount.cast("double")), (amount if value is None else value).cast("double")
    counted = member.isNotNull() if counts is None else counts
    place = F.pmod(F.xxhash64(member), F.lit(_DIGITS))
    sums = (
        F.count_if(counted),
        _sum(size, exact),
        _sum(size * size, _square),
        F.coalesce(F.max(size), F.lit(0.0)),
        _sum(shown, exact),
        _sum(shown * shown, _square),
    )
    return F.struct(
        *(value.alias(name) for name, value in zip(_NAMES, sums, strict=True)),
        _fingerprint(place, F.xxhash64(member, F.lit("who"))).alias("who"),
        _fingerprint(place, F.xxhash64(member, size, shown)).alias("what"),
    )


def _sum(value: Column, kind: Callable[[Column], Column]) -> Column:
    return F.coalesce(F.sum(kind(value)).cast("double"), F.lit(0.0))


def _square(value: Column) -> Column:
    return value.cast("decimal(38,12)")


def _fingerprint(place: Column, hashed: Column) -> Column:
    # No digit is 0, so that nobody comes or goes unseen.
    digit = 1 + F.pmod(hashed, F.lit(15))
    shifted = F.call_function("shiftleft", digit.cast("bigint"), (4 * F.pmod(place, F.lit(_PER_WORD))).cast("int"))
    word, nobody = (place / _PER_WORD).cast("int"), F.lit(0).cast("bigint")
    parts = (F.bit_xor(F.when(word == i, shifted)) for i in range(_DIGITS // _PER_WORD))
    return F.array(*(F.coalesce(part, nobody) for part in parts))


def changed(one: Sequence[int], other: Sequence[int]) -> int:
    """At least so many members differ between two fingerprints; an empty one is that of nobody, and of one of another
    key it is not known that anybody does.

    >>> changed((0x21, 0), (0x23, 0xF0)), changed((), (0x11,)), changed((5,), (5,)), changed(OF_ANOTHER_KEY, (5,))
    (2, 2, 0, 0)
    """
    if OF_ANOTHER_KEY in (tuple(one), tuple(other)):
        return 0
    return sum(_digits((a ^ b) & 0xFFFFFFFFFFFFFFFF) for a, b in zip_longest(one, other, fillvalue=0))


def _digits(word: int) -> int:
    """How many of the sixteen digits are not 0."""
    return sum(1 for i in range(_PER_WORD) if word >> (4 * i) & 15)


def together(fingerprints: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The fingerprint of cells that share nobody, as one.

    >>> together([(1, 2), (4, 2), ()])
    (5, 0)
    """
    return reduce(lambda a, b: tuple(x ^ y for x, y in zip_longest(a, b, fillvalue=0)), map(tuple, fingerprints))
