"""The points ledger: points for every basket, and vouchers that are paid with them."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyspark.sql import functions as F

from gcrm.simulate.columns import date, partner_of, receipt, week_end
from gcrm.simulate.files.sheet import Delivery, due, sheet, weekly
from gcrm.simulate.people.baskets import n_lines
from gcrm.simulate.people.members import card
from gcrm.simulate.stream import Span, Stream, parameter


@dataclass(frozen=True)
class Points:
    """What is earned and burnt."""

    a_line: int = parameter(10, "points earned with each basket line")
    burn_rate: float = parameter(0.03, "share of baskets at which points are burnt, 100 to 500 at a time")


def made(span: Span, given: Points) -> Iterator[Delivery]:
    """Points earned with every basket, and burnt with some, of weeks that end in the range."""
    scene = span.scene
    earned = n_lines(scene) * given.a_line
    burns = scene.draws.uniform("burns", "visit") < given.burn_rate
    burnt = -100 * (1 + F.floor(scene.draws.uniform("burnt", "visit") * 5))
    moves = F.when(burns, F.array(earned, burnt.cast("int"))).otherwise(F.array(earned))
    each = span.visits().withColumn("delivery", week_end(F.col("day"))).withColumn("points", F.explode(moves))
    columns = {
        "card": card(F.col("member")),
        "receipt": receipt(partner_of(scene)),
        "booked_on": date(scene, F.col("day")),
        "kind": F.when(F.col("points") > 0, "earned").otherwise("burnt"),
        "points": F.col("points").cast("string"),
    }
    tasks = max(2, scene.n_members * (span.end_day - span.from_day) // 8_000_000)
    yield sheet(
        due(each, span.from_day, span.end_day),
        weekly("programme/points", scene),
        columns,
        ("day", "visit", "points"),
        tasks=tasks,
    )


STREAM = Stream("points", "the points ledger: earned with baskets, and burnt", Points, made)
