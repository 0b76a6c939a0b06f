"""The points ledger: ten points a line of every basket, and vouchers that are paid with them."""

from collections.abc import Iterator

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.columns import date, partner_of, receipt, week_end
from gcrm.simulate.files.sheet import Delivery, due, sheet, weekly
from gcrm.simulate.people.baskets import n_lines
from gcrm.simulate.people.members import card
from gcrm.simulate.scene import Scene

A_LINE, BURN_RATE = 10, 0.03


def made(visits: DataFrame, scene: Scene, from_day: int, end_day: int) -> Iterator[Delivery]:
    """Points earned with every basket, and burnt with one in thirty-three, of weeks that end in the range."""
    earned = n_lines(scene) * A_LINE
    burns = scene.draws.uniform("burns", "visit") < BURN_RATE
    burnt = -100 * (1 + F.floor(scene.draws.uniform("burnt", "visit") * 5))
    moves = F.when(burns, F.array(earned, burnt.cast("int"))).otherwise(F.array(earned))
    each = visits.withColumn("delivery", week_end(F.col("day"))).withColumn("points", F.explode(moves))
    columns = {
        "card": card(F.col("member")),
        "receipt": receipt(partner_of(scene)),
        "booked_on": date(scene, F.col("day")),
        "kind": F.when(F.col("points") > 0, "earned").otherwise("burnt"),
        "points": F.col("points").cast("string"),
    }
    tasks = max(2, scene.n_members * (end_day - from_day) // 8_000_000)
    yield sheet(
        due(each, from_day, end_day),
        weekly("programme/points", scene),
        columns,
        ("day", "visit", "points"),
        tasks=tasks,
    )
