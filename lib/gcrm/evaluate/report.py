"""Every score of a run: found, measured, told as lines or as JSON, and held against its bounds."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import cache
from itertools import pairwise
from typing import Literal

from gcrm.core.discovery import declared
from gcrm.evaluate import scores as package
from gcrm.evaluate.score import Given, Measure, Score

Format = Literal["table", "json"]
Told = tuple[Score, Measure]


@cache
def scores() -> tuple[Score, ...]:
    """Every score, by name. Raises ValueError for a name that two scores have."""
    found = sorted(declared(package, "SCORE", Score), key=lambda score: score.name)
    for one, other in pairwise(found):
        if one.name == other.name:
            raise ValueError(f"Two scores are called '{one.name}'; rename one of them.")
    return tuple(found)


def measured(score: Score, given: Given) -> list[Measure]:
    """The figures of a score, or which of its tables has not been built."""
    absent = [table.name for table in score.reads if not given.lake.exists(table)]
    if absent:
        return [Measure.untold("cannot be told", f"{', '.join(absent)} has not been built")]
    return score.measure(given)


def told(given: Given, form: Format, say: Callable[[str], None]) -> list[Told]:
    """Measures everything and says it, a table score by score, JSON at the end."""
    every = list[Told]()
    for score in scores():
        mine = [(score, measure) for measure in measured(score, given)]
        every += mine
        if form == "table":
            say("\n".join(line(*one) for one in mine))
    if form == "json":
        say(json.dumps([document(*one) for one in every], indent=1, ensure_ascii=False))
    return every


def line(score: Score, measure: Measure) -> str:
    """A measure in a line, with the bound that it does not keep."""
    kept = "" if measure.verdict() != "fails" else f"; FAILS: must be {bound(measure)}"
    return f"{score.name:<13} {measure.name:<27} {measure.says}{kept}"


def document(score: Score, measure: Measure) -> dict[str, object]:
    """A measure as plain values."""
    figures = {key: value for key, value in asdict(measure).items() if key != "is_told"}
    return {"score": score.name, "measure": figures.pop("name"), **figures, "verdict": measure.verdict()}


def failures(every: list[Told], factor: float = 1.0) -> Iterator[str]:
    """A sentence for each measure that does not keep its bounds made wider by `factor`, or that cannot be told."""
    for score, measure in every:
        verdict = measure.verdict(factor)
        if verdict == "fails":
            yield f"{score.name}, {measure.name}: {measure.value:.4g}, but must be {bound(measure, factor)}."
        elif verdict == "unknown":
            yield f"{score.name}, {measure.name}: {measure.says}."


def bound(measure: Measure, factor: float = 1.0) -> str:
    """
    >>> bound(Measure("coverage", "", 0.5, at_least=0.7, at_most=0.9))
    'at least 0.7 and at most 0.9'
    """
    low = [] if measure.at_least is None else [f"at least {measure.at_least * factor:.4g}"]
    high = [] if measure.at_most is None else [f"at most {measure.at_most / factor:.4g}"]
    return " and ".join([*low, *high])
