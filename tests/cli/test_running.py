"""What would stop a run half-way stops it before it begins; what a run does is told as it goes."""

import re

import pytest

SHARED = ("--lakehouse", "hdfs:///lake/corner", "--vault", "hdfs:///vault/corner", "--only", "silver.partners")


def test_a_run_tells_what_it_is_and_each_step(ran):
    lines = ran.result.out.splitlines()
    assert re.fullmatch(rf"Run \d{{8}}T\d{{6}}-[0-9a-f]{{6}}: 2 steps for Corner into {ran.corner.lakehouse}", lines[0])
    steps = [line.split()[:4] for line in lines if line.startswith("[")]
    assert steps == [["[", "1/2]", "vault.till_sales", "5"], ["[", "2/2]", "silver.transactions", "4"]]
    assert any(re.fullmatch(r"Done in \d+ s: 2 tables brought up to date, 0 unchanged\.", line) for line in lines)


def test_its_ledger_names_it_and_its_vault_is_closed(ran):
    [_, [run, *_]] = ran.lines("runs")
    assert ran.result.out.startswith(f"Run {run}: ")
    assert (ran.corner.lakehouse / "vault").stat().st_mode & 0o777 == 0o700


@pytest.fixture
def clustered(corner):
    corner.configure("env/local.yml", "spark: {spark.master: yarn}\n")
    return corner


def test_a_cluster_takes_no_jobs_from_this_command(clustered, monkeypatch):
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    result = clustered.gcrm("run", *SHARED)
    assert (result.code, result.out) == (2, "")
    said = "--env local is a cluster, which takes jobs from `gcrm submit` or spark-submit."
    assert result.complaints == [f"gcrm: {said}"]


def test_folders_of_one_machine_are_named_before_that(clustered):
    result = clustered.gcrm("run", "--lakehouse", str(clustered.lakehouse), "--only", "silver.partners")
    assert result.code == 2
    assert result.err.startswith(
        f"gcrm: --lakehouse {clustered.lakehouse} names no file system, and a job on a cluster"
    )
    assert not clustered.lakehouse.exists()
