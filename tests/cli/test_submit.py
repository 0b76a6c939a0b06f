"""The commands that `gcrm submit` makes; no cluster is needed to print them."""

import shlex
import zipfile

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli.main import run
from gcrm.cluster import archives


@pytest.fixture
def printed(capsys, monkeypatch):
    def commands(*given):
        assert run(["submit", "--coalition", "demo", "--env", "yarn", "--print", *given]) == 0
        return [shlex.split(line) for line in capsys.readouterr().out.splitlines()]

    monkeypatch.chdir(REPOSITORY)
    return commands


def test_jobs_that_follow_as_one_user_are_one_application(printed):
    ingest, others = printed("--date", "2026-01-31")
    assert ingest[0] == "HADOOP_USER_NAME=steward"
    assert others[0] == "HADOOP_USER_NAME=gcrm"
    assert ingest[-2:] == ["--date", "2026-01-31"]
    assert any(part.endswith("jobs/ingest.py") for part in ingest)
    assert any(part.endswith("jobs/run.py") for part in others)
    assert others[others.index("--job") + 1 :] == [
        "warehouse",
        "features",
        "sales",
        "segments",
        "purchasing_power",
        "publish",
    ]
    assert {"spark.submit.deployMode=cluster", "spark.master=yarn", "spark.authenticate=true"} <= set(others)


def test_a_setting_of_spark_wins_over_the_file(printed):
    [command] = printed("--job", "sales", "--spark", "spark.executor.memory=3g")
    assert "spark.executor.memory=3g" in command
    assert any(part.endswith("jobs/sales.py") for part in command)


def test_an_environment_of_one_machine_takes_no_jobs(capsys):
    assert run(["submit", "--coalition", "demo", "--env", "local"]) == 2
    assert capsys.readouterr().err == "gcrm: This environment is no cluster; name one with --env, such as --env yarn.\n"


def test_what_is_no_setting_is_refused(capsys):
    assert run(["submit", "--coalition", "demo", "--env", "yarn", "--spark", "memory=3g"]) == 2
    assert "--spark memory: write it as KEY=VALUE" in capsys.readouterr().err


def test_the_code_travels_whole_and_the_same_bytes_each_time(tmp_path):
    archives.pack_code(tmp_path / "a.zip")
    archives.pack_code(tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    names = zipfile.ZipFile(tmp_path / "a.zip").namelist()
    assert {"gcrm/cli/main.py", "gcrm/core/log4j2.properties"} <= set(names)
    assert any(name.startswith("gcrm/simulate/words/") and name.endswith(".yml") for name in names)
    assert not any("__pycache__" in name for name in names)
