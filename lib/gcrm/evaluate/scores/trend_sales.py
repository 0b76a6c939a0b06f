"""Trends whose sales are said to follow: in a simulated world none does, for nobody buys what others write about."""

from collections.abc import Sequence

from gcrm.evaluate.score import Given, Measure, Score
from gcrm.marts.trend_sales import TREND_SALES

NAME = "sales that follow"
Told = tuple[str, bool | None]  # term, whether its sales follow


def measure(given: Given) -> list[Measure]:
    """The trends whose posts name a category; they are few."""
    rows = given.read(TREND_SALES).select("term", "follows").collect()
    return compared([(row["term"], row["follows"]) for row in rows])


def compared(told: Sequence[Told]) -> list[Measure]:
    """One in twenty may be said to follow by chance, so one may."""
    known = [(term, follows) for term, follows in told if follows is not None]
    if not known:
        says = "no trend's posts name a category among twenty that are sold enough"
        return [Measure(NAME, says, None, "trends", 0.0, at_most=1.0)]
    wrong = sorted(term for term, follows in known if follows)
    named = f": {', '.join(wrong)}" if wrong else ""
    says = f"{len(wrong)} of {len(known)} trends are said to move sales{named}; truly none does"
    return [Measure(NAME, says, float(len(wrong)), "trends", 0.0, at_most=1.0, n=len(known))]


SCORE = Score("trend_sales", "trends that are said to move sales, of which none does", (TREND_SALES,), measure)
