"""What a check found, as a sentence."""

from gcrm.quality.measures import Measure
from gcrm.quality.sentences import told
from gcrm.quality.settings import Limits

FEW = Measure("rows: at least", "rows", 3, Limits(9e9, 9e9), "2.csv has 3 rows", least=1000)


def test_what_is_met_is_only_told():
    assert told(FEW, "met") == "2.csv has 3 rows."


def test_what_is_not_says_what_would_be_and_where_that_stands():
    assert told(FEW, "stopped") == (
        "2.csv has 3 rows: fewer than 1,000 rows stops what is made of it (rows in feed.yml)."
    )
    old = Measure("stale: business_date", "days", 40, Limits(30, None), "the newest day lies 40 days back")
    assert told(old, "warned") == "the newest day lies 40 days back: more than 30 days is worth a look (quality.stale)."


def test_a_contracts_own_promise_has_no_setting():
    repeats = Measure("unique: a", "rows", 2, Limits(0, 0), "2 rows of t repeat the a of another")
    assert told(repeats, "stopped") == "2 rows of t repeat the a of another: more than 0 rows stops what is made of it."


def test_where_none_may_be_any_is_too_much():
    files = Measure("refused files", "share", 0.5, Limits(0.0, 0.9), "1 of 2 files of t were refused")
    failed = "1 of 2 files of t were refused: more than 90% makes the run fail (quality.refused_files)."
    assert told(files, "failed") == failed
    assert told(files, "warned") == "1 of 2 files of t were refused: any is worth a look (quality.refused_files)."
