"""A coalition's jobs as applications: what each is given, and what a scheduler is told of them; without Spark."""

import json
import os
import subprocess
import sys

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli import jobs
from gcrm.cli.cluster import Request, cluster_of, submit
from gcrm.cli.context import project_of
from gcrm.cli.main import run
from gcrm.cli.parser import parsed
from gcrm.core.errors import UsageError
from gcrm.core.running.days import Asked

CONF = REPOSITORY / "conf"
JOBS = [job.name for job in jobs.every()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The schedule of the demo, written where a secret is known that must not be."""
    folder = tmp_path_factory.mktemp("plans")
    command = [sys.executable, "-m", "gcrm.cli.main", "plan", "--coalition", "demo", "--env", "small"]
    variables = {**os.environ, "GCRM_VAULT_KEY": "a-key-that-nobody-may-see", "PATH": "", "JAVA_HOME": ""}
    done = subprocess.run(
        [*command, "--schedule", str(folder)], cwd=REPOSITORY, env=variables, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{folder / 'demo.json'}: {len(JOBS)} jobs\n"
    return folder


@pytest.fixture(scope="module")
def plan(folder):
    return json.loads((folder / "demo.json").read_text())


def test_a_day_is_scheduled_with_its_deadline(plan):
    assert (plan["coalition"], plan["title"]) == ("demo", "Solmara (simulated)")
    assert (plan["schedule"], plan["start_date"], plan["deadline_hours"]) == ("0 4 * * *", "2026-01-01", 6)


def test_each_job_waits_for_those_whose_tables_it_reads(plan):
    waits = {name: set(job["waits_for"]) for name, job in plan["jobs"].items()}
    assert set(waits) == set(JOBS)
    assert waits["ingest"] == set()
    assert waits["warehouse"] == {"ingest"}
    assert {"ingest", "warehouse"} <= waits["features"]
    assert "features" in waits["segments"]
    names = list(waits)
    assert all(names.index(other) < names.index(name) for name, others in waits.items() for other in others)


def test_each_job_is_submitted_for_the_day_as_its_user(plan):
    for name, job in plan["jobs"].items():
        given = job["submit"]
        assert given["application"] == str(REPOSITORY / "jobs" / f"{name}.py")
        where = ["--lakehouse", "hdfs:///lake/demo", "--vault", "hdfs:///vault/demo"]
        assert given["application_args"] == ["--coalition", "demo", "--env", "small", *where]
        assert given["env_vars"] == {"HADOOP_USER_NAME": "steward" if name == "ingest" else "gcrm"}
        # Airflow names these itself; twice they could differ.
        assert not {"spark.master", "spark.submit.deployMode", "spark.app.name"} & set(given["conf"])
        # By this it would refuse to follow the application.
        assert "spark.yarn.submit.waitAppCompletion" not in given["conf"]


def test_no_secret_is_written(folder):
    for path in folder.rglob("*"):
        if path.is_file():
            assert b"a-key-that-nobody-may-see" not in path.read_bytes()


def planned(*arguments):
    try:
        return run(["plan", "--coalition", "demo", "--conf", str(CONF), *arguments])
    except SystemExit as ended:
        return ended.code


def test_the_first_day_is_the_one_that_is_given(tmp_path):
    assert planned("--env", "small", "--schedule", str(tmp_path), "--from", "2026-03-31") == 0
    assert json.loads((tmp_path / "demo.json").read_text())["start_date"] == "2026-03-31"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--env", "local", "--schedule", "{folder}"], "is no cluster"),
        (["--env", "small", "--schedule", "{folder}", "--from", "2026-02-30"], "'2026-02-30' is no day"),
        (["--env", "small", "--from", "2026-01-31"], "give --schedule DIR as well"),
    ],
)
def test_what_is_no_schedule_is_refused(tmp_path, capsys, arguments, said):
    assert planned(*(part.format(folder=tmp_path) for part in arguments)) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def request(command, *given, env="small"):
    args = parsed([command, "--coalition", "demo", "--conf", str(CONF), "--env", env, *given])
    return Request.of(args, project_of(args))


def test_a_job_is_given_what_was_typed():
    typed = ["--date", "2026-01-31", "--landing", "hdfs:///in", "--set", "workers=3", "--rebuild-from-less", "ops.runs"]
    job = request("submit", *typed).job(["warehouse"], {"a": "b"})
    assert (job.name, job.jobs, job.file, job.user) == (
        "gcrm demo warehouse", ("warehouse",), REPOSITORY / "jobs" / "warehouse.py", "gcrm",
    )  # fmt: skip
    assert job.arguments == (
        *("--coalition", "demo", "--env", "small", "--landing", "hdfs:///in", "--lakehouse", "hdfs:///lake/demo"),
        *("--vault", "hdfs:///vault/demo", "--date", "2026-01-31", "--set", "workers=3"),
        *("--rebuild-from-less", "ops.runs"),
    )
    assert job.spark == {"a": "b"}


def test_several_jobs_are_named_by_the_first_and_the_last_and_run_in_one():
    job = request("submit").job(["warehouse", "features", "publish"], {})
    assert job.name == "gcrm demo warehouse to publish"
    assert job.file == REPOSITORY / "jobs" / "run.py"
    assert job.arguments[-4:] == ("--job", "warehouse", "features", "publish")


def test_a_plan_has_neither_days_nor_settings():
    made = request("plan", "--landing", "hdfs:///in")
    assert (made.days, made.sets, made.from_less, made.landing) == (Asked(), (), (), "hdfs:///in")


def test_the_jobs_are_looked_for_beside_the_configuration(tmp_path):
    (tmp_path / "jobs").mkdir()
    made = request("submit")
    moved = Request(made.project, tmp_path / "conf", made.env)
    assert moved.job(["warehouse"], {}).file == tmp_path / "jobs" / "warehouse.py"


def test_where_no_cluster_is_that_is_said():
    with pytest.raises(
        UsageError, match=r"^This environment is no cluster; name one with --env, such as --env yarn\.$"
    ):
        cluster_of(request("submit", env="local").project)


@pytest.mark.parametrize("setting", ["spark.executor.memory", "executor.memory=8g", "=8g"])
def test_what_is_no_setting_of_spark_is_shown_how(setting):
    with pytest.raises(UsageError, match=r"write it as KEY=VALUE, such as --spark spark\.executor\.memory=8g\."):
        submit(request("submit"), None, [setting], True)
