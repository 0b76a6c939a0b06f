"""Visits, monthly cells that are kept up to date, and scores by day: a small world that runs are made over."""

import random
from datetime import UTC, date, datetime, time, timedelta

from pyspark.sql import functions as F

from gcrm.core.contracts.step import Earlier, Every, News, Step
from gcrm.core.contracts.table import SOURCE, Append, Field, Replace, ReplaceGroups, Snapshots, Table, Upsert, raw
from gcrm.core.frames import small
from gcrm.core.running.days import Asked
from gcrm.core.running.records import Delivery, Run
from gcrm.core.running.run import Runner
from gcrm.core.settings.config import AsOf, Config
from gcrm.core.storage.ddl import schema
from gcrm.core.testing import plain
from gcrm.ops.ledger import Ledger

MEMBER = Field("member_id", "string", "Member", pii="pseudonym")
AS_OF = Field("as_of", "date", "Day")
VISITS = Table(
    "silver.visits",
    "Visits.",
    (Field("visit_id", "string", "Id"), MEMBER, Field("day", "timestamp", "When"), Field("month", "date", "M"), SOURCE),
    key=("visit_id",),
    load=Upsert(deletes=True),
    day="day",
)
CELLS = Table(
    "warehouse.cells",
    "Cells.",
    (MEMBER, Field("month", "date", "Month"), Field("n", "bigint", "Visits")),
    key=("member_id", "month"),
    load=ReplaceGroups(("member_id", "month")),
    period="month",
)
TOTALS = Table(
    "warehouse.totals",
    "Totals.",
    (MEMBER, Field("n", "bigint", "Visits")),
    key=("member_id",),
    load=ReplaceGroups(("member_id",)),
)
SCORES = Table("models.scores", "Scores.", (*TOTALS.fields, AS_OF), key=("member_id", "as_of"), load=Snapshots())
TOPS = Table("marts.tops", "The best days.", TOTALS.fields, key=("member_id",), load=Replace())
SHOWN = Table("marts.shown", "Scores.", (*TOTALS.fields, AS_OF), key=("member_id",), load=Replace())
GONE_ON = Table(
    "models.gone_on",
    "Visits, and how many days were built before.",
    (*TOTALS.fields, AS_OF),
    SCORES.key,
    load=Snapshots(),
)
LISTED = Table("marts.listed", "Handed over.", SCORES.fields, key=SCORES.key, load=Append())
FIRST_AT = datetime(2018, 1, 3)
FIRST, JANUARY, FEBRUARY, MARCH = date(2018, 1, 3), date(2018, 1, 31), date(2018, 2, 28), date(2018, 3, 31)


def counted(*by):
    return lambda frame: frame.groupBy(*by).agg(F.coalesce(F.sum("n"), F.lit(0)).alias("n"))


def in_months(visits):
    return counted("member_id", "month")(visits.withColumn("n", F.lit(1)))


def gone_on(scores, earlier):
    before = earlier.select("as_of").distinct().agg(F.count(F.lit(1)).alias("before"))
    return scores.crossJoin(before).withColumn("n", F.col("before")).drop("before")


def steps(scores=SCORES):
    return [
        Step(VISITS, {"raw": raw(VISITS)}, lambda raw: raw),
        Step(CELLS, {"visits": News(VISITS)}, in_months),
        Step(TOTALS, {"cells": News(CELLS)}, lambda cells: counted("member_id")(cells)),
        Step(scores, {"totals": TOTALS}, lambda totals, as_of: totals.withColumn("as_of", F.lit(as_of))),
        Step(TOPS, {"scores": Every(scores)}, lambda scores: scores.groupBy("member_id").agg(F.max("n").alias("n"))),
        Step(SHOWN, {"scores": scores}, lambda scores: scores),
        Step(GONE_ON, {"scores": scores, "earlier": Earlier(GONE_ON)}, gone_on),
        Step(LISTED, {"scores": scores}, lambda scores: scores.filter("n > 3")),
    ]


class World:
    """Visits in a lakehouse beside the same in plain Python, and runs over them."""

    def __init__(self, lake, scores=SCORES):
        self.lake, self.scores, self.visits, self.number, self.said = lake, scores, [], 0, []
        self.ledger = Ledger(lake)
        lake.create(VISITS)

    def deliver(self, *visits):
        """Visits as (member, day), in a file of their own; gives its name."""
        known, self.visits = len(self.visits), [*self.visits, *visits]
        made = [
            (f"v{known + i}", member, datetime.combine(day, time(23, 59)), day.replace(day=1), (str(known), 1, i))
            for i, (member, day) in enumerate(visits)
        ]
        self.lake.merge(VISITS, small(self.lake.spark, schema(VISITS), made), {})
        return str(known)

    def taken(self, file):
        """Puts the file on record, as taken by the next run."""
        run = f"run {self.number + 1}"
        self.ledger.deliver([Delivery("bronze.visits", "till", file, 1, "taken", 1, FIRST_AT, file, run)])

    def of(self, day):
        """The scores of a day."""
        return plain(self.lake.read(self.scores).filter(F.col("as_of") == day))

    def run(self, *asked, every=None, only=None):
        """One record per table and day of a run as of these days; `only`: of this table."""
        self.number += 1
        config = Config("test", {}, AsOf("silver.visits", "day"), None, workers=2)
        began = datetime.now(UTC).replace(tzinfo=None)
        run = Run(f"run {self.number}", "test", began, Asked(asked, every))
        made = steps(self.scores)
        chosen = [step for step in made[1:] if only is None or step.output == only]
        done = Runner(self.lake, config, {}, run, Ledger(self.lake), self.said.append).execute(chosen, made)
        return {(record.table_name, record.as_of): record for record in done.steps}

    def expected(self, day):
        """Member, visits up to the day, and the day."""
        members = sorted({member for member, at in self.visits if at <= day and member})
        return [(m, sum(one == m and at <= day for one, at in self.visits), day) for m in members]

    def stored(self):
        return plain(self.lake.read(self.scores))


def makers():
    return {step.output.name: step for step in steps()}


def drawn(n, upto=80):
    dice = random.Random(7)
    return [(f"m{dice.randrange(5)}", FIRST + timedelta(days=dice.randrange(upto))) for _ in range(n)]
