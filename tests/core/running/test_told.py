"""What a run tells of each step."""

from datetime import date, datetime

from gcrm.core.running.records import StepRecord
from gcrm.core.running.told import progress

NOW = datetime(2018, 1, 1)


def step(status="done", **more):
    return StepRecord("marts.sums", status, "whole" if status == "done" else "", NOW, **more)


def test_a_step_that_was_done_says_rows_and_what_became_of_others():
    days = [step(as_of=date(2018, 1, n), rows_kept=1000, rows_quarantined=2, rows_late=1, reason="") for n in (1, 2)]
    line = progress([*days, step("unchanged")], 1.25, 3, 40)
    assert line == f"[  3/40] {'marts.sums':<36}    2,000 rows    1.2 s  whole  2 of 3 days  4 quarantined  2 late"


def test_a_step_that_was_not_says_so_and_why():
    assert progress([step("unchanged")], 0, 3, 40).split()[-1] == "unchanged"
    assert progress([step("held", reason="silver.sales: no.")], 0, 3, 40).endswith(" held  (silver.sales: no.)")
