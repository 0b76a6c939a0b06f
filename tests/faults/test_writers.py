"""Several at once: runs of the same day, maintenance beside a run, a reader that takes its time."""

import os
import re
import shutil
import time

import pytest
from delta.tables import DeltaTable
from pyspark.sql import functions as F
from tests.cluster.commands import hdfs
from tests.faults.runs import runs

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.silver.transactions import TRANSACTIONS

LONG_AGO = time.time() - 9 * 24 * 60 * 60  # VACUUM keeps what is younger than a week
PACKED = r"silver\.transactions +[\d,]+ -> \d+"


def well_or_loudly(spark, processes, lakehouse):
    """How many ended well; the others must have said why, and the ledger must call no run done that was not."""
    codes = [process.wait() for process in processes]
    for process, code in zip(processes, codes, strict=True):
        assert not code or process.said[-1].startswith("gcrm: "), process.text
    assert 0 in codes, "\n".join(process.text for process in processes)
    states = [run["status"] for run in runs(spark, lakehouse)][-len(codes) :]
    assert states.count("done") == codes.count(0)
    return codes.count(0)


@pytest.mark.fault(10, "file://", "three runs of one day at once, then four of the next")
def test_runs_at_once_make_one_result(spark, place, same, outcome):
    place.deliver(0)
    well = well_or_loudly(spark, [place.start() for _ in range(3)], place.lakehouse)
    same(place, 1)
    place.deliver(1)
    well += well_or_loudly(spark, [place.start() for _ in range(4)], place.lakehouse)
    same(place, 2)
    # Each run's own row in the ledger: no commit of one writer took another's away.
    assert len(runs(spark, place.lakehouse)) == 7
    outcome(f"one result: {well} of 7 runs ended well, the others loudly")


@pytest.mark.fault(10, "hdfs, YARN", "two submissions of one day at once")
def test_submitted_twice_at_once(spark, shop, holds, outcome):
    known = len(runs(spark, shop.lakehouse))
    shop.next_day()
    well = well_or_loudly(spark, [shop.start(), shop.start()], shop.lakehouse)
    holds()
    assert len(runs(spark, shop.lakehouse)) == known + 2
    outcome(f"one result: {well} of 2 ended well")


def optimized(spark, path, after):
    """Whether the table was packed since that version, by DESCRIBE HISTORY."""
    history = DeltaTable.forPath(spark, path).history().filter(F.col("version") > after)
    return not history.filter("operation = 'OPTIMIZE'").isEmpty()


def read_slowly(frame, goes_on):
    """The sum of a reader that began before, and ends after, all that goes on meanwhile; and how often it was right."""
    wanted = frame.agg(F.sum("amount"), F.count("*")).first()
    rows = frame.select("amount").toLocalIterator()
    total, count, read = next(rows)["amount"], 1, 0
    while goes_on():
        assert frame.agg(F.sum("amount"), F.count("*")).first() == wanted
        read += 1
    for row in rows:
        total, count = total + row["amount"], count + 1
    assert (total, count) == tuple(wanted)
    return read


def maintained(spark, place, watched, left):
    """A day that is run while a reader reads and `gcrm maintain` packs, and sweeps away `left`; how often was read."""
    lake, version = Lakehouse(spark, place.lakehouse), watched.version()
    writer, keeper = place.start(), place.start(command="maintain")
    read = read_slowly(
        lake.read(TRANSACTIONS, version), lambda: writer.popen.poll() is None or keeper.popen.poll() is None
    )
    assert keeper.wait() == 0, keeper.text
    assert re.search(PACKED, keeper.text), keeper.text
    assert optimized(spark, lake.path(TRANSACTIONS), version)
    assert left.rpartition("/")[2] not in watched.files()
    assert writer.wait() == 0, writer.text
    assert read >= 2
    return read


@pytest.mark.fault(11, "file://", "a run and a long reader beside OPTIMIZE and VACUUM")
def test_maintenance_disturbs_neither_writer_nor_reader(spark, place, same, outcome):
    # Eight files and more are worth packing; each day leaves two.
    watched = place.watch(TRANSACTIONS)
    for day in range(4):
        place.deliver(day)
        place.run()
    # What a killed run has left, a week ago and more.
    left = f"{watched.folder}/part-00000-left.parquet"
    shutil.copy(f"{watched.folder}/{min(n for n in watched.files() if n.endswith('.parquet'))}", left)
    os.utime(left, (LONG_AGO, LONG_AGO))
    place.deliver(4)
    read = maintained(spark, place, watched, left)
    same(place, 5)
    outcome(f"survived: packed and swept while written, the reader read the same rows {read} times")


@pytest.mark.fault(11, "hdfs, YARN", "a submission and a long reader beside OPTIMIZE and VACUUM")
def test_maintenance_of_the_cluster_disturbs_nobody(spark, shop, holds, outcome):
    # Eight files and more are worth packing; each day leaves some.
    watched = shop.watch(TRANSACTIONS)
    while shop.days < 8 and len([n for n in watched.files() if n.endswith(".parquet")]) < 12:
        shop.next_day()
        shop.run()
    left, some = f"{watched.folder}/part-00000-left.parquet", f"{watched.folder}/{min(watched.files())}"
    hdfs(shop.cluster, "-cp", some, left)
    hdfs(shop.cluster, "-touch", "-m", "-t", time.strftime("%Y%m%d:%H%M%S", time.gmtime(LONG_AGO)), left)
    shop.next_day()
    read = maintained(spark, shop, watched, left)
    holds()
    outcome(f"survived: packed and swept while written, the reader read the same rows {read} times")
