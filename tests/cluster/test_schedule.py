"""What a scheduler is given: each job with what it waits for, and files that are replaced whole."""

import json
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from gcrm.cluster.schedule import write
from gcrm.cluster.settings import Cluster, Schedule
from gcrm.cluster.submit import Job
from gcrm.core.errors import UsageError

DAILY = Schedule("0 4 * * *", date(2026, 1, 1), 8)
CLUSTER = Cluster("hdfs:///gcrm", {"ingest": "steward", "other": "worker"}, "people", "etl", DAILY)


@pytest.fixture
def conf(tmp_path):
    folder = tmp_path / "conf"
    (folder / "env").mkdir(parents=True)
    (folder / "env" / "small.yml").write_text("workers: 2\n")
    return folder


@pytest.fixture
def jobs(tmp_path):
    """Ingest, and publish that waits for it."""

    def job(name, user):
        spark = {"spark.executor.memory": "1g", "spark.driver.extraJavaOptions": "-Xss2m"}
        return Job(f"gcrm demo {name}", (name,), tmp_path / f"{name}.py", ("--coalition", "demo"), user, spark)

    return [(job("ingest", "steward"), []), (job("publish", "worker"), ["ingest"])]


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "plans"
    folder.mkdir()
    return folder


@pytest.fixture
def plan(folder, conf, jobs):
    return json.loads(write(folder, "demo", "A Demo", jobs, CLUSTER, conf).read_text())


def test_a_day_has_its_cron_its_first_day_and_its_deadline(plan):
    assert (plan["coalition"], plan["title"]) == ("demo", "A Demo")
    assert (plan["schedule"], plan["start_date"], plan["deadline_hours"]) == ("0 4 * * *", "2026-01-01", 8)


def test_a_job_is_submitted_as_its_user_and_waits_for_those_before_it(plan, tmp_path):
    assert {name: job["waits_for"] for name, job in plan["jobs"].items()} == {"ingest": [], "publish": ["ingest"]}
    for name, user in (("ingest", "steward"), ("publish", "worker")):
        given = plan["jobs"][name]["submit"]
        assert (given["name"], given["yarn_queue"]) == (f"gcrm demo {name}", "etl")
        assert given["application"] == str(tmp_path / f"{name}.py")
        assert given["application_args"] == ["--coalition", "demo"]
        assert given["env_vars"] == {"HADOOP_USER_NAME": user}


def test_what_airflow_says_itself_is_not_said_twice(plan):
    for job in plan["jobs"].values():
        conf = job["submit"]["conf"]
        assert conf["spark.executor.memory"] == "1g"
        assert conf["spark.driver.extraJavaOptions"].startswith("-Xss2m -Dlog4j2.configurationFile=")
        own = ("master", "submit.deployMode", "app.name", "yarn.queue", "yarn.submit.waitAppCompletion")
        assert not {f"spark.{key}" for key in own} & set(conf)


def test_the_archives_that_are_named_lie_beside_the_plan_or_on_the_cluster(plan, folder):
    for job in plan["jobs"].values():
        python, conf = job["submit"]["archives"].split(",")
        assert python.startswith("hdfs:///gcrm/python-3.")
        assert python.endswith(".tar.gz#environment")
        assert conf == f"{folder}/demo/conf.zip#conf"
        assert job["submit"]["conf"]["spark.yarn.archive"].startswith("hdfs:///gcrm/spark-")
        assert job["submit"]["py_files"] == f"{folder}/demo/gcrm.zip"
        assert job["submit"]["files"] == f"{folder}/demo/gcrm-log4j2.properties"
    assert zipfile.ZipFile(folder / "demo" / "conf.zip").namelist() == ["env/small.yml"]
    assert "gcrm/cli/main.py" in zipfile.ZipFile(folder / "demo" / "gcrm.zip").namelist()


@pytest.mark.usefixtures("plan")
def test_nothing_lies_beside_the_plan_but_what_it_names(folder):
    assert {path.name for path in folder.iterdir()} == {"demo", "demo.json"}
    assert {path.name for path in (folder / "demo").iterdir()} == {"gcrm.zip", "conf.zip", "gcrm-log4j2.properties"}


def test_the_first_day_is_the_one_that_is_given_and_files_are_replaced_whole(folder, conf, jobs):
    (folder / "demo").mkdir()
    kept = [folder / "demo.json", folder / "demo" / "gcrm.zip"]
    for path in kept:
        path.write_text("what somebody reads")
    with kept[0].open() as read, kept[1].open() as unpacked:
        path = write(folder, "demo", "A Demo", jobs, CLUSTER, conf, date(2026, 3, 31))
        assert (read.read(), unpacked.read()) == ("what somebody reads", "what somebody reads")
    assert json.loads(path.read_text())["start_date"] == "2026-03-31"


def test_an_environment_without_a_schedule_is_one_sentence(folder, conf, jobs):
    with pytest.raises(UsageError, match=r"^The environment names no schedule; give cron and start_date under cluster"):
        write(folder, "demo", "A Demo", jobs, replace(CLUSTER, schedule=None), conf)
    assert not list(folder.iterdir())
