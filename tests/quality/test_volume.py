"""Rows of files against what a feed says, and against the file before."""

from dataclasses import replace
from datetime import datetime

from gcrm.core.running.records import Delivery
from gcrm.quality.settings import Limits
from gcrm.quality.volume import measured, refused
from gcrm.sources.volume import Volume


def file(name, rows, run="r1", status="taken"):
    return Delivery("bronze.till_sales", "till", name, 1, status, 9, datetime(2018, 1, 1), name, run, None, rows)


BEFORE = [file("1.csv", 1000), file("2.csv", 900), file("0.csv", None, status="refused")]


def found(volume, *new):
    return {one.name: (one.value, one.least, one.limits, one.told) for one in measured([*BEFORE, *new], volume)}


def test_the_files_of_the_newest_run_alone_are_asked():
    new = file("3.csv", 990, "r2"), file("4.csv", 10, "r2")
    least = found(Volume(at_least=100), *new)
    assert least == {"rows: at least": (10, 100, Limits(float("inf"), float("inf")), "4.csv has 10 rows")}
    assert found(Volume(at_most=100, severity="warn"), *new) == {
        "rows: at most": (990, None, Limits(100, None), "3.csv has 990 rows")
    }


def test_each_file_is_compared_with_the_one_before_it():
    [(share, _, limits, told)] = found(Volume(change="50%"), file("3.csv", 1800, "r2")).values()
    assert (share, limits, told) == (1.0, Limits(0.5, 0.5), "3.csv has 1,800 rows, after 900 of 2.csv")


def test_the_first_file_is_compared_with_none():
    assert [*measured([file("1.csv", 5)], Volume(change="1%"))] == []
    assert [*measured([file("0.csv", None, status="refused")], Volume(at_least=5))] == []


def test_files_that_are_refused_whole_are_told_until_they_are_mended():
    bad, good = file("3.csv", None, "r2", status="refused"), file("4.csv", 9, "r2")
    limits = Limits(0.0, 0.9)

    def share(*files):
        [found] = refused("bronze.till_sales", files, limits)
        return found.value, found.told

    assert share(*BEFORE, bad, good) == (0.4, "2 of 5 files of bronze.till_sales were refused")
    assert share(bad) == (1.0, "1 of 1 files of bronze.till_sales was refused")
    assert share(bad, replace(bad, revision=2, status="taken")) == (
        0.0,
        "0 of 1 files of bronze.till_sales were refused",
    )
    assert list(refused("bronze.till_sales", [replace(bad, status="repeated")], limits)) == []
