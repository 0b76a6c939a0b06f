"""What stands in Delta is what the contract says; every write may be repeated."""

import json
from pathlib import Path

import pytest
from delta.tables import DeltaTable
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

from gcrm.core.contracts.table import SOURCE, Append, Field, Replace, Rule, Table, Upsert
from gcrm.core.frames import small
from gcrm.core.running.failures import reason
from gcrm.core.storage.lakehouse import GONE, Lakehouse
from gcrm.core.storage.maintenance import maintain
from gcrm.core.testing import rows, same

pytestmark = [pytest.mark.tables, pytest.mark.core]
SALES = Table(
    "silver.sales",
    "One row per sale, in the partner's own words: 'as sold'.",
    (
        Field("sale_id", "string", "Partner's identifier"),
        Field("amount", "decimal(18,2)", "Paid", required=True),
        Field("day", "date", "It's a day"),
        SOURCE,
    ),
    key=("sale_id",),
    rules=(Rule("amount_is_not_zero", "amount <> 0"),),
    load=Upsert(),
    cluster_by=("day",),
)
LINES = Table("bronze.lines", "Text.", (Field("text", "string", "Text"),), load=Append())
FAILURES = (PySparkException, Py4JJavaError)
PERSONS = Table("vault.persons", "People.", (Field("name", "string", "Name", pii="direct"),), load=Replace())


def sale(sale_id, amount=1, line=2, file="b.csv", **more):
    return {"sale_id": sale_id, "amount": amount, "_source": (file, 1, line), **more}


def marked(spark, *given):
    """Sales with a mark of whether they are to go: pairs of (sale, gone)."""
    frame = rows(spark, SALES, *[one for one, _ in given])
    gone = {one["sale_id"]: is_gone for one, is_gone in given}
    flags = small(spark, f"sale_id string, {GONE} boolean", gone.items())
    return frame.join(flags, "sale_id").select(*SALES.columns, GONE)


@pytest.fixture(scope="module")
def shop(spark, tmp_path_factory):
    """A lakehouse with one table of two sales, to be looked at."""
    lake = Lakehouse(spark, str(tmp_path_factory.mktemp("shop") / "lakehouse"))
    lake.replace(SALES, rows(spark, SALES, sale("s1"), sale("s2", 2)), {"run": "r1"})
    return lake


def test_columns_comments_and_types_stand_in_the_table(shop, spark):
    described = spark.sql(f"DESCRIBE TABLE delta.`{shop.path(SALES)}`").collect()
    found = {row["col_name"]: (row["data_type"], row["comment"]) for row in described}
    for field in SALES.fields:
        assert found[field.name] == (field.type, field.doc)
    detail = DeltaTable.forPath(spark, shop.path(SALES)).detail().first()
    assert detail["description"] == SALES.doc
    assert detail["clusteringColumns"] == ["day"]


def test_properties_and_constraints_stand_in_the_table(shop, spark):
    properties = DeltaTable.forPath(spark, shop.path(SALES)).detail().first()["properties"]
    for name in ("enableChangeDataFeed", "enableDeletionVectors", "enableInCommitTimestamps"):
        assert properties[f"delta.{name}"] == "true"
    assert properties["delta.dataSkippingStatsColumns"] == "day,sale_id"
    constraints = {key: sql for key, sql in properties.items() if key.startswith("delta.constraints.")}
    assert constraints == {f"delta.constraints.{rule.name}": rule.sql for rule in SALES.all_rules}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (sale("s3", 0), "amount_is_not_zero"),
        (sale("s3", None), "amount_is_given"),
        (sale(None), "sale_id"),
    ],
)
def test_a_write_that_breaks_the_contract_fails_and_leaves_the_table(shop, spark, given, named):
    before = shop.version(SALES)
    with pytest.raises(FAILURES, match=named):
        shop.merge(SALES, rows(spark, SALES, given), {})
    with pytest.raises(FAILURES, match=named):
        rows(spark, SALES, given).write.format("delta").mode("append").save(shop.path(SALES))
    assert shop.version(SALES) == before
    same(shop.read(SALES), [("s1",), ("s2",)], "sale_id")


def test_a_table_is_not_there_until_it_is_made(shop):
    assert not shop.exists(LINES)
    assert shop.version(LINES) == -1
    shop.create(LINES)
    shop.create(LINES)
    assert (shop.exists(LINES), shop.version(LINES), shop.read(LINES).count()) == (True, 0, 0)
    assert shop.empty(LINES).columns == ["text"]


def test_the_vault_has_a_root_and_permissions_of_its_own(spark, tmp_path):
    lake = Lakehouse(spark, str(tmp_path / "lakehouse"), str(tmp_path / "safe"))
    assert lake.path(PERSONS) == f"file:{tmp_path}/safe/persons"
    assert lake.path(SALES) == f"file:{tmp_path}/lakehouse/silver/sales"
    assert (tmp_path / "safe").stat().st_mode & 0o777 == 0o700
    assert Lakehouse(spark, str(tmp_path / "other")).path(PERSONS) == f"file:{tmp_path}/other/vault/persons"
    assert (tmp_path / "other" / "vault").stat().st_mode & 0o777 == 0o700


def test_a_lakehouse_may_be_named_from_the_working_folder(spark, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lake = Lakehouse(spark, "lakehouse")
    lake.replace(LINES, small(spark, "text string", [("one",)]), {})
    assert lake.path(LINES) == f"file:{tmp_path}/lakehouse/bronze/lines"
    assert lake.read(LINES).count() == 1
    assert maintain(lake, LINES) is not None


def test_an_append_of_the_same_transaction_is_skipped(lake, spark):
    texts = [small(spark, "text string", [(word,)]) for word in ("one", "two", "three")]
    lake.append(LINES, texts[0], "landing:bronze.lines", 1, {"run": "r1"})
    lake.append(LINES, texts[0], "landing:bronze.lines", 1, {"run": "r2"})
    same(lake.read(LINES), [("one",)])
    assert lake.version(LINES) == 1
    lake.append(LINES, texts[1], "landing:bronze.lines", 2, {"run": "r2"})
    lake.append(LINES, texts[2], "someone else", 1, {"run": "r2"})
    same(lake.read(LINES), [("one",), ("three",), ("two",)])
    assert [said["run"] for said in lake.said(LINES)] == ["r2", "r2", "r1"]
    same(lake.read(LINES, 1), [("one",)])
    assert lake.count(LINES, 1) == 1
    assert lake.count(LINES, 3) == 3


@pytest.mark.sequences
@pytest.mark.core
def test_a_merge_changes_what_differs_and_nothing_else(lake, spark):
    first = rows(spark, SALES, sale("s1"), sale("s2", 2), sale("s3", 3, day="2018-01-02"))
    assert lake.merge(SALES, first, {"run": "r1"}) == 3
    version = lake.version(SALES)

    assert lake.merge(SALES, first, {"run": "r2"}) == 0, "the same rows again"
    assert lake.version(SALES) == version, "nothing differed, so there is no new version"

    later = rows(spark, SALES, sale("s1", 10), sale("s2", 2), sale("s4", 4), sale("s3", 3, day=None))
    assert lake.merge(SALES, later, {"run": "r3"}) == 3
    amounts = lake.read(SALES).selectExpr("sale_id", "int(amount)", "day IS NULL")
    same(amounts, [("s1", 10, True), ("s2", 2, True), ("s3", 3, True), ("s4", 4, True)])

    changes = lake.changes(SALES, version, lake.version(SALES)).selectExpr("sale_id", "_change_type", "int(amount)")
    same(changes, [
        ("s1", "update_postimage", 10), ("s1", "update_preimage", 1),
        ("s3", "update_postimage", 3), ("s3", "update_preimage", 3),
        ("s4", "insert", 4),
    ])  # fmt: skip

    again = rows(spark, SALES, sale("s4", 4, file="y.csv"))
    assert lake.merge(SALES, again, {"run": "r4"}) == 1, "a later place is written, for it decides between deliveries"
    assert lake.merge(SALES, rows(spark, SALES, sale("s4", 5, file="x.csv")), {"run": "r5"}) == 0

    older = rows(spark, SALES, sale("s1", 99, file="a.csv"), sale("s5", 5, file="a.csv"))
    assert lake.merge(SALES, older, {"run": "r6"}) == 1, "a late file of an earlier name adds, and undoes nothing"
    same(lake.read(SALES).selectExpr("sale_id", "int(amount)").filter("sale_id IN ('s1', 's5')"), [
        ("s1", 10), ("s5", 5),
    ])  # fmt: skip

    gone = marked(spark, (sale("s1", 10), True), (sale("s2", 22), False), (sale("none", 1), True))
    assert lake.merge(SALES, gone, {"run": "r7"}) == 2
    same(lake.read(SALES).selectExpr("sale_id", "int(amount)"), [("s2", 22), ("s3", 3), ("s4", 4), ("s5", 5)])

    assert lake.merge(SALES, rows(spark, SALES, sale("s2", 22), sale("s6", 6)), {"run": "r8"}, only_these=True) == 4
    same(lake.read(SALES), [("s2",), ("s6",)], "sale_id")
    assert [said["run"] for said in lake.said(SALES)] == ["r8", "r7", "r6", "r4", "r3", "r1"]
    assert lake.spark.conf.get("spark.databricks.delta.commitInfo.userMetadata", None) is None


def test_a_merge_looks_only_where_it_is_told(lake, spark):
    days = [sale("s1", 1, day="2018-01-01"), sale("s2", 1, day="2018-02-01")]
    lake.replace(SALES, rows(spark, SALES, *days), {"run": "r1"})
    january = "t.day BETWEEN date'2018-01-01' AND date'2018-01-31'"
    gone = marked(spark, (days[0], True), (days[1], True))
    assert lake.merge(SALES, gone, {"run": "r2"}, january) == 1
    same(lake.read(SALES), [("s2",)], "sale_id")


def test_replace_is_one_commit_that_repeats_to_the_same(lake, spark):
    lake.replace(SALES, rows(spark, SALES, sale("s1"), sale("s2")), {"run": "r1"})
    version = lake.version(SALES)
    for _ in range(2):
        lake.replace(SALES, rows(spark, SALES, sale("s3")), {"run": "r2"})
    same(lake.read(SALES), [("s3",)], "sale_id")
    assert lake.version(SALES) == version + 2
    same(lake.read(SALES, version), [("s1",), ("s2",)], "sale_id")
    log = sorted(Path(lake.path(SALES).removeprefix("file:"), "_delta_log").glob("*.json"))[-1].read_text().splitlines()
    commit = next(line["commitInfo"] for line in map(json.loads, log) if "commitInfo" in line)
    assert json.loads(commit["userMetadata"]) == {"run": "r2"}


def test_a_failure_inside_a_job_is_one_sentence_too(shop, spark):
    with pytest.raises(Py4JJavaError) as caught:
        shop.merge(SALES, rows(spark, SALES, sale("s3", 0)), {})
    said = reason(caught.value)
    assert "amount_is_not_zero" in said
    assert "\n" not in said
