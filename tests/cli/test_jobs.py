"""Jobs are what tables say of themselves; what they read tells which waits for which."""

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli import jobs
from gcrm.cli.project import assemble
from gcrm.core.contracts.graph import discover
from gcrm.core.contracts.job import Job
from gcrm.core.contracts.step import Step, job_of
from gcrm.core.contracts.table import ContractError, Field, Table

LOAD, FIT, TELL = Job("load", "what comes in"), Job("fit", "what is fitted"), Job("tell", "what goes out")


def step(name, job, *reads, dated=False):
    fields = (Field("id", "string", "Identifier"),)
    inputs = {read.replace(".", "_"): Table(read, "A table.", fields) for read in reads}
    takes = ", ".join([*inputs, *(["as_of"] if dated else [])])
    return Step(Table(name, "A table.", fields), inputs, eval(f"lambda {takes}: None"), job=job)


STEPS = [
    step("publish.list", TELL, "marts.scores"),
    step("marts.scores", FIT, "models.fits"),
    step("models.fits", FIT, "silver.sales"),
    step("marts.elsewhere", Job("aside", "what hangs on a date alone"), dated=True),
    step("silver.sales", LOAD),
]


def test_every_table_has_a_job_and_shares_it_with_what_it_belongs_to():
    of = {step.output.name: job_of(step).name for step in discover()}
    assert of["silver.transactions"] == "ingest"
    assert of["marts.portraits"] == of["models.segment_choices"] == "segments"
    assert of["marts.area_power"] == "purchasing_power"
    assert {job for name, job in of.items() if name.startswith("publish.")} == {"publish"}


def test_order_and_waiting_follow_from_what_tables_read():
    assert jobs.waits_for(STEPS, "silver.sales") == {
        "load": [], "aside": ["load"], "fit": ["load"], "tell": ["fit"],
    }  # fmt: skip
    # Without a business date nothing that the job asks for is made by another.
    assert jobs.waits_for(STEPS, "silver.elsewhere")["aside"] == []


def test_what_nobody_dates_does_not_wait_for_the_business_date():
    steps = [step("silver.sales", LOAD), step("marts.fixed", TELL)]
    assert jobs.waits_for(steps, "silver.sales") == {"load": [], "tell": []}


def test_jobs_that_read_each_other_are_refused():
    steps = [step("models.fits", FIT, "marts.scores"), step("marts.scores", TELL, "models.fits")]
    with pytest.raises(ContractError, match="Jobs read each other's tables in a circle: "):
        jobs.waits_for(steps, "silver.sales")


def test_two_jobs_of_one_name_are_refused():
    steps = [step("silver.sales", LOAD), step("silver.people", Job("load", "something else"))]
    with pytest.raises(ContractError, match="Two jobs are called 'load': 'what comes in' and 'something else'"):
        jobs.every(steps)


def test_jobs_and_names_choose_steps_in_their_order():
    def names(**given):
        return [step.output.name for step in jobs.asked_for(STEPS, **given)]

    assert names(jobs=["fit", "tell"]) == ["publish.list", "marts.scores", "models.fits"]
    assert names(only=["*.s*"], jobs=["fit"]) == ["marts.scores"]
    assert names() == [step.output.name for step in STEPS]


def test_jobs_wait_for_those_whose_tables_they_read():
    project = assemble(REPOSITORY / "conf", "demo", "local", [], None, lambda: b"")
    waits = jobs.waits_for(project.steps, project.config.as_of.table)
    assert next(iter(waits)) == "ingest"
    assert list(waits)[-1] == "publish"
    assert waits["ingest"] == []
    assert waits["segments"] == ["ingest", "warehouse", "text", "features", "purchasing_power"]
    assert {"sales", "segments", "purchasing_power"} <= set(waits["publish"])
