"""The commands that `gcrm submit` makes; no cluster is needed to print them."""

import shlex

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli.main import run
from gcrm.cluster import submit

LOGS = "HADOOP_USER_NAME=gcrm yarn logs -applicationId application_1_2` shows"


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
        "geodemographics",
        "warehouse",
        "sales",
        "text",
        "features",
        "purchasing_power",
        "segments",
        "publish",
    ]
    assert {"spark.submit.deployMode=cluster", "spark.master=yarn", "spark.authenticate=true"} <= set(others)


def test_a_setting_of_spark_wins_over_the_file(printed):
    [command] = printed("--job", "sales", "--spark", "spark.executor.memory=3g")
    assert "spark.executor.memory=3g" in command
    assert any(part.endswith("jobs/sales.py") for part in command)


@pytest.mark.parametrize("setting", ["spark.yarn.queue=other", "spark.sql.ansi.enabled=false", "spark.master=local"])
def test_a_setting_that_would_be_lost_is_refused(capsys, setting):
    assert run(["submit", "--coalition", "demo", "--env", "yarn", "--print", "--spark", setting]) == 2
    assert f"--spark {setting.partition('=')[0]} cannot be given" in capsys.readouterr().err


def test_a_lakehouse_of_ones_own_has_a_vault_of_its_own(printed):
    def vault(*given):
        command = printed("--job", "ingest", *given)[0]
        return command[command.index("--vault") + 1]

    assert vault() == vault("--lakehouse", "hdfs:///lake/demo") == "hdfs:///vault/demo"
    assert vault("--lakehouse", "hdfs:///lake/test") == "hdfs:///lake/test/vault"
    assert vault("--lakehouse", "hdfs:///lake/test", "--vault", "hdfs:///vault/test") == "hdfs:///vault/test"


def test_the_debugger_is_passed_on(monkeypatch):
    assert submit.passed_on("hdfs:///p") == {"GCRM_PROGRESS": "hdfs:///p"}
    monkeypatch.setenv("GCRM_DEBUG", "1")
    assert submit.passed_on("hdfs:///p") == {"GCRM_PROGRESS": "hdfs:///p", "GCRM_DEBUG": "1"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Application application_1_2 finished with failed status", f"gcrm x failed; `{LOGS}"),
        ("Application application_1_2 is killed", f"gcrm x was killed; `{LOGS}"),
        ("The final status of application application_1_2 is undefined", f"gcrm x failed; `{LOGS}"),
        ("Requested user is banned", "gcrm x was not taken: Exception in thread"),
    ],
)
def test_an_end_is_told_by_its_kind(line, told):
    job = submit.Job("gcrm x", ("x",), REPOSITORY, (), "gcrm", {})
    said = f'Exception in thread "main" org.apache.spark.SparkException: {line}'
    assert submit.failure(job, "application_1_2", said).startswith(told)


def test_who_lost_sight_of_yarn_does_not_call_the_job_failed():
    job = submit.Job("gcrm x", ("x",), REPOSITORY, (), "gcrm", {})
    said = "ERROR Client: Failed to contact YARN for application application_1_2.\n"
    said += (
        'Exception in thread "main" org.apache.spark.SparkException: Application application_1_2 finished with failed'
    )
    told = submit.failure(job, "application_1_2", said)
    assert told.startswith(
        "YARN does not answer any more. gcrm x goes on; `HADOOP_USER_NAME=gcrm yarn application -kill"
    )


@pytest.mark.parametrize("name", ["spark.yarn.appMasterEnv.GCRM_VAULT_KEY", "spark.executorEnv.GCRM_VAULT_KEY"])
def test_the_vaults_key_is_no_setting(capsys, name):
    assert run(["submit", "--coalition", "demo", "--env", "yarn", "--print", "--spark", f"{name}={'5a' * 32}"]) == 2
    said = capsys.readouterr().err
    assert "would be read by whoever lists processes" in said
    assert "5a5a" not in said


def test_an_environment_of_one_machine_takes_no_jobs(capsys):
    assert run(["submit", "--coalition", "demo", "--env", "local"]) == 2
    assert capsys.readouterr().err == "gcrm: This environment is no cluster; name one with --env, such as --env yarn.\n"


def test_what_is_no_setting_is_refused(capsys):
    assert run(["submit", "--coalition", "demo", "--env", "yarn", "--spark", "memory=3g"]) == 2
    assert "--spark memory: write it as KEY=VALUE" in capsys.readouterr().err
