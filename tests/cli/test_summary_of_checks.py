"""What a run ends with."""

from datetime import datetime

from gcrm.cli.summary import text
from gcrm.core.running.records import Outcome, Run, StepRecord, Verdict

NOW = datetime(2018, 1, 1)
STEPS = (
    StepRecord("silver.payments", "done", "whole", NOW, rows_built=5, rows_quarantined=5),
    StepRecord("features.payments", "held", "", NOW, reason="All were refused."),
    StepRecord("silver.areas", "unchanged", "", NOW),
)


def verdict(status, told):
    return Verdict("r1", "silver.payments", told, status, 1.0, "share", 0.05, 0.5, told, 1, NOW)


def said(steps, verdicts=(), stopped=None, lacking=()):
    return text(Outcome(Run("r1", "corner", NOW), steps, (), 9.0, verdicts, stopped), "corner", "lake", lacking)


def test_a_run_that_was_stopped_is_not_done():
    told = said(STEPS, (verdict("warned", "Odd."), verdict("met", "Fine."), verdict("stopped", "All.")), "All.")
    assert "Stopped in 9 s: 1 tables brought up to date, 1 unchanged, 1 held as they were." in told
    assert "Done" not in told
    checks = told[told.index("Checks: 3 asked, 2 not met") :].splitlines()
    assert checks[1:3] == ["  stopped: All.", "  warned: Odd."]
    assert checks[3].startswith("  held: 1 table behind what stopped;")


def test_a_run_that_holds_nothing_and_failed_is_not_done_either():
    told = said(STEPS[::2], (verdict("failed", "None was read."),), "None was read.")
    assert "Incomplete in 9 s: 1 tables brought up to date, 1 unchanged." in told
    assert "Checks: 1 asked, 1 not met\n  failed: None was read." in told


def test_a_run_of_which_every_check_is_met_says_nothing_of_them():
    told = said(STEPS[::2], (verdict("met", "Fine."),))
    assert "Done in 9 s: 1 tables brought up to date, 1 unchanged." in told
    assert "Checks" not in told


def test_what_is_missing_is_told_with_what_it_would_unlock():
    assert "Missing:\n  no products.sql: no categories." in said(
        STEPS[::2], lacking=["no products.sql: no categories."]
    )
    assert "Missing" not in said(STEPS[::2])
