"""One table brought up to date: what is read, what is written, and that it equals a run from scratch."""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime

import pytest
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Lookup, News, Step
from gcrm.core.contracts.table import Append, Field, ReplaceGroups, Rule, Table, Upsert
from gcrm.core.frames import small
from gcrm.core.running.build import Task, build
from gcrm.core.storage.lakehouse import GONE
from gcrm.core.testing import plain, same
from gcrm.ops.quarantine import QUARANTINE, Quarantine

JANUARY, FEBRUARY = date(2018, 1, 1), date(2018, 2, 1)
LINES = Table(
    "silver.lines",
    "Lines.",
    (
        Field("line_id", "string", "Identifier"),
        Field("member_id", "string", "Member"),
        Field("month", "date", "Month"),
        Field("shop_id", "string", "Shop"),
        Field("amount", "int", "Paid"),
    ),
    key=("line_id",),
    load=Upsert(),
)
SHOPS = Table(
    "silver.shops",
    "Shops.",
    (Field("shop_id", "string", "Identifier"), Field("region", "string", "Region")),
    key=("shop_id",),
    load=Upsert(),
)
CELLS = Table(
    "warehouse.cells",
    "Cells.",
    (
        Field("member_id", "string", "Member"),
        Field("month", "date", "Month"),
        Field("region", "string", "Region"),
        Field("n_lines", "bigint", "Lines"),
        Field("amount", "bigint", "Paid"),
    ),
    key=("member_id", "month", "region"),
    rules=(Rule("amount_is_not_negative", "amount >= 0"),),
    load=ReplaceGroups(("member_id", "month")),
)


def cells(lines, shops):
    grouped = lines.join(shops, "shop_id", "left").groupBy("member_id", "month", "region")
    return grouped.agg(F.count(F.lit(1)).alias("n_lines"), F.sum("amount").alias("amount"))


STEP = Step(CELLS, {"lines": News(LINES), "shops": Lookup(SHOPS, "shop_id")}, cells)


class World:
    """Lines and shops in a lakehouse beside the same in plain Python, and a step built from them."""

    def __init__(self, lake, step=STEP):
        self.lake, self.step, self.spark = lake, step, lake.spark
        self.lines, self.shops, self.last = {}, {}, None
        self.quarantine = Quarantine("run", set())
        lake.create(QUARANTINE)
        lake.create(LINES)
        lake.create(SHOPS)

    def deliver(self, lines=(), shops=(), gone=()):
        """Lines as (line_id, member_id, month, shop_id, amount), shops as (shop_id, region), ids of lines to delete."""
        marked = [(*line, False) for line in lines] + [(one, "", JANUARY, "", 0, True) for one in gone]
        if marked:
            kinds = ", ".join(f"{field.name} {field.type}" for field in LINES.fields)
            self.lake.merge(LINES, small(self.spark, f"{kinds}, {GONE} boolean", marked), {})
        if shops:
            self.lake.merge(SHOPS, small(self.spark, "shop_id string, region string", list(shops)), {})
        self.lines |= {line[0]: line[1:] for line in lines}
        self.shops |= dict(shops)
        for one in gone:
            self.lines.pop(one, None)

    def task(self):
        now = {name: self.lake.version(table) for name, table in self.step.tables.items()}
        return Task(self.step, None, None, "hash", now, self.last)

    def bring(self, record=True):
        """Builds the table; without `record` as if the process had been killed before the ledger was written."""
        done = build(self.task(), self.lake, self.quarantine, datetime(2018, 3, 1))
        if record:
            self.last = done
        return done

    def expected(self):
        """Good and refused cells from scratch, without Spark."""
        found = defaultdict(lambda: [0, 0])
        for member, month, shop, amount in self.lines.values():
            cell = found[(member, month, self.shops.get(shop))]
            cell[0], cell[1] = cell[0] + 1, cell[1] + amount
        good = {key for key, (_, amount) in found.items() if None not in key and amount >= 0}
        return sorted(((*key, *found[key]) for key in good), key=repr), sorted(set(found) - good, key=repr)

    def stored(self):
        read = F.from_json("record", "member_id string, month date, region string")
        entries = self.lake.read(QUARANTINE).filter("table_name = 'warehouse.cells'").select(read.alias("r"))
        return plain(self.lake.read(CELLS)), plain(entries, "r.member_id", "r.month", "r.region")


@pytest.mark.sequences
@pytest.mark.core
def test_a_delivery_costs_the_groups_it_touches(lake):
    world = World(lake)
    lines = [(f"l{n}", f"m{n % 5}", JANUARY if n < 10 else FEBRUARY, "s1", 10 + n) for n in range(20)]
    world.deliver([*lines, ("lost", "m9", JANUARY, "s9", 1), ("bad", "m8", JANUARY, "s1", -5)], [("s1", "north")])

    first = world.bring()
    assert (first.mode, first.rows_read, first.rows_built) == ("whole", 23, 12)
    assert (first.rows_kept, first.rows_quarantined, first.rows_repeated, first.rows_written) == (10, 2, 0, 10)
    assert world.stored() == world.expected()
    assert world.expected()[1] == [("m8", JANUARY, "north"), ("m9", JANUARY, None)]
    assert world.task().unchanged

    world.deliver([("new", "m1", FEBRUARY, "s1", 100), ("worse", "m7", FEBRUARY, "s1", -7)], [("s2", "south")])
    assert not world.task().unchanged
    killed = world.bring(record=False)
    assert (killed.mode, killed.rows_read, killed.rows_built, killed.rows_written) == ("touched", 4, 2, 1)
    assert world.stored() == world.expected(), "what other groups have in quarantine stays there"

    version = lake.version(CELLS)
    second = world.bring()
    assert (second.rows_read, second.rows_kept, second.rows_quarantined, second.rows_written) == (4, 1, 1, 0)
    assert lake.version(CELLS) == version, "nothing differs after a kill, so nothing is written"
    assert world.stored() == world.expected()
    assert world.task().unchanged

    world.deliver([("bad", "m8", JANUARY, "s1", 7)], [("s9", "west")], gone=["worse"])
    third = world.bring()
    assert (third.mode, third.rows_read, third.rows_kept, third.rows_written) == ("touched", 2, 2, 2)
    assert world.stored() == world.expected()
    assert world.expected()[1] == [], "one row became good by its shop, one by a correction, and one is gone"

    world.deliver([("l1", "m4", JANUARY, "s1", 11)], gone=["l0", "l5", "lost"])
    fourth = world.bring()
    assert (fourth.rows_read, fourth.rows_kept) == (4, 2), "m4 and what is left of m1; m0 and m9 have nothing left"
    assert fourth.rows_written == 4
    assert world.stored() == world.expected()


def drawn(dice, seed, n):
    """`n` random lines, some of them with the identifiers of earlier ones; no other seed has the same members."""
    return {
        (one := f"{seed}-{dice.randrange(40)}"): (
            one, f"m{seed}{dice.randrange(5)}", dice.choice([JANUARY, FEBRUARY, None]),
            f"s{dice.randrange(4)}", dice.choice([1, 2, 3, -4]),
        )
        for _ in range(n)
    }.values()  # fmt: skip


@pytest.mark.sequences
def test_any_sequence_of_deliveries_equals_a_run_from_scratch(lake):
    """Six sequences side by side: each has lines and members of its own, and costs no writes of its own."""
    dices = {seed: random.Random(seed) for seed in range(6)}
    world = World(lake)
    world.deliver([line for seed in dices for line in drawn(dices[seed], seed, 30)], [("s0", "north"), ("s1", "south")])
    world.bring()
    for shops in ([], [("s1", "east"), ("s2", "east")], [("s3", "north")]):
        gone = [one for seed in dices for one in dices[seed].sample([x for x in world.lines if x[0] == str(seed)], 3)]
        lines = [line for seed in dices for line in drawn(dices[seed], seed, 4) if line[0] not in gone]
        world.deliver(lines, shops, gone)
        done = world.bring()
        assert done.mode == "touched"
        assert done.rows_built == done.rows_kept + done.rows_quarantined + done.rows_repeated
        assert world.stored() == world.expected()


LISTED = Table("marts.listed", "Handed over.", LINES.fields, key=("line_id",), load=Append())
COPIED = Table("silver.copied", "Lines.", LINES.fields, key=("line_id",), load=Upsert())


@pytest.mark.sequences
@pytest.mark.core
def test_rows_are_added_once_whatever_is_tried_again(lake):
    world = World(lake, Step(LISTED, {"lines": News(LINES)}, lambda lines: lines.filter("amount > 0")))
    world.deliver([("l1", "m1", JANUARY, "s1", 5), ("l2", "m1", JANUARY, "s1", -5)])
    assert (world.bring().mode, plain(lake.read(LISTED), "line_id", "amount")) == ("whole", [("l1", 5)])
    world.deliver([("l1", "m1", JANUARY, "s1", 7), ("l3", "m2", JANUARY, "s1", 1)], gone=["l2"])
    killed = world.bring(record=False)
    assert (killed.mode, killed.rows_read, killed.rows_written) == ("rows", 2, 1), "only new rows are read"
    again = world.bring()
    assert (again.rows_kept, again.rows_written) == (2, 0)
    assert plain(lake.read(LISTED), "line_id", "amount") == [("l1", 5), ("l3", 1)], "what is there stays as it was"
    world.last = replace(world.last, config_hash="another formula")
    world.deliver(gone=["l1"])
    assert (world.bring().mode, lake.read(LISTED).count()) == ("whole", 2), "a whole build takes nothing away"


@pytest.mark.parametrize(("deletes", "left"), [(False, ["l1", "l2"]), (True, ["l2"])])
@pytest.mark.sequences
@pytest.mark.core
def test_rows_that_are_built_no_more_stay_or_go_as_the_contract_says(lake, deletes, left):
    copied = replace(COPIED, load=Upsert(deletes))
    world = World(lake, Step(copied, {"lines": LINES}, lambda lines: lines))
    world.deliver([("l1", "m1", JANUARY, "s1", 5), ("l2", "m1", JANUARY, "s1", 5)])
    world.bring()
    world.deliver([("l2", "m1", JANUARY, "s1", 6)], gone=["l1"])
    assert world.bring().mode == "whole"
    assert [row[0] for row in plain(lake.read(copied))] == left
    same(lake.read(copied).filter("line_id = 'l2'"), [(6,)], "amount")
