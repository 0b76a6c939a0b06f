"""Jobs are what tables say of themselves; their files are made from them, byte for byte."""

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli import job_files, jobs
from gcrm.cli.main import run
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


def test_the_files_that_spark_submit_runs_are_those_of_the_jobs():
    there = {path.name: path.read_text(encoding="utf-8") for path in (REPOSITORY / "jobs").iterdir() if path.is_file()}
    assert there == job_files.files(jobs.every()), "`make jobs` writes them anew"


def test_files_are_written_anew_and_those_of_jobs_that_are_gone_removed(tmp_path, capsys):
    (tmp_path / "tell.py").write_text("what somebody typed")
    (tmp_path / "mine.py").write_text("print('a file of my own')")
    assert job_files.write(tmp_path, [LOAD, FIT]) == ["fit.py", "load.py", "run.py", "simulate.py"]
    assert job_files.write(tmp_path, [LOAD, TELL]) == ["fit.py", "tell.py"]
    assert job_files.write(tmp_path, [LOAD, TELL]) == []
    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {**job_files.files([LOAD, TELL]), "mine.py": "print('a file of my own')"}
    assert run(["jobs", "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith(f"{tmp_path}: ")
    assert {name: (tmp_path / name).read_text() for name in job_files.files(jobs.every())} == job_files.files(
        jobs.every()
    )


def test_a_job_cannot_take_another_files_name():
    with pytest.raises(ContractError, match=r"A job cannot be called 'simulate': jobs/simulate\.py is another file\."):
        job_files.files([Job("simulate", "worlds")])


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


def test_the_jobs_are_printed_in_an_order_in_which_they_can_run(capsys):
    assert run(["jobs", "--conf", str(REPOSITORY / "conf")]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [words[0] for words in lines][:2] == ["ingest", "warehouse"]
    assert sorted(words[0] for words in lines) == [job.name for job in jobs.every()]
    assert " ".join(lines[1]) == "warehouse dates, history, monthly cells after ingest"


def test_an_unknown_job_lists_those_there_are(capsys):
    with pytest.raises(SystemExit):
        run(["run", "--coalition", "brazil", "--job", "segment"])
    assert (
        "Unknown job 'segment': did you mean 'segments'? Known: features, ingest, publish," in capsys.readouterr().err
    )
