"""What `gcrm submit` and `gcrm status` tell, and how they end."""

import re

from tests.cluster.commands import gcrm
from tests.cluster.conftest import SHORT, WHERE


def test_the_day_is_told_step_by_step_and_ends_well(submission):
    assert submission.done.code == 0
    said = submission.done.said
    assert "Application 1 of 2: ingest" in said
    assert re.search(r"gcrm demo ingest: application_\d+_\d+ as steward", said)
    assert re.search(r"gcrm demo warehouse to publish: application_\d+_\d+ as gcrm", said)
    assert "[ 26/26]" in said
    assert said.count("Done in ") == 2


def test_status_tells_of_a_run_while_it_runs(submission):
    told = "\n".join(submission.statuses)
    assert re.search(r"demo .* running for \d+ s, [1-9]\d* of \d+ tables", told), told
    assert "silver." in told or "bronze." in told


def test_status_tells_how_runs_ended(submission, installed):
    assert submission.done.code == 0
    lines = gcrm(installed, "status", *WHERE).lines
    assert re.search(r"done in \d+ s, 21 of 21 tables", lines[0])
    assert re.search(r"done in \d+ s, 26 of 26 tables", lines[1])


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


def test_a_setting_that_would_be_lost_is_refused(installed):
    done = gcrm(installed, "submit", *WHERE, "--spark", "spark.yarn.queue=other", check=False)
    assert done.code == 2
    assert "--spark spark.yarn.queue cannot be given" in done.lines[-1]
