"""What came late: told by when files were taken, and by which run first knew a day."""

from datetime import date, datetime

from pyspark.sql import SparkSession
from tests.core.sales import SALES

from gcrm.core.contracts.table import Field, Table, Upsert
from gcrm.core.running.late import counted, first_known, taken_at
from gcrm.core.running.records import Delivery, Past
from gcrm.core.testing import rows

MONDAY, TUESDAY, WEDNESDAY = (date(2018, 1, day) for day in (1, 2, 3))
RUNS = [
    Past("one", datetime(2018, 1, 2, 6), MONDAY),
    Past("two", datetime(2018, 1, 3, 6), TUESDAY),
    Past("killed", datetime(2018, 1, 4, 6), None),
    Past("three", datetime(2018, 1, 5, 6), WEDNESDAY),
]
DATED = Table(
    "silver.sales", "Sales.", (*SALES.fields, Field("day", "date", "Day")), ("sale_id",), load=Upsert(), day="day"
)


def delivery(file: str, run: str, status: str = "taken") -> Delivery:
    return Delivery("bronze.sales", "till", file, 1, status, 1, datetime(2018, 1, 1), file, run)


def test_a_day_is_known_by_the_first_run_that_found_it_or_a_later_one():
    known = first_known(RUNS, [date(2017, 12, 31), MONDAY, TUESDAY, WEDNESDAY, date(2018, 1, 4)])
    assert known == {
        date(2017, 12, 31): datetime(2018, 1, 2, 6),
        MONDAY: datetime(2018, 1, 2, 6),
        TUESDAY: datetime(2018, 1, 3, 6),
        WEDNESDAY: datetime(2018, 1, 5, 6),
    }


def test_a_file_is_taken_when_its_run_began_and_others_are_no_rows():
    files = [delivery("a", "one"), delivery("b", "killed"), delivery("c", "two", "refused"), delivery("d", "lost")]
    assert taken_at(files, RUNS) == {("a", 1): datetime(2018, 1, 2, 6), ("b", 1): datetime(2018, 1, 4, 6)}


def test_late_are_rows_up_to_a_day_that_came_after_a_run_which_knew_it(spark: SparkSession):
    sales = rows(
        spark,
        DATED,
        {"sale_id": "in time", "day": MONDAY, "_source": ("a", 1, 2)},
        {"sale_id": "late for both", "day": MONDAY, "_source": ("b", 1, 2)},
        {"sale_id": "late for Tuesday", "day": TUESDAY, "_source": ("b", 1, 3)},
        {"sale_id": "of Wednesday", "day": WEDNESDAY, "_source": ("b", 1, 4)},
        {"sale_id": "no day told", "day": None, "_source": ("b", 1, 5)},
    )
    taken = taken_at([delivery("a", "one"), delivery("b", "killed")], RUNS)
    cuts = first_known(RUNS, [MONDAY, TUESDAY, WEDNESDAY])
    assert counted(sales, DATED, taken, cuts) == {MONDAY: 1, TUESDAY: 2, WEDNESDAY: 0}
    assert counted(sales, DATED, {("a", 1): taken[("a", 1)]}, cuts) == {}, "nothing is read where no file was late"
