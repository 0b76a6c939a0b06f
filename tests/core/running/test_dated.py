"""Figures as of any day, through a whole run: visits, monthly cells that are kept up to date, and scores by day."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Every, News, Step
from gcrm.core.contracts.table import SOURCE, Append, Field, Replace, ReplaceGroups, Snapshots, Table, Upsert, raw
from gcrm.core.errors import UsageError
from gcrm.core.running.days import Asked
from gcrm.core.running.known import made_of_days, sources
from gcrm.core.running.records import Delivery, Run
from gcrm.core.running.run import Runner
from gcrm.core.settings.config import AsOf, Config, Places
from gcrm.core.storage.snapshots import days, latest
from gcrm.core.testing import plain
from gcrm.ops.ledger import Ledger
from gcrm.ops.steps import STEPS

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
LISTED = Table("marts.listed", "Handed over.", SCORES.fields, key=SCORES.key, load=Append())
FIRST, FEBRUARY, MARCH = date(2018, 1, 3), date(2018, 2, 28), date(2018, 3, 31)


def counted(*by):
    return lambda frame: frame.groupBy(*by).agg(F.coalesce(F.sum("n"), F.lit(0)).alias("n"))


def in_months(visits):
    return counted("member_id", "month")(visits.withColumn("n", F.lit(1)))


def steps(scores=SCORES):
    return [
        Step(VISITS, {"raw": raw(VISITS)}, lambda raw: raw),
        Step(CELLS, {"visits": News(VISITS)}, in_months),
        Step(TOTALS, {"cells": News(CELLS)}, lambda cells: counted("member_id")(cells)),
        Step(scores, {"totals": TOTALS}, lambda totals, as_of: totals.withColumn("as_of", F.lit(as_of))),
        Step(TOPS, {"scores": Every(scores)}, lambda scores: scores.groupBy("member_id").agg(F.max("n").alias("n"))),
        Step(SHOWN, {"scores": scores}, lambda scores: scores),
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
        frame = self.lake.spark.createDataFrame(made, ", ".join(f"`{f.name}` {f.type}" for f in VISITS.fields))
        self.lake.merge(VISITS, frame, {})
        return str(known)

    def run(self, *asked, every=None):
        """One record per table and day of a run as of these days."""
        self.number += 1
        config = Config("test", {}, AsOf("silver.visits", "day"), Places(), 2)
        began = datetime.now(UTC).replace(tzinfo=None)
        run = Run(f"run {self.number}", "test", began, Asked(asked, every))
        made = steps(self.scores)
        done = Runner(self.lake, config, {}, run, Ledger(self.lake), self.said.append).execute(made[1:], made)
        return {(record.table_name, record.as_of): record for record in done.steps}

    def expected(self, day):
        """Member, visits up to the day, and the day."""
        members = sorted({member for member, at in self.visits if at <= day})
        return [(m, sum(one == m and at <= day for one, at in self.visits), day) for m in members]

    def stored(self, table=SCORES):
        return plain(self.lake.read(table))


def drawn(n, upto=80):
    dice = random.Random(7)
    return [(f"m{dice.randrange(5)}", FIRST + timedelta(days=dice.randrange(upto))) for _ in range(n)]


def test_what_a_past_day_is_made_of_is_told_by_the_contracts():
    makers = {step.output.name: step for step in steps()}
    assert [name for name in makers if made_of_days(makers[name].output, makers)] == [
        "silver.visits", "warehouse.cells", "warehouse.totals",
    ]  # fmt: skip
    assert set(sources(TOTALS, makers)) == {"silver.visits", "warehouse.cells"}
    assert set(sources(SCORES, makers)) == {"models.scores"}


@pytest.mark.slow
def test_figures_of_any_day_are_those_of_what_happened_up_to_it(lake):
    world = World(lake)
    world.deliver(*drawn(60))
    last = max(day for _, day in world.visits)
    world.run()
    versions = [lake.version(table) for table in (CELLS, TOTALS, SHOWN)]
    past = [FIRST + timedelta(days=n) for n in (5, 20, 28, 29, 45, 70)]  # the third is the last of January

    records = world.run(*past)
    assert world.stored() == sorted((row for day in [*past, last] for row in world.expected(day)), key=repr)
    assert {records["models.scores", day].rows_kept for day in past} == {len(world.expected(day)) for day in past}
    assert {records["models.scores", day].rows_late for day in past} == {0}, "one run brought all"
    assert [lake.version(table) for table in (CELLS, TOTALS, SHOWN)] == versions, "what is up to date stays so"
    assert records["marts.shown", past[-1]].status == "unchanged", "it keeps no days, and shows the latest"
    assert plain(lake.read(LISTED)) == [row for row in world.stored() if row[1] > 3]

    again = world.run(past[0], past[2])
    assert {record.status for record in again.values()} == {"unchanged"}
    done = [name for (name, _), record in world.run().items() if record.status == "done"]
    assert done == ["marts.tops"], "other days are news only where every day is read"


@pytest.mark.slow
def test_a_day_built_later_is_that_of_its_time_but_for_members_of_late_rows(lake):
    world = World(lake)
    january, today = date(2018, 1, 31), date(2018, 2, 10)
    world.deliver(("m1", date(2018, 1, 5)), ("m2", date(2018, 1, 31)), ("m3", date(2018, 1, 31)))
    then = world.run()
    assert then["models.scores", january].rows_late is None, "it is the latest day"
    at_the_time = world.stored()

    world.deliver(("m1", today), ("m4", date(2018, 2, 2)))
    world.run()
    world.run(january)
    assert plain(lake.read(SCORES).filter(F.col("as_of") == january)) == at_the_time

    file = world.deliver(("m2", date(2018, 1, 20)), ("m5", date(2018, 1, 31)), ("m3", date(2018, 2, 9)))
    world.ledger.deliver([_taken(file, "run 4")])
    late = world.run(january)
    now = plain(lake.read(SCORES).filter(F.col("as_of") == january))
    assert late["models.scores", january].rows_late == 2, "the third row is of a later day"
    assert {row[0] for row in {*now} ^ {*at_the_time}} == {"m2", "m5"}
    assert now == world.expected(january)
    kept = lake.read(STEPS).filter("rows_late = 2").select("table_name").collect()
    assert [row["table_name"] for row in kept] == ["models.scores"]
    assert any("2 late" in line for line in world.said)


@pytest.mark.slow
def test_only_so_many_days_are_kept_and_one_that_would_not_be_is_refused(lake):
    world = World(lake, replace(SCORES, load=Snapshots(keep=2)))
    world.deliver(*drawn(20), ("m0", date(2018, 4, 2)))
    with pytest.raises(
        UsageError, match="keeps 2 days, of which 2018-02-28 would be the oldest, so 2018-01-31 would not"
    ):
        world.run(every="month-end")
    world.run(FEBRUARY, MARCH)
    world.run()
    assert days(lake, world.scores) == [MARCH, date(2018, 4, 2)]
    with pytest.raises(UsageError, match="2018-03-31 or later works, or a larger keep"):
        world.run(FEBRUARY)
    assert plain(latest(lake, world.scores)) == world.expected(date(2018, 4, 2))


def _taken(file, run):
    return Delivery("bronze.visits", "till", file, 1, "taken", 1, datetime(2018, 1, 1), file, run)
