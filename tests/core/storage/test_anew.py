"""A stored table follows its contract: columns, rules, clustering and comments change with its rows, in one commit."""

from dataclasses import replace

import pytest
from delta.tables import DeltaTable
from pyspark.testing import assertDataFrameEqual

from gcrm.core.contracts.table import SOURCE, Append, Field, Replace, Rule, Table, Upsert
from gcrm.core.errors import UsageError
from gcrm.core.storage import anew
from gcrm.core.storage.ddl import CONSTRAINT
from gcrm.core.testing import rows, same
from gcrm.ops.runs import RUNS

BEFORE = Table(
    "silver.sales",
    "Sales.",
    (Field("sale_id", "string", "Identifier"), Field("amount", "int", "Paid"), Field("shop", "string", "Where")),
    key=("sale_id",),
    rules=(Rule("is_small", "amount < 10"), Rule("is_paid", "amount > 0")),
    load=Upsert(),
    cluster_by=("shop",),
)
NOW = replace(
    BEFORE,
    doc="Sales, it's said.",
    fields=(BEFORE.fields[0], Field("amount", "bigint", "Paid\nin cents"), Field("day", "date", "It's a day")),
    rules=(Rule("is_large", "amount >= 100"), Rule("is_paid", "amount > 1")),
    cluster_by=("day",),
)


@pytest.fixture
def shop(lake):
    """A table with three sales, as its contract of before had them."""
    given = [{"sale_id": one, "amount": amount, "shop": "a"} for one, amount in (("s1", 1), ("s2", 2), ("s3", 3))]
    lake.replace(BEFORE, rows(lake.spark, BEFORE, *given), {"run": "first"})
    return lake


def constraints(lake, table):
    there = anew.configured(lake.snapshot(table))
    return {key.removeprefix(CONSTRAINT): sql for key, sql in there.items() if key.startswith(CONSTRAINT)}


def detail(lake):
    return DeltaTable.forPath(lake.spark, lake.path(NOW)).detail().first()


def test_all_of_it_changes_in_one_commit(shop):
    assert (shop.is_as_promised(BEFORE), shop.is_as_promised(NOW)) == (True, False)
    version = shop.version(BEFORE)
    frame = rows(shop.spark, NOW, {"sale_id": "s1", "amount": 100})
    shop.replace(NOW, frame, {"run": "second"})
    assert (shop.version(NOW), shop.is_as_promised(NOW), shop.said(NOW)[0]) == (version + 1, True, {"run": "second"})
    assertDataFrameEqual(shop.read(NOW), frame)
    stored = shop.spark.read.format("delta").load(shop.path(NOW)).schema
    assert [(f.name, f.dataType.simpleString(), f.metadata["comment"]) for f in stored] == [
        ("sale_id", "string", "Identifier"), ("amount", "bigint", "Paid in cents"), ("day", "date", "It's a day")
    ]  # fmt: skip
    there = detail(shop)
    assert (there["description"], there["clusteringColumns"]) == ("Sales, it's said.", ["day"])
    assert there["properties"]["delta.dataSkippingStatsColumns"] == "day,sale_id"
    assert {key for key in there["properties"] if key.startswith("delta.constraints.")} == {
        f"delta.constraints.{name}" for name in ("is_large", "is_paid", "sale_id_is_given")
    }


@pytest.mark.parametrize("table", [replace(BEFORE, cluster_by=()), replace(NOW, key=(), load=Replace())])
def test_clustering_and_keys_may_go(shop, table):
    shop.replace(table, shop.empty(table), {})
    assert shop.is_as_promised(table)
    assert (detail(shop)["clusteringColumns"], shop.read(table).count()) == (list(table.cluster_by), 0)


def test_a_table_without_keys_is_made_as_promised(lake):
    table = Table("bronze.lines", "Lines.", (Field("text", "string", "Text"), SOURCE), load=Append())
    lake.create(table)
    assert lake.is_as_promised(table)


@pytest.mark.parametrize(("sale_id", "amount", "rule"), [("s2", 99, "is_large"), (None, 100, "sale_id_is_given")])
def test_rules_hold_from_then_on(shop, sale_id, amount, rule):
    shop.replace(NOW, rows(shop.spark, NOW, {"sale_id": "s1", "amount": 100}), {})
    with pytest.raises(Exception, match=rule):
        shop.merge(NOW, rows(shop.spark, NOW, {"sale_id": sale_id, "amount": amount}), {})
    assert shop.merge(NOW, rows(shop.spark, NOW, {"sale_id": "s1", "amount": 200}), {}) == 1


def test_who_reads_changes_reads_them_across_changed_rules(shop):
    version = shop.version(BEFORE)
    other = replace(BEFORE, rules=())
    shop.replace(other, rows(shop.spark, other, {"sale_id": "s1", "amount": 1, "shop": "a"}), {})
    shop.merge(other, rows(shop.spark, other, {"sale_id": "s9", "amount": 900, "shop": "a"}), {})
    changed = shop.changes(other, version, shop.version(other))
    same(changed.filter("_change_type = 'insert'"), [("s1",), ("s9",)], "sale_id")
    same(changed.filter("_change_type = 'delete'"), [("s1",), ("s2",), ("s3",)], "sale_id")


def test_rows_of_the_table_may_be_among_the_new_ones(shop):
    kept = shop.spark.read.format("delta").load(shop.path(BEFORE)).filter("amount = 3")
    more = rows(shop.spark, BEFORE, {"sale_id": "s4", "amount": 4, "shop": "b"})
    other = replace(BEFORE, rules=())
    shop.replace(other, kept.select(*other.columns).unionByName(more), {})
    same(shop.read(other), [("s3", 3), ("s4", 4)], "sale_id", "amount")


def test_a_column_that_is_not_stored_yet_is_told(shop):
    with pytest.raises(
        UsageError, match=r"^silver.sales was built before it had the column day; `gcrm run --only silv"
    ):
        shop.read(NOW)


def test_what_a_ledger_of_before_did_not_keep_is_null(lake):
    rules = (replace(RUNS.rules[0], sql="status = 'done'"), *RUNS.rules[1:])
    old = replace(RUNS, fields=tuple(f for f in RUNS.fields if f.name != "n_steps"), rules=rules)
    lake.create(old)
    assert lake.read(RUNS).columns == list(RUNS.columns)
    lake.create(RUNS)
    assert lake.spark.read.format("delta").load(lake.path(RUNS)).columns[-1] == "n_steps"
    assert constraints(lake, RUNS)["status_is_known"] == "status IN ( 'running' , 'done' , 'failed' )"
    version = lake.version(RUNS)
    lake.create(RUNS)
    assert lake.version(RUNS) == version
