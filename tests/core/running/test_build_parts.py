"""A table made from feeds: corrections, repetitions and what is no longer delivered."""

from datetime import datetime

import pytest
from pyspark.sql import functions as F
from tests.core.sales import SALES

from gcrm.core.contracts.step import News, Part, Step
from gcrm.core.contracts.table import SOURCE, Field, Table, raw
from gcrm.core.running import quality
from gcrm.core.running.build import Task, build
from gcrm.core.testing import plain, rows
from gcrm.ops.quarantine import QUARANTINE, Quarantine

RAW = raw(SALES)


def feed(name, by):
    """A part over one bronze table of the feed, and that table."""
    table = Table(f"bronze.{name}", "Text.", (Field("sale_id", "string", "x"), Field("amount", "int", "x"), SOURCE))

    def newest(records):
        """The last delivered record per sale, as a feed's SELECT sees it."""
        last = F.max_by(F.struct("amount", "_source"), "_source").alias("last")
        chosen = records.groupBy("sale_id").agg(last).select("sale_id", "last.*")
        return chosen.withColumn(quality.UNREADABLE, F.lit(None).cast("map<string,string>"))

    given = News(table, by_file=by == ()) if by is not None else table
    return Part(name, {"records": given}, newest, by), table


def sales_of(lake, *parts):
    step = Step(SALES, {"raw": RAW}, lambda raw: raw).bound(tuple(part for part, _ in parts))
    lake.create(QUARANTINE)
    for _, table in parts:
        lake.create(table)
    state = {"last": None, "quarantine": Quarantine("run", set()), "number": 0}

    def bring():
        now = {name: lake.version(table) for name, table in step.tables.items()}
        state["last"] = build(
            Task(step, None, None, "hash", now, state["last"]), lake, state["quarantine"], datetime(2018, 1, 1)
        )
        entries = plain(lake.read(QUARANTINE).filter("table_name = 'silver.sales'"), "file", "line", "failed")
        return state["last"], plain(lake.read(SALES), "sale_id", "amount"), entries

    def land(table, *given):
        state["number"] += 1
        records = [{"sale_id": one, "amount": amount, "_source": place} for one, amount, place in given]
        lake.append(table, rows(lake.spark, table, *records), table.name, state["number"], {})

    return bring, land


pytestmark = pytest.mark.sequences
REASON = ["amount_is_positive"]


def test_a_correction_takes_its_row_out_of_quarantine_and_a_spoilt_one_puts_it_there(lake):
    part, table = feed("a_sales", ("sale_id",))
    bring, land = sales_of(lake, (part, table))
    land(table, ("s1", 1, ("a", 1, 2)), ("s2", -2, ("a", 1, 3)), ("s3", -3, ("a", 1, 4)))
    done, stored, refused = bring()
    assert (done.mode, stored, refused) == ("whole", [("s1", 1)], [("a", 3, REASON), ("a", 4, REASON)])

    land(table, ("s2", 2, ("b", 1, 2)))
    done, stored, refused = bring()
    assert (done.mode, done.rows_read) == ("touched", 2)
    assert (stored, refused) == ([("s1", 1), ("s2", 2)], [("a", 4, REASON)])

    land(table, ("s1", -1, ("c", 1, 2)))
    done, stored, refused = bring()
    assert (stored, refused) == ([("s2", 2)], [("a", 4, REASON), ("c", 2, REASON)]), "as from scratch"
    assert (done.mode, done.rows_kept, done.rows_quarantined, done.rows_written) == ("whole", 1, 2, 1)


def test_rows_that_stand_alone_cost_only_the_new_ones(lake):
    part, table = feed("a_sales", ())
    bring, land = sales_of(lake, (part, table))
    land(table, ("s1", 1, ("a", 1, 2)), ("s2", 2, ("a", 1, 3)))
    bring()
    land(table, ("s1", 10, ("b", 1, 2)), ("s3", -3, ("b", 1, 3)))
    done, stored, refused = bring()
    assert (done.mode, done.rows_read, done.rows_written) == ("rows", 2, 1)
    assert (stored, refused) == ([("s1", 10), ("s2", 2)], [("b", 3, REASON)])
    land(table, ("s2", 20, ("0", 1, 2)), ("s3", 3, ("c", 1, 2)))
    done, stored, refused = bring()
    assert (done.rows_read, stored, refused) == (2, [("s1", 10), ("s2", 2), ("s3", 3)], [])


def test_where_one_feed_is_read_whole_all_are_so_that_what_is_gone_goes(lake):
    (first, one), (second, two) = feed("a_sales", None), feed("b_sales", ("sale_id",))
    bring, land = sales_of(lake, (first, one), (second, two))
    land(one, ("s1", 1, ("a", 1, 2)), ("s2", 2, ("a", 1, 3)))
    land(two, ("s3", 3, ("b", 1, 2)))
    bring()
    lake.replace(one, rows(lake.spark, one, {"sale_id": "s1", "amount": 5, "_source": ("A", 1, 2)}), {})
    done, stored, _ = bring()
    assert (done.mode, done.rows_read) == ("whole", 2)
    assert stored == [("s1", 5), ("s3", 3)], "s2 is delivered no more, and s1 from an earlier place is what there is"
    land(two, ("s4", 4, ("c", 1, 2)))
    done, stored, _ = bring()
    assert (done.mode, done.rows_read, stored) == ("touched", 1, [("s1", 5), ("s3", 3), ("s4", 4)])


def test_a_file_that_comes_again_with_fewer_rows_takes_the_others_out(lake):
    part, table = feed("a_sales", ())
    bring, land = sales_of(lake, (part, table))
    land(table, ("s1", 1, ("a", 1, 2)), ("s2", 2, ("b", 1, 2)))
    bring()
    lake.replace(table, rows(lake.spark, table, {"sale_id": "s2", "amount": 2, "_source": ("b", 1, 2)}), {})
    land(table, ("s3", 3, ("a", 2, 2)))
    done, stored, _ = bring()
    assert (done.mode, stored) == ("whole", [("s2", 2), ("s3", 3)])
