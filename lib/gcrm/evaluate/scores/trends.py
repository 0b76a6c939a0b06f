"""Trends that were found against those that were planted: each in time, the bought one marked, and no other."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score, ratio
from gcrm.marts.trends import ALL, TRENDS

WEEKS = 3
Found = tuple[str, date, str]  # term, first week, kind at last


def measure(given: Given) -> list[Measure]:
    """The trends of the coalition as a whole; they are few."""
    whole = given.read(TRENDS).filter(F.col("area_id") == ALL).groupBy("term")
    rows = whole.agg(F.min("week").alias("first"), F.max_by("kind", "week").alias("kind")).collect()
    return compared([(row["term"], row["first"], row["kind"]) for row in rows], given.truth.trends())


def compared(found: Sequence[Found], planted: Mapping[str, tuple[date, bool]]) -> list[Measure]:
    """`planted`: by name the day of the rise, and whether it was bought."""
    organic = {name: day for name, (day, bought) in planted.items() if not bought}
    first = {term: week for term, week, _ in found}
    weeks = {name: (first[name] - day).days / 7 for name, day in organic.items() if name in first}
    in_time = sum(first[name] <= day + timedelta(weeks=WEEKS) for name, day in organic.items() if name in first)
    told = ", ".join(f"{name} {late:+.1f}" for name, late in sorted(weeks.items()))
    bought = [name for name, (_, is_bought) in planted.items() if is_bought]
    marked = sum(kind == "bought" and term in bought for term, _, kind in found)
    others = sorted(term for term, _, _ in found if term not in planted)
    named = f": {', '.join(others[:5])}" if others else ""
    rising = f"{in_time} of {len(organic)} within {WEEKS} weeks of their rise (weeks: {told})"
    return [
        Measure("planted trends", rising, ratio(in_time, len(organic)), "share", 1.0, 1.0, n=len(organic)),
        Measure("bought trends", f"{marked} of {len(bought)} marked", ratio(marked, len(bought)), "share", 1.0, 1.0,
                n=len(bought)),
        Measure("other trends", f"{len(others)} terms{named}", float(len(others)), "terms", 0.0, at_most=1.0,
                n=len(planted)),
    ]  # fmt: skip


SCORE = Score("trends", "trends against those that were planted", (TRENDS,), measure)
