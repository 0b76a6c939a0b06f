"""Every file is taken once, refused with its reason, or known already; a kill loses and doubles nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from tests.core.running.desk import BEGAN, Desk

from gcrm.core.running import land
from gcrm.core.running.arrivals import arrivals
from gcrm.core.storage.files import Folder


@pytest.fixture
def desk(lake, tmp_path):
    (tmp_path / "landing").mkdir()
    return Desk(lake, tmp_path / "landing")


@dataclass(frozen=True)
class Hand:
    """What somebody does to a file at the moment at which its step has read it."""

    read: Callable
    then: Callable

    def __call__(self, spark, files):
        frame = self.read(spark, files)
        rows = frame.collect()
        self.then()
        return spark.createDataFrame(rows, frame.schema)


@pytest.mark.parametrize("again", ["id,name\n1,a\n3,c\n", "id,name\n1,a\n2,b\n3,c\n", None])
def test_a_file_that_changes_between_its_hash_and_its_read_is_taken_the_next_time(desk, again):
    desk.put("s1.csv", "id,name\n1,a\n2,b\n")
    desk.put("s2.csv", "id,name\n7,x\n")
    path, step = desk.root / "s1.csv", desk.step
    # With the time that it had before, which its sender may set.
    desk.step = replace(step, read=Hand(step.read, lambda: desk.put("s1.csv", again) if again else path.unlink()))
    done, record = desk.take()
    told = "it changed while it was read; the next run takes it, once its sender has ended"
    assert [(d.file, d.status, d.reason) for d in done] == [("s1.csv", "refused", told), ("s2.csv", "taken", None)]
    assert record.rows_read == 1
    assert desk.rows() == [("s2.csv", 1, 2, "7")]

    desk.step = step
    done, _ = desk.take()
    assert [(d.file, d.revision, d.status) for d in done] == ([("s1.csv", 2, "taken")] if again else [])
    ids = [line[0] for line in (again or "id,name\n").splitlines()[1:]]
    assert [row[3] for row in desk.rows()] == [*ids, "7"]


def test_a_file_that_is_gone_before_it_is_read_is_no_error(desk):
    desk.put("s1.csv", "id,name\n1,a\n")
    new = arrivals(desk.step, [], "run")
    (desk.root / "s1.csv").unlink()
    done, _ = land.take(desk.step, desk.lake, new, None, desk.quarantine, BEGAN)
    assert [d.status for d in done] == ["refused"]
    assert desk.rows() == []


@pytest.mark.sequences
@pytest.mark.core
def test_files_land_once_with_their_rows_and_their_faults(desk):
    desk.put("s1.csv", "id,name\n1,a\n2,b\n2,b\n")
    desk.put("s2.csv", "id,name\n3,c\n3,other\n4\n,x\n")
    desk.put("s3.csv", "id;name\n5;e\n")
    done, step = desk.take()
    assert [(d.file, d.status, d.rows_read, d.rows_quarantined) for d in done] == [
        ("s1.csv", "taken", 3, 0), ("s2.csv", "taken", 4, 4), ("s3.csv", "refused", None, None),
    ]  # fmt: skip
    assert (step.rows_read, step.rows_kept, step.rows_quarantined, step.rows_repeated) == (7, 2, 4, 1)
    assert desk.rows() == [
        ("s1.csv", 1, 2, "1"), ("s1.csv", 1, 3, "2"), ("s1.csv", 1, 4, "2"),
        ("s2.csv", 1, 2, "3"), ("s2.csv", 1, 3, "3"), ("s2.csv", 1, 4, "4"), ("s2.csv", 1, 5, None),
    ], "nothing is judged away"  # fmt: skip
    assert desk.refused() == [
        ("s2.csv", 1, 2, ["repeats_a_key_with_other_values"]),
        ("s2.csv", 1, 3, ["repeats_a_key_with_other_values"]), ("s2.csv", 1, 4, ["is_a_record_of_2_columns"]),
        ("s2.csv", 1, 5, ["id_is_given"]),
    ]  # fmt: skip

    desk.put("s2.csv", "id,name\n3,c\n4,d\n")
    done, step = desk.take()
    assert [(d.file, d.revision, d.rows_read, d.rows_quarantined) for d in done] == [("s2.csv", 2, 2, 0)]
    assert len(desk.rows()) == 9
    assert [place for place in desk.refused() if place[2] < 4] == [], "the lines that came again were mended"


def test_a_file_that_spark_would_pass_over_waits_and_is_taken_once_renamed(desk):
    for name in ("_s1.csv", "_x/s2.csv", "s3.csv._COPYING_", ".s4.csv"):
        desk.put(name, f"id,name\n{name},a\n")
    desk.step = replace(desk.step, find=lambda: Folder(str(desk.root)).matching("**/*s[0-9].csv*"))
    assert desk.arrivals() == [("_x/s2.csv", 1, "taken")]
    desk.take()
    for old, new in (("_s1.csv", "s1.csv"), ("s3.csv._COPYING_", "s3.csv"), (".s4.csv", "s4.csv")):
        (desk.root / old).rename(desk.root / new)
    done, _ = desk.take()
    assert [(d.file, d.status, d.rows_read) for d in done] == [
        ("s1.csv", "taken", 1), ("s3.csv", "taken", 1), ("s4.csv", "taken", 1),
    ]  # fmt: skip


def test_content_of_which_no_row_came_is_no_content_that_stands(desk):
    desk.put("s1.csv", "id,name\n1,a\n")
    [delivery] = arrivals(desk.step, [], "run")
    desk.known = [replace(delivery, file="_s1.csv", rows_read=0, rows_quarantined=0)]
    assert desk.arrivals() == [("s1.csv", 1, "taken")]
    desk.known = [replace(delivery, file="s0.csv", rows_read=1, rows_quarantined=0)]
    assert desk.arrivals() == [("s1.csv", 1, "repeated")]


def test_a_file_that_is_not_empty_and_gives_no_row_is_refused(desk):
    desk.put("s1.csv", "id,name\n1,a\n")
    desk.put("s2.csv", "id,name\n2,b\n")
    desk.put("s3.csv", "id,name\n")
    # As if Spark passed over the second file.
    whole = desk.step.read
    desk.step = replace(desk.step, read=lambda spark, files: whole(spark, files).filter("_source.file <> 's2.csv'"))
    done, step = desk.take()
    assert [(d.file, d.status, d.rows_read) for d in done] == [
        ("s1.csv", "taken", 1), ("s2.csv", "refused", None), ("s3.csv", "taken", 0),
    ]  # fmt: skip
    assert done[1].reason.startswith("no row came of it, though it is not empty; ")
    assert step.rows_read == 1


def test_a_file_that_spark_cannot_read_is_refused_alone(desk):
    desk.put("s1.csv", "id,name\n1,a\n")
    desk.put("s2.csv", "id,name\n2,b" + ",x" * 30_000 + "\n")  # more columns than Spark's reader takes
    desk.put("s3.csv", "id,name\n3,c\n")
    done, step = desk.take()
    assert [(d.file, d.status, d.rows_read) for d in done] == [
        ("s1.csv", "taken", 1), ("s2.csv", "refused", None), ("s3.csv", "taken", 1),
    ]  # fmt: skip
    assert done[1].reason.startswith("Spark cannot read it: ")
    assert "\n" not in done[1].reason
    assert step.rows_read == 2


def test_a_run_that_cannot_write_refuses_no_file(desk, monkeypatch):
    desk.put("s1.csv", "id,name\n1,a\n")

    def full(*_given):
        raise OSError("No space left on device")

    monkeypatch.setattr(desk.lake, "append", full)
    with pytest.raises(OSError, match="No space left"):
        desk.take()


@pytest.mark.sequences
@pytest.mark.core
def test_a_kill_between_the_rows_and_the_ledger_lands_nothing_twice(desk):
    desk.put("s1.csv", "id,name\n1,a\n2\n")
    killed, _ = desk.take(record=False)
    before = desk.rows()
    again, step = desk.take()
    assert again == killed
    assert [(d.status, d.rows_read, d.rows_quarantined) for d in again] == [("taken", 2, 1)]
    assert (step.rows_read, step.rows_kept, step.rows_quarantined) == (2, 1, 1)
    assert desk.rows() == before

    desk.put("s2.csv", "id,name\n3,c\n")
    desk.take(record=False)
    desk.put("s3.csv", "id,name\n4,d\n")
    done, _ = desk.take()
    assert [(d.file, d.rows_read) for d in done] == [("s2.csv", 1), ("s3.csv", 1)]
    assert [row[3] for row in desk.rows()] == ["1", "2", "3", "4"]
    assert desk.arrivals() == []


@pytest.mark.sequences
@pytest.mark.core
def test_of_many_files_none_is_lost_and_none_comes_twice(desk, monkeypatch):
    monkeypatch.setattr(land, "_AT_ONCE", 2)
    for number in range(24):
        desk.put(f"s{number:02d}.csv", f"id,name\n{number},a\n")
    desk.take(record=False)
    done, _ = desk.take()
    assert [d.rows_read for d in done] == [1] * 24
    for number in (24, 25):
        desk.put(f"s{number}.csv", f"id,name\n{number},a\n")
        assert [d.rows_read for d in desk.take()[0]] == [1]
    assert sorted(row[-1] for row in desk.rows()) == sorted(str(number) for number in range(26))


def test_a_step_says_what_it_read(desk):
    desk.put("s1.csv", "id,name\n1,a\n")
    done, step = desk.take()
    assert (step.table_name, step.status, step.mode, step.rows_written) == ("bronze.till_sales", "done", "rows", 1)
    assert step.output_version == desk.lake.version(desk.step.output)
    assert done == [replace(done[0], table_name="bronze.till_sales", feed="till", run_id="run")]
