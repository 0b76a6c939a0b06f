"""Tables are rebuilt whole where what makes them has changed, and only those; no row of before stays among the new."""

import shutil

import pytest
from delta.tables import DeltaTable
from pyspark.testing import assertDataFrameEqual
from tests.core.running.shop import opened

from gcrm.core.contracts.table import Field, Table
from gcrm.core.errors import UsageError
from gcrm.core.storage.lakehouse import GONE
from gcrm.core.testing import plain
from gcrm.ops.quarantine import QUARANTINE

pytestmark = [pytest.mark.sequences, pytest.mark.core]

SALES = Table(
    "silver.sales",
    "Sales.",
    (Field("sale_id", "string", ""), Field("shop", "string", ""), Field("amount", "int", "")),
    key=("sale_id",),
)


@pytest.fixture
def shop(lake, tmp_path):
    (tmp_path / "package").mkdir()
    yield from opened(tmp_path / "package", lake)


@pytest.fixture
def built(shop):
    """Three sales of two shops, and every table of them."""
    sell(shop, ("s1", "a", 1), ("s2", "a", 2), ("s3", "b", -5))
    assert {name: step.reason for name, step in shop.run().items()} == dict.fromkeys(
        ("warehouse.days", "warehouse.shops", "marts.best"), "never built"
    )
    return shop


def sell(shop, *sales):
    rows = [(*sale, False) for sale in sales]
    frame = shop.lake.spark.createDataFrame(rows, f"sale_id string, shop string, amount int, {GONE} boolean")
    shop.lake.merge(SALES, frame, {})


def stored(shop, table):
    output = next(step.output for step in shop.steps() if step.output.name == table)
    return shop.lake.read(output)


def holds(shop, table, rows, kinds):
    assertDataFrameEqual(stored(shop, table), shop.lake.spark.createDataFrame(rows, kinds))


def refused(shop, table):
    entries = shop.lake.read(QUARANTINE).filter(f"table_name = '{table}'")
    return plain(entries, "record", "failed")


def test_a_comment_rebuilds_nothing_and_a_changed_build_its_table_whole(built):
    built.edit("warehouse/shops.py", '    """Sums."""', "    # What a shop took.")
    built.edit("warehouse/money.py", '"""Money."""', '"""Sums of money."""')
    assert built.run() == {}

    sell(built, ("s4", "a", 4))
    built.edit("warehouse/shops.py", 'groupBy("shop")', 'filter("amount > 0").groupBy("shop")')
    done = built.run("warehouse.shops", "marts.best")
    assert done["warehouse.shops"].mode == "whole"
    assert done["warehouse.shops"].reason == "its code changed (warehouse/shops.py), and 1 more"
    assert "(its code changed (warehouse/shops.py), and 1 more)" in built.lines[0]
    holds(built, "warehouse.shops", [("a", 7)], "shop string, amount bigint")
    assert built.run("warehouse.shops", "marts.best") == {}


def test_a_helper_and_a_default_rebuild_who_uses_them_and_who_reads_those(built):
    built.edit("warehouse/money.py", 'F.sum("amount")', 'F.sum("amount") * 100')
    done = built.run()
    assert set(done) == {"warehouse.shops", "marts.best"}
    assert done["marts.best"].reason == "warehouse.shops has news"
    built.edit("warehouse/shops.py", "least: int = 0", "least: int = -1000")
    assert built.run()["warehouse.shops"].reason == "least 0 -> -1000, and 1 more"
    holds(built, "marts.best", [("a", 300), ("b", -500)], "shop string, amount bigint")


def test_a_rule_reaches_the_table_and_judges_its_rows_again(built):
    rule = 'key=("sale_id",),\n    load'
    built.edit("warehouse/days.py", "import Field, Table", "import Field, Rule, Table")
    built.edit("warehouse/days.py", rule, f'rules=(Rule("is_paid", "amount > 0"),), {rule}')
    done = built.run()
    assert set(done) == {"warehouse.days"}
    days = done["warehouse.days"]
    assert days.reason.startswith("rule is_paid is new")
    assert (days.rows_built, days.rows_kept, days.rows_quarantined, days.rows_repeated) == (3, 2, 1, 0)
    holds(built, "warehouse.days", [("s1", 1), ("s2", 2)], "sale_id string, amount int")
    assert refused(built, "warehouse.days") == [('{"sale_id":"s3","amount":-5}', ["is_paid"])]
    assert constraints(built, "warehouse.days") == {
        "is_paid": "amount > 0",
        "sale_id_is_given": "`sale_id` IS NOT NULL",
    }

    built.edit("warehouse/days.py", '"amount > 0"', '"amount > 1"')
    assert built.run()["warehouse.days"].reason.startswith("rule is_paid changed")
    assert constraints(built, "warehouse.days")["is_paid"] == "amount > 1"
    assert len(refused(built, "warehouse.days")) == 2

    built.edit("warehouse/days.py", 'rules=(Rule("is_paid", "amount > 1"),), ', "")
    assert built.run()["warehouse.days"].reason.startswith("rule is_paid is gone")
    assert (refused(built, "warehouse.days"), stored(built, "warehouse.days").count()) == ([], 3)
    assert set(constraints(built, "warehouse.days")) == {"sale_id_is_given"}


def constraints(shop, table):
    properties = detail(shop, table)["properties"]
    start = "delta.constraints."
    return {key.removeprefix(start): sql for key, sql in properties.items() if key.startswith(start)}


def detail(shop, table):
    output = next(step.output for step in shop.steps() if step.output.name == table)
    return DeltaTable.forPath(shop.lake.spark, shop.lake.path(output)).detail().first()


def test_columns_that_come_change_and_go_are_those_of_the_table(built):
    now = 'Field("amount", "int", "In all"), Field("n", "bigint", "Sales")'
    built.edit("warehouse/shops.py", 'Field("amount", "bigint", "Paid")', now)
    built.edit("warehouse/shops.py", 'paid().alias("amount")', 'paid().alias("amount"), F.count("*").alias("n")')
    done = built.run()
    assert done["warehouse.shops"].reason.startswith("column amount: bigint -> int, and 2 more")
    assert done["marts.best"].reason.startswith("columns of warehouse.shops changed")
    assert "warehouse.days" not in done
    holds(built, "warehouse.shops", [("a", 3, 2)], "shop string, amount int, n bigint")
    there = detail(built, "warehouse.shops")
    assert (there["clusteringColumns"], there["properties"]["delta.enableChangeDataFeed"]) == (["shop"], "true")
    assert [f.metadata["comment"] for f in raw(built, "warehouse.shops").schema] == ["Shop", "In all", "Sales"]

    sell(built, ("s4", "b", 10))
    touched = built.run()["warehouse.shops"]
    assert (touched.mode, touched.reason) == ("touched", "silver.sales has news")
    holds(built, "marts.best", [("a", 3), ("b", 5)], "shop string, amount bigint")

    built.edit("warehouse/shops.py", ', F.count("*").alias("n")', "")
    built.edit("warehouse/shops.py", ', Field("n", "bigint", "Sales")', "")
    built.run("warehouse.shops")
    assert raw(built, "warehouse.shops").columns == ["shop", "amount"]


def raw(shop, table):
    output = next(step.output for step in shop.steps() if step.output.name == table)
    return shop.lake.spark.read.format("delta").load(shop.lake.path(output))


def test_a_reader_alone_says_that_its_input_is_not_there_yet(built):
    built.edit("warehouse/shops.py", 'Field("amount",', 'Field("n", "bigint", "Sales"), Field("amount",')
    built.edit("warehouse/shops.py", 'paid().alias("amount")', 'paid().alias("amount"), F.count("*").alias("n")')
    with pytest.raises(
        UsageError, match=r"^warehouse.shops was built before it had the column n; `gcrm run --only ware"
    ):
        built.run("marts.best")


def test_from_less_than_before_nothing_is_built_unasked(built):
    shutil.rmtree(built.lake.path(SALES).removeprefix("file:"))
    with pytest.raises(
        UsageError, match=r"^warehouse.\w+ was built from silver.sales, which has been taken away since"
    ):
        built.run()
    holds(built, "warehouse.shops", [("a", 3)], "shop string, amount bigint")
    done = built.run("warehouse.shops", from_less=("warehouse.shops",))
    assert (done["warehouse.shops"].mode, stored(built, "warehouse.shops").count()) == ("whole", 0)
