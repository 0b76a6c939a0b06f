"""What keeps a job from running is told at once, in a sentence, before anything is handed over."""

import shutil

import pytest
import yaml
from tests.cluster import sites
from tests.cluster.commands import gcrm, hdfs
from tests.cluster.conftest import WHERE
from tests.conftest import REPOSITORY

# Without these checks Hadoop waits a quarter of an hour; a command that is still there after that hangs.
PATIENCE = 300.0


@pytest.fixture
def refused(installed):
    """The sentence that `gcrm submit` ends with, and that it ended, before Hadoop would have."""

    def submit(*arguments, conf=None, variables=None):
        given = (*WHERE, *(("--conf", conf) if conf else ()), *arguments)
        done = gcrm(installed, "submit", *given, check=False, variables=variables, patience=PATIENCE)
        assert done.code == 2, done.said
        assert "Traceback" not in done.said
        assert "Application" not in done.said
        return done.lines[-1]

    return submit


@pytest.fixture
def configured(tmp_path):
    """A configuration folder with another `cluster` section."""

    def copy(**changed):
        folder = tmp_path / "conf"
        shutil.copytree(REPOSITORY / "conf", folder)
        path = folder / "env" / "yarn.yml"
        document = yaml.safe_load(path.read_text())
        document["cluster"] |= changed
        path.write_text(yaml.safe_dump(document))
        return folder

    return copy


def test_a_queue_that_is_unknown(refused, configured):
    assert refused(conf=configured(queue="etl")) == "gcrm: YARN has no queue 'etl'; it has default."


@pytest.mark.core
def test_a_container_that_is_too_large(refused):
    said = refused("--spark", "spark.executor.memory=64g")
    assert said.startswith(
        "gcrm: The executor asks for 91750 MiB with its overhead, and the largest container is 6144 MiB;"
    )
    assert said.endswith("spark.executor.memory=4388m would fit.")


def test_more_cores_than_a_machine_has(refused):
    said = refused("--spark", "spark.executor.cores=9")
    assert said.endswith(
        "The executor asks for 9 cores, and the largest container has 4; spark.executor.cores=4 would fit."
    )


@pytest.mark.core
def test_archives_that_are_not_there(refused, configured):
    said = refused(conf=configured(home="hdfs:///elsewhere"))
    assert said.startswith("gcrm: hdfs:///elsewhere/spark-")
    assert said.endswith(".zip is not there; `gcrm install` puts it there.")


def test_a_safe_mode(refused, installed):
    admin = "org.apache.hadoop.hdfs.tools.DFSAdmin"
    hdfs(installed, "-safemode", "enter", main=admin)
    try:
        assert "is in safe mode, so nothing can be written" in refused()
    finally:
        hdfs(installed, "-safemode", "leave", main=admin)


def test_yarn_that_does_not_answer(refused, installed, tmp_path):
    elsewhere = sites.write(tmp_path / "site", installed.ports, {"yarn.resourcemanager.address": "127.0.0.1:9"})
    said = refused(variables={"HADOOP_CONF_DIR": str(elsewhere)})
    assert said.startswith("gcrm: YARN's ResourceManager does not answer at 127.0.0.1:9; is it running")


@pytest.mark.core
def test_hdfs_that_does_not_answer(refused, installed, tmp_path):
    elsewhere = sites.write(tmp_path / "site", installed.ports, {"fs.defaultFS": "hdfs://127.0.0.1:9"})
    said = refused(variables={"HADOOP_CONF_DIR": str(elsewhere)})
    assert said == "gcrm: The file system of hdfs:///gcrm does not answer; is its NameNode running?"


def test_no_cluster_is_named(refused):
    said = refused(variables={"HADOOP_CONF_DIR": ""})
    assert said.startswith("gcrm: HADOOP_CONF_DIR is not set; give the folder")


def test_a_folder_of_one_machine(installed):
    arguments = ("--coalition", "demo", "--env", "small", "--landing", "landing", "--lakehouse", "hdfs:///lake/demo")
    done = gcrm(installed, "run", *arguments, check=False)
    assert done.code == 2
    assert "--landing landing names no file system" in done.lines[-1]
