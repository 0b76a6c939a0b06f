"""The ledger of a lakehouse: what one run writes, the next one reads."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from gcrm.core.errors import UsageError
from gcrm.core.running.records import Delivery, Run, StepRecord
from gcrm.core.testing import rows, same
from gcrm.ops.ledger import OPS, Ledger
from gcrm.ops.runs import RUNS
from gcrm.ops.steps import STEPS

BEGAN, LATER = datetime(2018, 1, 1, 4), datetime(2018, 1, 2, 4)
RUN = Run("r1", "corner", BEGAN, key_id="2-ab12", n_steps=2)
STEP = StepRecord("silver.sales", "done", "whole", BEGAN, rows_kept=3, inputs={"bronze.sales": 4}, run_id="r1")
FILE = Delivery("bronze.sales", "till", "s1.csv", 1, "taken", 20, BEGAN, "f" * 64, "r1", rows_read=3)


@pytest.fixture
def ledger(lake):
    return Ledger(lake)


def test_every_table_is_there_before_anything_happened(ledger):
    assert all(ledger.lake.exists(table) for table in OPS)
    assert (ledger.states(), ledger.deliveries(), ledger.refusals(RUN).refusing) == ({}, [], set())


def test_a_run_is_one_row_from_its_beginning_to_its_end(ledger):
    ledger.begin(RUN, "hash", "0.1")
    same(ledger.lake.read(RUNS), [("r1", "running", None)], "run_id", "status", "ended_at")
    ledger.begin(replace(RUN, run_id="r2"), "hash", "0.1")
    ledger.end(RUN, "failed", "hash", "0.1", date(2018, 1, 1), date(2018, 1, 2), LATER, "No room.")
    same(
        ledger.lake.read(RUNS),
        [
            ("r1", "failed", LATER, date(2018, 1, 1), "No room."),
            ("r2", "running", None, None, None),
        ],
        "run_id",
        "status",
        "ended_at",
        "as_of",
        "message",
    )


def test_the_last_thing_done_is_a_tables_state_and_what_was_unchanged_is_nothing_done(ledger):
    newer = replace(STEP, started_at=LATER, rows_kept=5, run_id="r2")
    ledger.record([STEP, replace(STEP, table_name="silver.areas")])
    ledger.record([newer, replace(STEP, table_name="silver.areas", status="unchanged", started_at=LATER)])
    assert ledger.states() == {
        ("silver.sales", None): newer,
        ("silver.areas", None): replace(STEP, table_name="silver.areas"),
    }


def test_of_a_step_that_takes_a_business_day_each_day_has_its_state(ledger):
    days = [replace(STEP, as_of=date(2018, 1, day), started_at=BEGAN) for day in (1, 2)]
    ledger.record(days)
    assert ledger.states() == {("silver.sales", step.as_of): step for step in days}


def test_a_delivery_that_another_run_has_on_record_is_not_there_twice(ledger):
    again = replace(FILE, run_id="r2")
    ledger.deliver([FILE])
    ledger.deliver([again, replace(again, revision=2)])
    assert sorted((d.revision, d.run_id) for d in ledger.deliveries()) == [(1, "r1"), (2, "r2")]
    assert next(d for d in ledger.deliveries() if d.revision == 1) == FILE


def test_pseudonyms_of_another_key_are_refused(ledger):
    ledger.begin(RUN, "hash", "0.1")
    ledger.require_key(RUN)
    ledger.require_key(replace(RUN, key_id=None))
    with pytest.raises(UsageError, match=r"The vault key \(fingerprint 2-cd34\) is not the one .*\(2-ab12\); give"):
        ledger.require_key(replace(RUN, key_id="2-cd34"))
    with pytest.raises(UsageError, match=r"were derived by another version of G-CRM; after `gcrm rotate-key`"):
        ledger.require_key(replace(RUN, key_id="3-ab12"))


RECORD = StepRecord(
    "silver.sales",
    "done",
    "whole",
    datetime(2018, 1, 1),
    inputs={"bronze.lines": 3},
    output_version=2,
    config_hash="c",
    run_id="run",
    fingerprint={"column:amount": "int"},
    reason="never built",
)


@pytest.fixture
def old(lake):
    """A lakehouse whose ops.steps was made, and written, before it kept what makes a table."""
    kept = replace(STEPS, fields=tuple(f for f in STEPS.fields if f.name not in ("fingerprint", "reason")))
    lake.create(kept)
    row = {"table_name": "silver.sales", "status": "done", "started_at": datetime(2017, 1, 1), "run_id": "before"}
    lake.append(kept, rows(lake.spark, kept, {**row, "inputs": {"bronze.lines": 1}, "output_version": 1}), "x", 1, {})
    return lake


def test_what_made_a_table_is_kept(lake):
    ledger = Ledger(lake)
    ledger.record([RECORD])
    assert ledger.states() == {("silver.sales", None): RECORD}


def test_a_ledger_of_an_earlier_version_is_read_as_it_is(old):
    version = old.version(STEPS)
    state = Ledger(old, make=False).states()["silver.sales", None]
    assert (state.run_id, state.inputs, state.fingerprint) == ("before", {"bronze.lines": 1}, None)
    assert old.version(STEPS) == version, "a look writes nothing"


def test_a_ledger_of_an_earlier_version_gets_what_it_lacks(old):
    ledger = Ledger(old)
    assert ledger.states()["silver.sales", None].fingerprint is None
    ledger.record([RECORD])
    assert ledger.states()["silver.sales", None] == RECORD


def test_a_lakehouse_without_a_ledger_has_nothing_to_say(lake):
    ledger = Ledger(lake, make=False)
    assert (ledger.states(), ledger.deliveries()) == ({}, [])
    assert not lake.exists(STEPS)
