"""How tables were built last."""

from datetime import date, datetime

from gcrm.core.running.records import StepRecord
from gcrm.core.running.states import States

OLD, NEW = datetime(2018, 1, 1), datetime(2018, 1, 2)


def step(day=None, at=OLD, status="done", **more):
    return StepRecord("marts.sums", status, "whole", at, as_of=day, **more)


DAYS = {("marts.sums", day): step(day, at) for day, at in ((date(2018, 1, 1), NEW), (date(2018, 1, 2), OLD))}


def test_of_several_days_the_one_that_was_built_last_counts():
    assert States(DAYS).before("marts.sums") == DAYS["marts.sums", date(2018, 1, 1)]
    assert States(DAYS).before("marts.other") is None


def test_what_the_run_did_itself_is_newer():
    mine = step(at=NEW)
    assert States(DAYS).newest("marts.sums", [mine, step(status="held")]) == mine
    assert States(DAYS).newest("marts.sums", []) == States(DAYS).before("marts.sums")


def test_a_row_of_the_ledger_says_what_made_the_table_and_why():
    assert States({}).explained(step(), {"k": "7"}).reason == "never built"
    held = step(status="held", reason="no")
    assert States({}).explained(held, {"k": "7"}) == held
