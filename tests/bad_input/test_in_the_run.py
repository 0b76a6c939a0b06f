"""Everything that partners get wrong, in one landing folder: each file or row is taken, or refused with its reason."""

import json

import pytest
from tests.bad_input.deliveries import AMOUNTS, FILES, GROWN, HEADER, state

from gcrm.cli import inspect, worklist
from gcrm.cli.project import assemble
from gcrm.core.storage.far_looks import FarLooks
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.looks import Looks
from gcrm.core.testing import plain, same
from gcrm.ops.ledger import OPS
from gcrm.ops.quarantine import QUARANTINE
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.vault.keys import VARIABLE

pytestmark = [pytest.mark.sequences, pytest.mark.core]


@pytest.fixture(scope="module")
def corner(open_corner, tmp_path_factory):
    corner = open_corner(tmp_path_factory.mktemp("corner"))
    for name, content in FILES.items():
        corner.put(name, content)
    return corner


@pytest.fixture(scope="module")
def first(spark, corner):
    return state(spark, corner.run(), corner.lakehouse)


@pytest.fixture(scope="module")
def second(spark, corner, first):
    """After the last file grew and one of its rows was mended."""
    assert first.result.code == 0
    corner.put("s11_grows.csv", GROWN)
    return state(spark, corner.run(), corner.lakehouse)


def test_the_run_ends_well_and_says_where_to_look(first):
    assert (first.result.code, first.result.err) == (0, "")
    assert "gcrm quarantine" in first.result.out
    assert "[  2/2] silver.transactions" in first.result.out
    for name, problem in REFUSED.items():
        assert f"  refused: {name}: {problem}" in first.result.out


REFUSED = {
    "s02_encoding.csv": "line 2 is not utf-8; its byte 0xfc would be 'ü' by 'encoding: latin-1'",
    "s03_separator.csv": "line 1 is separated by ';', not ','; 'sep: \";\"' would read it",
    "s04_truncated.csv.gz": "the file cannot be decompressed (Compressed file ended before the end-of-stream marker",
    "s05_missing.csv": "line 1 lacks the column price; it has receipt, position, customer, sold_at",
    "s10_empty.csv": "the file is empty; a header line with receipt, position, customer, sold_at, price is expected",
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_file_that_cannot_be_read_is_refused_with_what_would_work(first, name):
    delivery = first.deliveries[(name, 1)]
    assert delivery["status"] == "refused"
    assert delivery["reason"].startswith(REFUSED[name])
    assert (delivery["rows_read"], delivery["rows_quarantined"]) == (None, None)


def test_a_file_that_comes_again_under_another_name_is_not_taken_twice(first):
    delivery = first.deliveries[("s12_again.csv", 1)]
    assert (delivery["status"], delivery["reason"]) == ("repeated", "the same content as s01_good.csv")


def test_an_extra_column_is_kept_aside(first, spark, corner):
    assert first.deliveries[("s06_extra.csv", 1)]["status"] == "taken"
    bronze = spark.read.format("delta").load(str(corner.lakehouse / "vault" / "till_sales"))
    extra = bronze.filter("_extra IS NOT NULL").selectExpr("receipt", "price", "_extra")
    same(extra, [("r6", "6.00", {"till_no": "7"})])


def test_a_recased_and_reordered_header_is_read(first):
    delivery = first.deliveries[("s07_recased.csv", 1)]
    assert (delivery["status"], delivery["rows_read"]) == ("taken", 1)
    assert ("r7", 1, "7.00") in first.sales


READ = {
    "s01_good.csv": (3, 0), "s06_extra.csv": (1, 0), "s07_recased.csv": (1, 0), "s08_values.csv": (6, 2),
    "s09_duplicates.csv": (5, 2), "s11_grows.csv": (2, 0), "s13_header.csv": (0, 0),
}  # fmt: skip


def test_every_row_of_every_file_is_counted(first):
    taken = {name: d for (name, _), d in first.deliveries.items() if d["status"] == "taken"}
    assert {name: (d["rows_read"], d["rows_quarantined"]) for name, d in taken.items()} == READ
    assert set(taken) | set(REFUSED) | {"s12_again.csv"} == set(FILES)


IN_SILVER = {
    ("s08_values.csv", 2): {"sold_at_is_readable"},
    ("s08_values.csv", 3): {"amount_is_readable"},
    ("s08_values.csv", 4): {"amount_is_not_zero"},
    ("s11_grows.csv", 3): {"amount_is_readable"},
}  # fmt: skip
IN_BRONZE = {
    ("s08_values.csv", 5): {"is_a_record_of_5_columns"},
    ("s08_values.csv", 6): {"receipt_is_given"},
    ("s09_duplicates.csv", 4): {"repeats_a_key_with_other_values"},
    ("s09_duplicates.csv", 5): {"repeats_a_key_with_other_values"},
}


def places(quarantine, table):
    return {(file, line): set(row["failed"]) for (name, file, line), row in quarantine.items() if name == table}


def test_a_row_that_breaks_a_rule_is_in_quarantine_with_a_reason_for_every_cause_file_and_line(first, corner):
    assert places(first.quarantine, "silver.transactions") == IN_SILVER
    assert places(first.quarantine, "vault.till_sales") == IN_BRONZE
    unreadable = {key[1:]: row["unreadable"] for key, row in first.quarantine.items() if row["unreadable"]}
    assert unreadable == {
        ("s08_values.csv", 2): {"sold_at": "9999-99-99 99:99:99"},
        ("s08_values.csv", 3): {"amount": "9,99"},
        ("s11_grows.csv", 3): {"amount": "aaaa"},
    }
    record = json.loads(first.quarantine[("silver.transactions", "s08_values.csv", 3)]["record"])
    assert (record["transaction_id"], record["line"], record["state"]) == (corner.thing("r8"), 2, "settled")


def test_of_duplicates_one_is_kept_and_of_a_contradiction_none(first):
    assert first.sales == AMOUNTS


def test_nothing_is_lost(first):
    landed, built = first.landed, first.built
    assert landed["rows_read"] == sum(rows for rows, _ in READ.values()) == 18
    assert (landed["rows_kept"], landed["rows_quarantined"], landed["rows_repeated"]) == (12, 4, 2)
    assert built["rows_built"] == landed["rows_kept"] == built["rows_kept"] + built["rows_quarantined"]
    assert (built["rows_kept"], built["rows_quarantined"], built["rows_repeated"]) == (len(AMOUNTS), 4, 0)
    assert len(AMOUNTS) + len(first.quarantine) + landed["rows_repeated"] == 18


def test_a_run_without_news_writes_nothing(spark, corner, first):
    result = corner.run()
    again = state(spark, result, corner.lakehouse)
    assert (result.code, again.versions) == (0, first.versions)
    assert {row["status"] for row in again.steps.values()} == {"unchanged"}
    assert "No new files." in result.out


def test_another_key_is_refused_before_any_work(spark, corner, first, monkeypatch):
    monkeypatch.setenv(VARIABLE, "41c6be90f27a3d85e0176b9cd85f23ae7094ce1b36fa82d5690db74c1e58a3f2")
    result = corner.run()
    assert (result.code, len(result.complaints)) == (2, 1)
    assert result.err.startswith("gcrm: The vault key (fingerprint ")
    assert result.err.endswith("give that one, or build into another lakehouse.\n")
    assert "41c6" not in result.err
    assert Lakehouse(spark, str(corner.lakehouse)).version(TRANSACTIONS) == first.versions["silver.transactions"]


def test_no_key_of_a_person_leaves_the_vault(spark, corner, first):
    vault = corner.lakehouse / "vault"
    assert vault.stat().st_mode & 0o777 == 0o700
    assert (vault / "key").stat().st_mode & 0o777 == 0o600
    secret = (vault / "key").read_text().strip()
    logs = [path for path in corner.lakehouse.rglob("_delta_log") if vault not in path.parents]
    assert {f"{log.parent.parent.name}.{log.parent.name}" for log in logs} == {
        TRANSACTIONS.name,
        *(table.name for table in OPS),
    }
    for log in logs:
        assert all("karte-" not in path.read_text() for path in log.glob("*.json"))
        held = spark.read.format("delta").load(str(log.parent))
        texts = held.selectExpr("to_json(struct(*)) AS text")
        assert texts.filter("text LIKE '%karte-%'").count() == 0, log
    members = spark.read.format("delta").load(str(corner.lakehouse / "silver" / "transactions"))
    assert members.filter("member_id RLIKE '^[0-9a-f]{32}$'").count() == len(AMOUNTS) - 1
    every = [path for path in corner.lakehouse.rglob("*") if path.is_file() and path.name != "key"]
    assert all(secret.encode() not in path.read_bytes() for path in every)
    assert "karte-" not in first.result.out
    assert secret not in first.result.out


def test_a_file_that_grows_is_taken_again_and_costs_its_groups(first, second):
    assert second.result.code == 0
    assert [key for key in second.deliveries if key not in first.deliveries] == [("s11_grows.csv", 2)]
    grown = second.deliveries[("s11_grows.csv", 2)]
    assert (grown["status"], grown["rows_read"], grown["rows_quarantined"]) == ("taken", 3, 0)
    assert second.sales == sorted([*AMOUNTS, ("r11", 2, "12.00"), ("r11", 3, "13.00")], key=repr)
    built = second.built
    assert (built["mode"], built["rows_read"], built["rows_kept"], built["rows_written"]) == ("touched", 5, 3, 3)


def test_a_mended_row_leaves_quarantine_and_the_others_stay(second):
    wanted = {place: failed for place, failed in IN_SILVER.items() if place[0] != "s11_grows.csv"}
    assert places(second.quarantine, "silver.transactions") == wanted
    assert places(second.quarantine, "vault.till_sales") == IN_BRONZE


def test_deliveries_one_by_one_equal_a_run_from_scratch(spark, corner, second, tmp_path):
    result = corner.run("--lakehouse", str(tmp_path / "scratch"))
    scratch = state(spark, result, tmp_path / "scratch")
    columns = [name for name in TRANSACTIONS.columns if name not in ("_source", "member_id")]
    one, other = (
        plain(Lakehouse(spark, str(root)).read(TRANSACTIONS), *columns)
        for root in (corner.lakehouse, tmp_path / "scratch")
    )
    assert one == other
    for table in ("silver.transactions", "vault.till_sales"):
        assert places(scratch.quarantine, table) == places(second.quarantine, table)
    assert (scratch.landed["rows_read"], scratch.built["rows_kept"]) == (19, 10)


def test_a_failing_select_shows_no_value_and_a_mended_feed_goes_on_from_there(spark, corner, second, capfd):
    sql = corner.conf / "coalitions/corner/feeds/till/transactions.sql"
    before = sql.read_text()
    feed = corner.conf / "coalitions/corner/feeds/till/feed.yml"
    feed.write_text(feed.read_text().replace("by: [receipt]", "by: [receipt], released: [amount]"))
    sql.write_text(before.replace("price AS amount", "substr(customer, 7) * 1 AS amount"))
    corner.put("s14_late.csv", HEADER + "r14,1,karte-Erika,2018-05-01 10:00:00,1.00\n")
    result = corner.run()
    assert result.code == 0, result.err
    shown = capfd.readouterr()
    assert "Traceback" not in result.err + shown.err
    assert "Erika" not in result.out + result.err + shown.out + shown.err
    entry = Lakehouse(spark, str(corner.lakehouse)).read(QUARANTINE).filter("file = 's14_late.csv'").first()
    assert entry is not None
    assert entry.failed == ["amount_can_be_computed: substr(customer, 7) * 1"]
    assert set(entry.unreadable.values()) == {"customer = (withheld)"}
    assert "Erika" not in str(entry.asDict())

    sql.write_text(before)
    feed.write_text(feed.read_text().replace("selects:", "    options: {encoding: latin-1}\nselects:"))
    mended = state(spark, corner.run(), corner.lakehouse)
    assert mended.result.code == 0, "the same command goes on from there"
    status = {key: d["status"] for key, d in mended.deliveries.items() if key[0] == "s02_encoding.csv"}
    assert status == {("s02_encoding.csv", 1): "refused", ("s02_encoding.csv", 2): "taken"}
    assert mended.sales == sorted([*second.sales, ("r14", 1, "1.00"), ("r2", 2, "1.00")], key=repr)


def test_every_look_without_spark_is_what_spark_answers(spark, corner, second):
    assert second.result.code == 0
    near = Looks(corner.lakehouse, corner.lakehouse / "vault")
    feeds = worklist.Feeds(corner.conf / "coalitions/corner/feeds", "feeds")
    tables = assemble(corner.conf, "corner", "local", [], corner.landing, bytes).tables
    far = FarLooks(Lakehouse(spark, str(corner.lakehouse)), tables)
    asked = {
        **{
            f"rows of {name}": lambda looks, name=name: sorted(looks.rows(name, 100).rows, key=str)
            for name in near.names()
        },
        "reasons": lambda looks: worklist.groups(looks, feeds, 100),
        "refused": lambda looks: inspect.quarantine(looks, "silver.transactions", 100),
        "runs": lambda looks: inspect.runs(looks, 100),
        "tables": lambda looks: sorted(inspect.tables(looks).rows, key=str),
        "sql": lambda looks: inspect.sql(looks, "SELECT count(*) AS n FROM ops.steps s WHERE s.mode <> ''", False),
    }
    for question, ask in asked.items():
        assert ask(near) == ask(far), question
    steps = [row for row in near.rows("ops.steps", 100).rows if row["mode"]]
    assert [row["n"] for row in asked["sql"](near).rows] == [len(steps)]
    assert len(steps) >= 4
