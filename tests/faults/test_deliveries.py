"""Files that are broken, late, repeated or of another shape."""

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.faults import kiosk

from gcrm.core.lakehouse import Lakehouse
from gcrm.core.ledger import DELIVERIES


@pytest.fixture
def statuses(spark, place):
    """Status and reason of every delivery, by file."""

    def read():
        rows = Lakehouse(spark, place.lakehouse).read(DELIVERIES).orderBy("revision").collect()
        return {row["file"].rpartition("/")[2]: (row["status"], row["reason"] or "") for row in rows}

    return read


@pytest.mark.fault(9, "file://", "truncated gzip, broken csv, truncated parquet")
def test_broken_files_are_refused_and_the_rest_is_taken(place, landing, statuses, same, outcome):
    kiosk.deliver(landing, 0)
    cut = kiosk.deliver(landing, 1)
    whole = cut.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    binary = landing / "kiosk" / "binary.csv.gz"
    binary.write_bytes(gzip.compress(bytes(range(256)) * 40))
    stock = landing / "stock" / "stock.parquet"
    stock.parent.mkdir()
    pq.write_table(pa.table({"article": ["A1"], "shelf": ["s"]}), stock)
    stock.write_bytes(stock.read_bytes()[:-30])
    place.run()
    same(place, 1)
    told = statuses()
    assert [told[name][0] for name in (cut.name, "binary.csv.gz", "stock.parquet")] == ["refused"] * 3
    assert "cannot be decompressed" in told[cut.name][1]
    assert "no whole Parquet file" in told["stock.parquet"][1]
    binary.unlink()
    cut.write_bytes(whole)
    place.run()
    same(place, 2)
    outcome("refused, each with its reason; taken once they came whole")


@pytest.mark.fault(13, "file://", "same delivery twice, out of order, late")
def test_order_and_repetition_make_no_difference(place, landing, statuses, same, outcome):
    kiosk.deliver(landing, 2)
    kiosk.deliver(landing, 0)
    place.run()
    # A month that was closed gets the day that it lacked, and a file comes again under another name.
    kiosk.deliver(landing, 1)
    kiosk.deliver(landing, 0, name="again.csv.gz")
    place.run()
    place.run()
    same(place, 3)
    assert statuses()["again.csv.gz"][0] == "repeated"
    outcome("survived: every row once, the repeated file named")


@pytest.mark.fault(14, "file://", "schema drift: column added, recased, reordered, retyped")
def test_columns_that_can_be_read_are(place, landing, same, outcome):
    kiosk.deliver(landing, 0, header=tuple(name.upper() for name in kiosk.COLUMNS))
    added = kiosk.deliver(landing, 1)
    rows = gzip.decompress(added.read_bytes()).decode().splitlines()
    turned = [
        ";".join([*reversed(row.split(";")), "new" if position == 0 else "x"]) for position, row in enumerate(rows)
    ]
    added.write_bytes(gzip.compress("\n".join(turned).encode() + b"\n"))
    place.run()
    same(place, 2)
    outcome("survived: added, recased and reordered columns make the same rows")


@pytest.mark.fault(14, "file://", "schema drift: column dropped")
def test_a_file_without_a_column_is_refused(place, landing, statuses, same, outcome):
    kiosk.deliver(landing, 0)
    dropped = kiosk.deliver(landing, 1, header=(*kiosk.COLUMNS[:-1], "paid_in_cents"))
    place.run()
    same(place, 1)
    assert statuses()[dropped.name] == ("refused", statuses()[dropped.name][1])
    assert "lacks the column paid" in statuses()[dropped.name][1]
    kiosk.deliver(landing, 1)
    place.run()
    same(place, 2)
    outcome("refused with the column's name; taken once it came right")
