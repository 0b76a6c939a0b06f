"""`gcrm jobs`: which there are, what they wait for, and their files."""

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli import job_files, jobs
from gcrm.cli.main import run


def test_the_jobs_are_printed_in_an_order_in_which_they_can_run(capsys):
    assert run(["jobs", "--conf", str(REPOSITORY / "conf")]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    names = [words[0] for words in lines]
    assert names[0] == "ingest"
    assert sorted(words[0] for words in lines) == [job.name for job in jobs.every()]
    assert " ".join(lines[names.index("warehouse")]) == "warehouse dates, history, monthly cells after ingest"
    assert names.index("warehouse") < names.index("features") < names.index("publish")


def test_files_are_written_where_a_folder_is_named(tmp_path, capsys):
    out = tmp_path / "jobs"
    wanted = job_files.files(jobs.every())
    assert run(["jobs", "--out", str(out)]) == 0
    assert {path.name: path.read_text() for path in out.iterdir()} == wanted
    assert capsys.readouterr().out == f"{out}: {', '.join(sorted(wanted))} changed\n"
    assert run(["jobs", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: nothing changed\n"


def test_jobs_are_of_no_coalition(capsys):
    with pytest.raises(SystemExit) as stopped:
        run(["jobs", "--coalition", "demo"])
    assert stopped.value.code == 2
    assert "Unrecognized arguments: --coalition demo" in capsys.readouterr().err
