"""The section `cluster` of an environment: who does what, and where things lie."""

from datetime import date

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli.project import assemble
from gcrm.cluster.settings import SECTIONS, Cluster, Schedule
from gcrm.core.settings.config import into
from gcrm.core.settings.nodes import read_yaml

HDFS = Cluster("hdfs:///gcrm", {"ingest": "steward", "other": "worker"}, "people")


def test_a_job_runs_as_its_own_user_or_as_that_of_all_others():
    assert [HDFS.user(job) for job in ("ingest", "publish")] == ["steward", "worker"]
    assert HDFS.user() == "worker"


def test_staging_and_progress_lie_in_the_home():
    assert (HDFS.staging, HDFS.progress) == ("hdfs:///gcrm/staging", "hdfs:///gcrm/progress")


def test_the_environment_of_a_cluster_is_read_with_its_schedule():
    read = assemble(REPOSITORY / "conf", "demo", "small", [], None, lambda: b"").config.sections["cluster"]
    assert (read.home, read.user("ingest"), read.group, read.queue) == ("hdfs:///gcrm", "steward", "gcrm", "default")
    assert read.schedule == Schedule("0 4 * * *", date(2026, 1, 1), 6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{home: h, users: {ingest: a}, group: g}",
            "users must name the user of 'other' jobs, such as {ingest: steward, other: gcrm}.",
        ),
        (
            "{home: h, users: {other: a}, group: g, quue: q}",
            "Unknown key 'quue': did you mean 'queue'? Known: group, home, queue, schedule, users.",
        ),
        ("{users: {other: a}, group: g}", "key 'home' is missing."),
        (
            "{home: h, users: {other: a}, group: g, schedule: {cron: '0 4 * * *', start_date: soon}}",
            "'start_date' must be a date, not 'soon'.",
        ),
    ],
)
def test_a_section_that_cannot_be_is_one_sentence_with_its_line(tmp_path, text, said):
    (tmp_path / "yarn.yml").write_text(f"workers: 2\ncluster: {text}\n")
    problems = []
    node = read_yaml(tmp_path / "yarn.yml", "conf/env/yarn.yml").value["cluster"]
    assert into(SECTIONS["cluster"], node, problems, "cluster") is None
    assert problems == [f"conf/env/yarn.yml:2: {said}"]
