"""After an erasure: what follows its inputs stands, what adds members up is made anew, and the rest sees for itself."""

from dataclasses import replace
from datetime import datetime

from gcrm.core.contracts.graph import discover
from gcrm.core.running.records import StepRecord
from gcrm.erasure import ledger

AT = datetime(2018, 5, 1)
STEPS = {step.output.name: step for step in discover()}
NAMES = ("silver.transactions", "warehouse.member_months", "warehouse.store_days", "features.purchases")


def told():
    last = {}
    for name in NAMES:
        inputs = {"vault.till_sales": 4} if name == "silver.transactions" else dict.fromkeys(STEPS[name].tables, 3)
        last[name] = StepRecord(name, "done", "whole", datetime(2018, 1, 1), 5, inputs=inputs, config_hash="h")
    steps = [replace(STEPS[name], parts=()) for name in NAMES]
    versions = dict.fromkeys([*NAMES, "vault.till_sales"], 9)
    return {row.table_name: row for row in ledger.after(steps, last, versions, "erasure-1", AT)}


def test_what_follows_its_inputs_is_on_record_as_made_of_them_as_they_are():
    months = told()["warehouse.member_months"]
    assert (months.inputs, months.output_version, months.config_hash) == ({"silver.transactions": 9}, 9, "h")
    assert (months.run_id, months.reason, months.rows_read) == ("erasure-1", "members were forgotten", 0)


def test_what_adds_members_up_is_to_be_made_anew_whole():
    days = told()["warehouse.store_days"]
    assert (days.config_hash, days.inputs) == ("", {"silver.transactions": 3})


def test_what_reads_its_inputs_whole_needs_no_word():
    assert "features.purchases" not in told()


def test_what_stands_as_it_stood_needs_no_word():
    step = STEPS["warehouse.member_months"]
    record = StepRecord(step.output.name, "done", "whole", AT, inputs={"silver.transactions": 3}, output_version=2)
    versions = {"silver.transactions": 3, step.output.name: 2}
    assert ledger.after([step], {step.output.name: record}, versions, "erasure-1", AT) == []
