"""Delivered files are read again where their table has other columns; rows of files that are gone are not lost."""

import shutil
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gcrm.bronze.feed import Feed, FeedSpec
from gcrm.bronze.landing import landings
from gcrm.core.errors import UsageError
from gcrm.core.running import reland
from gcrm.core.running.fingerprint import fingerprint
from gcrm.core.running.records import Run
from gcrm.core.testing import plain
from gcrm.ops.quarantine import QUARANTINE, Quarantine
from gcrm.sources.spec import FileSpec, Options

pytestmark = [pytest.mark.sequences, pytest.mark.core]

BEGAN = datetime(2018, 1, 1)


class Desk:
    """A landing folder, its lakehouse, and what the ledger would remember; `spec` is the file's part of a feed.yml."""

    def __init__(self, lake, root):
        self.lake, self.root, self.known, self.last, self.runs = lake, root, [], None, 0
        self.spec = FileSpec("s*.csv", "csv", ("id", "name"), key=("id",))
        lake.create(QUARANTINE)

    @property
    def step(self):
        [step] = landings([Feed("till", FeedSpec("Till", {"sales": self.spec}, "till"), {}, "conf/till")], self.root)
        return step

    def put(self, name, text):
        (self.root / name).write_text(text)

    def bring(self, *from_less, taken_away=False):
        self.runs += 1
        began = BEGAN + timedelta(hours=self.runs)
        run = Run(f"run-{self.runs}", "corner", began, from_less=frozenset(from_less))
        last = None if taken_away else self.last
        refusing = {row["table_name"] for row in self.lake.read(QUARANTINE).select("table_name").collect()}
        quarantine = Quarantine(run.run_id, refusing)
        made = fingerprint(self.step)
        new, record, self.told = reland.bring(
            self.step, made, self.lake, last, taken_away, self.known, run, quarantine, began
        )
        self.known = [*self.known, *new]
        self.last = record if record.status == "done" else self.last
        return record

    def rows(self, *columns):
        return plain(self.lake.read(self.step.output), "_source.file", "_source.revision", *columns)

    def refused(self):
        return plain(self.lake.read(QUARANTINE), "file", "line", "failed")


@pytest.fixture
def desk(lake, tmp_path):
    (tmp_path / "landing").mkdir()
    desk = Desk(lake, tmp_path / "landing")
    desk.put("s1.csv", "id,name,tip\n1,a,10\n,b,20\n")
    desk.put("s2.csv", "id,name,tip\n2,c,30\n")
    return desk


def wider(desk):
    desk.spec = replace(desk.spec, columns=("id", "name", "tip"))


def test_a_new_column_is_read_from_the_files_that_were_delivered(desk):
    first = desk.bring()
    assert (first.reason, first.rows_read, first.rows_quarantined) == ("2 new files", 2 + 1, 1)
    assert desk.bring().status == "unchanged"
    wider(desk)
    desk.put("s3.csv", "id,name,tip\n3,d,40\n")
    done = desk.bring()
    assert (done.mode, done.reason) == ("whole", "column tip is new, and 1 more")
    assert (done.rows_read, done.rows_kept, done.rows_quarantined) == (4, 3, 1)
    assert desk.rows("tip") == [("s1.csv", 1, "10"), ("s1.csv", 1, "20"), ("s2.csv", 1, "30"), ("s3.csv", 1, "40")]
    assert desk.refused() == [("s1.csv", 3, ["id_is_given"])]
    assert desk.bring().status == "unchanged"

    desk.spec = replace(desk.spec, columns=("id", "tip"))
    assert desk.bring().reason == "column name is gone"
    assert desk.lake.spark.read.format("delta").load(desk.lake.path(desk.step.output)).columns[:2] == ["id", "tip"]


def test_files_that_are_gone_are_asked_for_and_their_rows_stay(desk):
    desk.bring()
    (desk.root / "s1.csv").unlink()
    wider(desk)
    asked = (
        r"^bronze\.till_sales is to be read again \(column tip is new\), but 1 of the files that it was made of "
        r"cannot be \(the first: s1\.csv is gone\); put it back, or add --rebuild-from-less bronze\.till_sales\.$"
    )
    for _ in range(2):
        with pytest.raises(UsageError, match=asked):
            desk.bring()
    assert desk.lake.spark.read.format("delta").load(desk.lake.path(desk.step.output)).columns[:2] == ["id", "name"]
    done = desk.bring("bronze.till_sales")
    assert (done.rows_read, done.rows_quarantined) == (3, 1)
    assert desk.rows("name", "tip") == [
        ("s1.csv", 1, "a", None), ("s1.csv", 1, "b", None), ("s2.csv", 1, "c", "30")
    ]  # fmt: skip
    assert desk.bring().status == "unchanged"


def test_a_file_that_lacks_the_new_column_is_told_from_one_that_is_gone(desk):
    desk.put("s1.csv", "id,name\n1,a\n")
    desk.bring()
    wider(desk)
    with pytest.raises(UsageError, match=r"the first: s1\.csv cannot be read: line 1 lacks the column tip"):
        desk.bring()


def test_what_a_file_held_before_it_was_corrected_is_not_missed(desk):
    desk.bring()
    desk.put("s1.csv", "id,name,tip\n7,z,70\n")
    desk.bring()
    wider(desk)
    desk.bring()
    assert desk.rows("id", "tip") == [
        ("s1.csv", 1, "1", None), ("s1.csv", 1, None, None), ("s1.csv", 2, "7", "70"), ("s2.csv", 1, "2", "30")
    ]  # fmt: skip


def test_other_options_read_the_files_again(desk):
    desk.bring()
    desk.spec = replace(desk.spec, options=Options(encoding="latin-1"))
    done = desk.bring()
    assert (done.reason, done.rows_read) == ('encoding of its files "utf-8" -> "latin-1"', 3)


def test_delivered_text_stands_where_only_code_has_changed_and_files_are_gone(desk):
    first = desk.bring()
    of_before = {**first.fingerprint, "code:sources/delimited.py": "another"}
    desk.last = replace(first, fingerprint=of_before)
    (desk.root / "s2.csv").unlink()
    done = desk.bring()
    assert (done.status, desk.rows("id")) == (
        "unchanged",
        [("s1.csv", 1, "1"), ("s1.csv", 1, None), ("s2.csv", 1, "2")],
    )
    assert done.reason.startswith("its code changed (sources/delimited.py), but files")
    assert desk.told == "1 file that it was made of cannot be read again, so its rows stay as other code read them"
    desk.put("s2.csv", "id,name,tip\n2,c,30\n")
    assert (desk.bring().mode, desk.last.fingerprint) == ("whole", first.fingerprint)


def test_a_table_that_was_taken_away_is_made_of_all_its_files_or_said_yes_to(desk):
    desk.bring()
    (desk.root / "s2.csv").unlink()
    shutil.rmtree(desk.lake.path(desk.step.output).removeprefix("file:"))
    with pytest.raises(UsageError, match=r"read again \(it was taken away\), but 1 of .* s2\.csv is gone"):
        desk.bring(taken_away=True)
    assert not desk.lake.exists(desk.step.output)
    done = desk.bring("bronze.till_sales", taken_away=True)
    assert (done.reason, desk.rows("id")) == (
        "it was taken away, and 1 more",
        [("s1.csv", 1, "1"), ("s1.csv", 1, None)],
    )


def test_a_table_of_before_fingerprints_stands_unless_it_has_other_columns(desk):
    first = desk.bring()
    desk.last = replace(first, fingerprint=None)
    assert desk.bring().status == "unchanged"
    wider(desk)
    assert desk.bring().reason == "its columns changed"
    assert desk.rows("tip")[0] == ("s1.csv", 1, "10")


def test_a_file_of_which_no_row_came_is_not_missed(desk):
    desk.put("s3.csv", "id,name,tip\n")
    desk.bring()
    shutil.rmtree(desk.lake.path(desk.step.output).removeprefix("file:"))
    assert desk.bring(taken_away=True).reason.startswith("it was taken away")
    assert desk.rows("id") == [("s1.csv", 1, "1"), ("s1.csv", 1, None), ("s2.csv", 1, "2")]
