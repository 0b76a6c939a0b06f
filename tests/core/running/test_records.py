"""What a run notes of itself is what the ledger's tables hold: no field is without its column, and none too many."""

from dataclasses import fields
from datetime import datetime

from gcrm.core.running.days import Asked
from gcrm.core.running.records import Delivery, Run, StepRecord
from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.steps import STEPS

BEGAN = datetime(2018, 1, 1)


def test_a_step_has_the_columns_of_its_table():
    assert {field.name for field in fields(StepRecord)} == set(STEPS.columns)


def test_a_delivery_has_the_columns_of_its_table():
    assert {field.name for field in fields(Delivery)} == set(DELIVERIES.columns)


def test_a_run_that_says_nothing_is_for_the_latest_day_and_builds_nothing_from_less():
    run = Run("r1", "corner", BEGAN)
    assert (run.asked, run.key_id, run.from_less) == (Asked(), None, frozenset())


def test_a_step_that_wrote_nothing_counts_no_row_and_names_no_version():
    step = StepRecord("silver.sales", "unchanged", "", BEGAN)
    counted = {field.name: getattr(step, field.name) for field in fields(step) if field.name.startswith("rows_")}
    assert {name for name, n in counted.items() if n} == set()
    assert counted.pop("rows_late") is None, "nobody looked for what came late"
    assert step.output_version < 0
