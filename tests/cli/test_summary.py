"""What a run ends with, from what it did: counts that add up, what was refused, and where to look next."""

from datetime import date, datetime

import pytest

from gcrm.cli.summary import text
from gcrm.core.running.records import Delivery, Outcome, Run, StepRecord

BEGAN = datetime(2018, 1, 1)
RUN = Run("r1", "corner", BEGAN)


def step(table, seconds=1.0, status="done", **more):
    return StepRecord(table, status, "rows", BEGAN, seconds=seconds, **more)


def delivery(file, status="taken", feed="till", reason=None, read=None, bad=None):
    return Delivery(f"bronze.{feed}", feed, file, 1, status, 1, BEGAN, "f" * 64, "r1", reason, read, bad)


def told(*steps, deliveries=(), seconds=61.6):
    return text(Outcome(RUN, steps, deliveries, seconds), "corner", "/lake").splitlines()


def test_a_run_without_news_says_so_and_what_to_look_at():
    lines = told(step("silver.sales", status="unchanged"), seconds=2.4)
    assert lines[:4] == ["", "Done in 2 s: 0 tables brought up to date, 1 unchanged.", "", "No new files."]
    assert "Slowest steps" not in "".join(lines)
    assert lines[lines.index("Look next:") + 1 :] == [
        f"  gcrm {command} --coalition corner --lakehouse /lake"
        for command in ("tables", "show marts.area_power --limit 10", "runs", "atlas")
    ]


def test_files_are_counted_by_feed_and_those_refused_are_told_with_their_reason():
    files = (
        delivery("s1.csv", read=1200, bad=3),
        delivery("s2.csv", read=5, bad=0),
        delivery("s3.csv", "refused", reason="the file is empty"),
        delivery("p1.csv", feed="people", read=7, bad=7),
    )
    lines = told(deliveries=files)
    head = next(n for n, line in enumerate(lines) if line.startswith("Feed"))
    assert [line.split() for line in lines[head : head + 3]] == [
        ["Feed", "files", "refused", "rows", "read", "kept", "quarantined"],
        ["people", "1", "0", "7", "0", "7"],
        ["till", "3", "1", "1,205", "1,202", "3"],
    ]
    assert lines[head + 3] == "  refused: s3.csv: the file is empty"


def test_rows_of_the_canonical_tables_add_up():
    built = {"rows_built": 10, "rows_kept": 7, "rows_quarantined": 2, "rows_repeated": 1, "rows_written": 6}
    lines = told(step("silver.sales", **built), step("silver.areas"), step("warehouse.cells", rows_built=3))
    head = next(n for n, line in enumerate(lines) if line.startswith("Table"))
    assert lines[head + 1].split() == ["silver.sales", "10", "7", "2", "1", "6"]
    assert lines[head + 2] == "", "neither a table that built nothing nor one of another layer"


@pytest.mark.parametrize(
    ("steps", "deliveries", "offered"),
    [
        ((step("silver.sales"),), (delivery("s1.csv", read=1, bad=0),), False),
        ((step("silver.sales", rows_quarantined=1),), (), True),
        ((), (delivery("s1.csv", "refused", reason="the file is empty"),), True),
    ],
)
def test_the_quarantine_is_worth_a_look_only_where_something_was_refused(steps, deliveries, offered):
    assert any("gcrm quarantine" in line for line in told(*steps, deliveries=deliveries)) is offered


def test_a_table_of_several_days_counts_once_and_its_seconds_add_up():
    days = [step("features.sums", 1.5, as_of=date(2018, month, 28)) for month in (1, 2)]
    lines = told(*days, step("silver.sales", 2.0))
    assert lines[1] == "Done in 62 s: 2 tables brought up to date, as of 2 days, 0 unchanged."
    assert "Slowest steps: features.sums 3.0 s, silver.sales 2.0 s" in lines


def test_of_many_steps_the_five_slowest_are_told():
    [line] = [line for line in told(*(step(f"marts.t{n}", n) for n in range(9))) if line.startswith("Slowest")]
    assert line == "Slowest steps: " + ", ".join(f"marts.t{n} {n}.0 s" for n in (8, 7, 6, 5, 4))
