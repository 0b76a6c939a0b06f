"""A survey panel: who was asked, who answers (those who buy more, more often), and what they truly think."""

from collections.abc import Iterator
from math import log

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.exact import exact
from gcrm.simulate.columns import date
from gcrm.simulate.draws import at, constant
from gcrm.simulate.files.sheet import Delivery, due, sheet, weekly
from gcrm.simulate.people.members import card
from gcrm.simulate.scene import Scene

QUESTIONS = ("price_matters", "likes_to_try_new", "satisfied")
_YEAR = 364


def asked(members: DataFrame, repertoires: DataFrame, scene: Scene) -> DataFrame:
    """Panel members with `attitude_<question>` (mean 0) and `response_rate`: the truth of the panel."""
    panel, draws = scene.world.panel, scene.draws
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


def made(panel: DataFrame, scene: Scene, from_day: int, end_day: int) -> Iterator[Delivery]:
    """Answers from 1 to 5, a file a wave, a fortnight after the question was asked."""
    draws, waves = scene.draws, scene.world.panel.waves
    every = panel.withColumn("wave", F.explode(F.sequence(F.lit(0), F.lit(waves * (1 + end_day // _YEAR)))))
    day = F.floor((F.col("wave") + 0.5) * _YEAR / waves).cast("int")
    timed = every.withColumns({"day": day, "delivery": day + 14}).filter(F.col("joined_day") <= F.col("day"))
    answers = timed.filter(draws.uniform("answers", "member", "wave") < F.col("response_rate"))

    def answer(question: str) -> Column:
        heard = F.col(f"attitude_{question}") + 0.5 * draws.normal(f"answer {question}", "member", "wave")
        return F.least(F.greatest(F.round(3 + heard), F.lit(1)), F.lit(5)).cast("int").cast("string")

    columns = {
        "card": card(F.col("member")),
        "asked_on": date(scene, F.col("day")),
        **{q: answer(q) for q in QUESTIONS},
    }
    yield sheet(due(answers, from_day, end_day), weekly("panel/answers", scene), columns, ("member",))
