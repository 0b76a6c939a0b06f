"""What `gcrm submit` and `gcrm status` tell, and how they end."""

import re
import subprocess

import pytest
from tests.cluster.commands import environment, gcrm
from tests.cluster.conftest import SHORT, WHERE
from tests.conftest import REPOSITORY

from gcrm.cli.project import assemble

STEPS = assemble(REPOSITORY / "conf", "demo", "local", [], None, lambda: b"").steps


@pytest.mark.core
def test_the_day_is_told_step_by_step_and_ends_well(submission):
    assert submission.done.code == 0
    said = submission.done.said
    assert "Application 1 of 2: ingest" in said
    assert re.search(r"gcrm demo ingest: application_\d+_\d+ as steward", said)
    assert re.search(r"gcrm demo warehouse to publish: application_\d+_\d+ as gcrm", said)
    assert sum(int(n) for n in re.findall(r"\[ *(\d+)/\1\]", said)) == len(STEPS), "each table by one of the two"
    assert said.count("Done in ") == 2


@pytest.mark.core
def test_status_tells_of_a_run_while_it_runs(submission):
    told = "\n".join(submission.statuses)
    assert re.search(r"demo .* running for \d+ s, [1-9]\d* of \d+ tables", told), told
    assert "silver." in told or "bronze." in told


@pytest.mark.core
def test_status_tells_how_runs_ended(submission, installed):
    assert submission.done.code == 0
    lines = gcrm(installed, "status", *WHERE).lines
    done = [int(n) for line in lines[:2] for n in re.findall(r"done in \d+ s, (\d+) of \1 tables", line)]
    assert (len(done), sum(done)) == (2, len(STEPS))


def test_a_job_that_fails_ends_the_command_with_its_reason(installed):
    done = gcrm(
        installed,
        "submit",
        *WHERE,
        "--job",
        "ingest",
        "--landing",
        "hdfs:///landing/none",
        *SHORT,
        check=False,
    )
    assert done.code == 2
    assert re.search(r"gcrm demo ingest: application_\d+_\d+ as steward", done.said)
    assert any(line.startswith("gcrm: ") and "/landing/none" in line for line in done.lines[:-1])
    assert "gcrm demo ingest did not succeed; once that is mended, --job ingest goes on from here." in done.lines[-1]


@pytest.fixture
def by_hand(installed):
    """What spark-submit itself says and ends with, given the command that `gcrm submit` prints."""

    def submit(*arguments):
        printed = gcrm(installed, "submit", *WHERE, *SHORT, "--print", *arguments).lines[-1]
        assert "bin/spark-submit --conf" in printed
        assert f"{REPOSITORY / 'jobs' / 'sales.py'} --coalition demo" in printed
        return subprocess.run(
            ["bash", "-c", printed],
            cwd=REPOSITORY,
            env=environment(installed, "nobody"),
            capture_output=True,
            text=True,
            check=False,
        )

    return submit


def test_plain_spark_submit_does_a_job_and_ends_as_it_ends(submission, by_hand, installed):
    assert submission.done.code == 0
    done = by_hand("--job", "sales")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "final status: SUCCEEDED" in done.stderr
    lines = gcrm(installed, "status", *WHERE).lines
    assert re.search(r"done in \d+ s, 1 of 1 tables", lines[0])
    failed = by_hand("--job", "sales", "--lakehouse", "hdfs:///lake/nowhere")
    assert failed.returncode == 1
    assert "final status: FAILED" in failed.stderr


@pytest.mark.core
def test_a_setting_that_would_be_lost_is_refused(installed):
    done = gcrm(installed, "submit", *WHERE, "--spark", "spark.yarn.queue=other", check=False)
    assert done.code == 2
    assert "--spark spark.yarn.queue cannot be given" in done.lines[-1]
