"""Files that are broken, late, repeated or of another shape."""

import gzip
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import functions as F
from tests.faults import kiosk

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.quarantine import QUARANTINE
from gcrm.silver.transactions import TRANSACTIONS


@pytest.fixture
def statuses(spark):
    """Status and reason of every delivery, by file."""

    def read(lakehouse):
        rows = Lakehouse(spark, lakehouse).read(DELIVERIES).orderBy("revision").collect()
        return {row["file"].rpartition("/")[2]: (row["status"], row["reason"] or "") for row in rows}

    return read


def stock(folder, shelves=("s",) * 20_000):
    path = folder / "stock" / "stock.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    made = pa.table({"article": [f"A{n}" for n in range(len(shelves))], "shelf": list(shelves)})
    pq.write_table(made, path, write_page_checksum=True)
    return path


def halved(raw):
    return raw[: len(raw) // 2]


def spoilt(raw):
    """With other bytes in its middle."""
    return raw[: len(raw) // 2] + bytes(64) + raw[len(raw) // 2 + 64 :]


BROKEN = {
    "gzip truncated": ("lines", halved, "cannot be decompressed"),
    "gzip corrupt in its middle": ("lines", spoilt, "cannot be decompressed"),
    "csv of binary": ("lines", lambda _: gzip.compress(bytes(range(256)) * 40), "is not utf-8"),
    "parquet truncated": ("stock", lambda raw: raw[:-30], "no whole Parquet file"),
    "parquet corrupt in its middle": ("stock", spoilt, "Parquet"),
}


@pytest.mark.parametrize(
    ("which", "breaks", "reason"),
    [pytest.param(*how, marks=pytest.mark.fault(9, "file://", what)) for what, how in BROKEN.items()],
    ids=list(BROKEN),
)
def test_a_broken_file_is_refused_and_the_rest_is_taken(place, landing, statuses, same, which, breaks, reason, outcome):
    place.deliver(0)
    path = place.deliver(1) if which == "lines" else stock(landing)
    whole = path.read_bytes()
    path.write_bytes(breaks(whole))
    place.run()
    same(place, 1)
    status, told = statuses(place.lakehouse)[path.name]
    assert status == "refused"
    assert reason in told
    path.write_bytes(whole)
    place.run()
    same(place, 2 if which == "lines" else 1)
    assert statuses(place.lakehouse)[path.name][0] == "taken"
    outcome("refused with its reason, the rest taken; taken once it came whole")


@pytest.mark.fault(9, "file://", "csv that ends in the middle of a line")
def test_a_csv_that_ends_too_early_loses_no_line(spark, place, same, outcome):
    path = place.deliver(0)
    whole = path.read_bytes()
    lines = gzip.decompress(whole).decode().splitlines()
    path.write_bytes(gzip.compress("\n".join([*lines[:-500], lines[-500][:12]]).encode()))
    place.run()
    lake = Lakehouse(spark, place.lakehouse)
    torn = lake.read(QUARANTINE).filter("table_name = 'vault.kiosk_lines'").collect()
    assert [(row["line"], list(row["failed"])) for row in torn] == [(1002, ["is_a_json_object"])]
    refused = lake.read(QUARANTINE).filter(F.col("table_name") == TRANSACTIONS.name).count()
    assert lake.read(TRANSACTIONS).count() + refused == 1000
    path.write_bytes(whole)
    place.run()
    same(place, 1)
    outcome("survived: the torn line is in quarantine; mended by the whole file")


@pytest.mark.fault(13, "file://", "same delivery twice, out of order, late")
def test_order_and_repetition_make_no_difference(place, statuses, same, outcome):
    place.deliver(2)
    place.deliver(0)
    place.run()
    # A month that was closed gets the day that it lacked, and a file comes again under another name.
    place.deliver(1)
    place.deliver(0, name="again.csv.gz")
    place.run()
    place.run()
    same(place, 3)
    assert statuses(place.lakehouse)["again.csv.gz"][0] == "repeated"
    outcome("survived: every row once, the repeated file named")


def turned(path):
    """With its columns in the other order, and one more."""
    rows = gzip.decompress(path.read_bytes()).decode().splitlines()
    given = [";".join([*reversed(row.split(";")), "x" if position else "new"]) for position, row in enumerate(rows)]
    path.write_bytes(gzip.compress("\n".join(given).encode() + b"\n"))


def without_the_last(path):
    """With one column less, in its header and in every row."""
    rows = gzip.decompress(path.read_bytes()).decode().splitlines()
    path.write_bytes(gzip.compress("\n".join(row.rpartition(";")[0] for row in rows).encode() + b"\n"))


@pytest.mark.fault(14, "file://", "schema drift: column added, recased, reordered")
def test_columns_that_can_be_read_are(place, same, outcome):
    place.deliver(0, header=tuple(name.upper() for name in kiosk.COLUMNS))
    turned(place.deliver(1))
    place.run()
    same(place, 2)
    outcome("survived: they make the same rows")


@pytest.mark.fault(14, "file://", "schema drift: column dropped")
def test_a_file_without_a_column_is_refused(place, statuses, same, outcome):
    place.deliver(0)
    dropped = place.deliver(1)
    without_the_last(dropped)
    place.run()
    same(place, 1)
    status, reason = statuses(place.lakehouse)[dropped.name]
    assert status == "refused"
    assert "lacks the column paid" in reason
    place.deliver(1)
    place.run()
    same(place, 2)
    outcome("refused with the column's name; taken once it came right")


@pytest.mark.fault(14, "file://", "schema drift: column retyped")
def test_a_column_of_another_type_is_read_or_refused_by_row(spark, place, landing, statuses, same, outcome):
    place.deliver(0)
    stock(landing, ["1"] * 3)
    place.run()
    stock(landing, [1, 2, 3])
    # And in text: pieces that are words are no numbers, row by row.
    path = place.deliver(1)
    rows = gzip.decompress(path.read_bytes()).decode().splitlines()
    words = [";".join([*row.split(";")[:5], "one", row.split(";")[6]]) for row in rows[1:]]
    path.write_bytes(gzip.compress("\n".join([rows[0], *words]).encode() + b"\n"))
    place.run()
    assert statuses(place.lakehouse)["stock.parquet"][0] == "taken"
    lake = Lakehouse(spark, place.lakehouse)
    held = spark.read.format("delta").load(f"{place.lakehouse}/bronze/kiosk_stock").select("shelf").collect()
    assert sorted(row["shelf"] for row in held) == ["1", "1", "1", "1", "2", "3"]
    unread = lake.read(QUARANTINE).filter(F.array_contains("failed", "quantity_is_readable"))
    assert unread.count() == len(words)
    place.deliver(1)
    place.run()
    same(place, 2)
    outcome("survived: numbers are read as text, words for numbers are in quarantine; mended by the right file")


@pytest.mark.fault(9, "hdfs, YARN", "truncated gzip and parquet")
@pytest.mark.fault(13, "hdfs, YARN", "same delivery twice, out of order, late")
@pytest.mark.fault(14, "hdfs, YARN", "schema drift: column added, recased, reordered, dropped")
def test_all_of_it_on_the_cluster(shop, holds, statuses, outcome, tmp_path):
    first, days = shop.days, [kiosk.deliver(tmp_path / "whole", shop.days + number) for number in range(4)]
    shutil.copytree(tmp_path / "whole", tmp_path / "given")
    late, cut, dropped, added = (tmp_path / "given" / "kiosk" / day.name for day in days)
    cut.write_bytes(halved(cut.read_bytes()))
    without_the_last(dropped)
    turned(added)
    again = shutil.copy(added, added.with_name("again.csv.gz"))
    parquet = stock(tmp_path / "given")
    parquet.write_bytes(parquet.read_bytes()[:-30])
    shop.put(cut, dropped, added, parquet)
    shop.run()
    told = statuses(shop.lakehouse)
    assert "cannot be decompressed" in told[cut.name][1]
    assert "lacks the column paid" in told[dropped.name][1]
    assert "no whole Parquet file" in told["stock.parquet"][1]
    assert told[added.name][0] == "taken"
    # The latest day has come first; the days before it, and what was broken, come after it.
    shop.put(late, *days[1:3], stock(tmp_path / "whole"))
    shop.put(again)
    shop.run()
    shop.days = first + 4
    holds()
    told = statuses(shop.lakehouse)
    assert (told["stock.parquet"][0], told[again.name][0]) == ("taken", "repeated")
    outcome("refused or read as on one machine; every row once, whatever its order")
