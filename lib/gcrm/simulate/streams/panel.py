"""A survey panel: who was asked, who answers (those who buy more, more often), and what they truly think."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.exact import exact
from gcrm.simulate.columns import date
from gcrm.simulate.draws import at, constant
from gcrm.simulate.files.sheet import Delivery, due, sheet, weekly
from gcrm.simulate.people.members import card
from gcrm.simulate.scene import Scene
from gcrm.simulate.stream import Span, Stream, parameter

QUESTIONS = ("price_matters", "likes_to_try_new", "satisfied")
_YEAR = 364


@dataclass(frozen=True)
class Panel:
    """Who is asked, and who answers."""

    share: float = parameter(0.03, "share of members who were asked to take part")
    waves: int = parameter(4, "waves a year")
    response: float = parameter(0.55, "share of a wave's questions that are answered")
    response_by_spend: float = parameter(
        0.5, "log odds of an answer per standard deviation of log visits: who buys answers"
    )


def made(span: Span, given: Panel) -> Iterator[Delivery]:
    """Answers of waves that end in the range; `panel` of the truth says what each truly thinks."""
    scene = span.scene
    people = span.once("panel", lambda: asked(span.table("members"), span.table("repertoires"), scene, given))
    return answers(people, scene, given, span.from_day, span.end_day)


def asked(members: DataFrame, repertoires: DataFrame, scene: Scene, panel: Panel) -> DataFrame:
    """Panel members with `attitude_<question>` (mean 0) and `response_rate`: the truth of the panel."""
    draws = scene.draws
    mine = members.filter(draws.uniform("panel", "member") < panel.share)
    rates = (
        repertoires.join(mine.select("member"), "member", "left_semi")
        .groupBy("member")
        .agg(F.sum(exact(F.col("rate"))).cast("double").alias("visits"))
    )
    logs = rates.select("member", F.log("visits").alias("log_visits"))
    x = F.col("log_visits")
    mean, square = (F.sum(exact(v)).cast("double") / F.count(F.lit(1)) for v in (x, x * x))
    middle = logs.agg(mean.alias("mean"), square.alias("square"))
    known = mine.join(logs, "member").crossJoin(F.broadcast(middle))
    score = (x - F.col("mean")) / F.sqrt(F.col("square") - F.col("mean") ** 2)
    odds = log(panel.response / (1 - panel.response)) + panel.response_by_spend * score
    price = at(constant([2 * one.promotion - 0.5 for one in scene.world.archetypes], "double"), F.col("archetype"))
    centre = {"price_matters": price, "likes_to_try_new": 0.4 - 0.2 * F.col("band"), "satisfied": 0.3 * score}
    attitudes = {f"attitude_{q}": centre[q] + 0.6 * draws.normal(f"attitude {q}", "member") for q in QUESTIONS}
    return known.withColumns({**attitudes, "response_rate": 1 / (1 + F.exp(-odds))}).select(
        "member", "joined_day", "response_rate", *attitudes
    )


def answers(panel: DataFrame, scene: Scene, given: Panel, from_day: int, end_day: int) -> Iterator[Delivery]:
    """Answers from 1 to 5, a file a wave, a fortnight after the question was asked."""
    draws, waves = scene.draws, given.waves
    every = panel.withColumn("wave", F.explode(F.sequence(F.lit(0), F.lit(waves * (1 + end_day // _YEAR)))))
    day = F.floor((F.col("wave") + 0.5) * _YEAR / waves).cast("int")
    timed = every.withColumns({"day": day, "delivery": day + 14}).filter(F.col("joined_day") <= F.col("day"))
    heard = timed.filter(draws.uniform("answers", "member", "wave") < F.col("response_rate"))

    def answer(question: str) -> Column:
        said = F.col(f"attitude_{question}") + 0.5 * draws.normal(f"answer {question}", "member", "wave")
        return F.least(F.greatest(F.round(3 + said), F.lit(1)), F.lit(5)).cast("int").cast("string")

    columns = {
        "card": card(F.col("member")),
        "asked_on": date(scene, F.col("day")),
        **{q: answer(q) for q in QUESTIONS},
    }
    yield sheet(due(heard, from_day, end_day), weekly("panel/answers", scene), columns, ("member",))


STREAM = Stream("panel", "answers of a survey panel, a file a wave", Panel, made)
