"""The files of jobs/ are made from the jobs, byte for byte."""

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli import job_files, jobs
from gcrm.core.contracts.job import Job
from gcrm.core.contracts.table import ContractError
from gcrm.core.errors import UsageError

LOAD, FIT, TELL = Job("load", "what comes in"), Job("fit", "what is fitted"), Job("tell", "what goes out")


def test_the_files_that_spark_submit_runs_are_those_of_the_jobs():
    there = {path.name: path.read_text(encoding="utf-8") for path in (REPOSITORY / "jobs").iterdir() if path.is_file()}
    assert there == job_files.files(jobs.every()), "`make jobs` writes them anew"


def test_files_are_written_anew_and_those_of_jobs_that_are_gone_removed(tmp_path):
    (tmp_path / "tell.py").write_text(job_files.files([TELL])["tell.py"] + "# what somebody added\n")
    (tmp_path / "mine.py").write_text("print('a file of my own')")
    assert job_files.write(tmp_path, [LOAD, FIT]) == ["fit.py", "load.py", "run.py", "simulate.py", "tell.py"]
    assert job_files.write(tmp_path, [LOAD, TELL]) == ["fit.py", "tell.py"]
    assert job_files.write(tmp_path, [LOAD, TELL]) == []
    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {**job_files.files([LOAD, TELL]), "mine.py": "print('a file of my own')"}


@pytest.mark.parametrize("linked", [False, True])
def test_a_file_that_somebody_else_wrote_is_left_alone_and_so_are_all(tmp_path, linked):
    mine, out = tmp_path / "mine.py", tmp_path / "out"
    out.mkdir()
    mine.write_text(job_files.files([TELL])["tell.py"] if linked else "print('mine')")
    (out / "tell.py").symlink_to(mine) if linked else mine.rename(out / "tell.py")
    text = (out / "tell.py").read_text()
    with pytest.raises(
        UsageError, match=r"tell\.py is no file that `gcrm jobs` wrote; move it, or give --out another "
    ):
        job_files.write(out, [LOAD, TELL])
    assert {path.name: path.read_text() for path in out.iterdir()} == {"tell.py": text}


def test_a_job_cannot_take_another_files_name():
    with pytest.raises(ContractError, match=r"A job cannot be called 'simulate': jobs/simulate\.py is another file\."):
        job_files.files([Job("simulate", "worlds")])


def test_a_jobs_file_runs_its_tables_and_tells_how():
    text = job_files.files([LOAD])["load.py"]
    assert text.startswith(
        '"""spark-submit jobs/load.py --coalition X --landing DIR --lakehouse DIR: what comes in."""'
    )
    assert text.splitlines()[-1] == 'main("run", "--job", "load")'
