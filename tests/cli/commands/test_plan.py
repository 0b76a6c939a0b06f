"""`gcrm plan`: what would run, in order, and why; no Java is needed but for tables that lie elsewhere."""

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli import jobs
from gcrm.cli.main import run

CONF = REPOSITORY / "conf"


def test_plan_needs_no_java_and_prints_the_order(without_java):
    done = without_java("plan", "--coalition", "brazil")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    numbered = [line.split() for line in lines if line[:3].strip().isdigit()]
    steps = [parts[1] for parts in numbered if "." in parts[1]]
    assert [int(parts[0]) for parts in numbered if "." in parts[1]] == list(range(1, len(steps) + 1))
    assert lines[0] == f"{len(steps)} steps for Brazil"
    for earlier, later in (
        ("vault.marketplace_orders", "silver.transactions"),
        ("silver.transactions", "warehouse.member_months"),
        ("silver.areas", "silver.members"),
    ):
        assert steps.index(earlier) < steps.index(later)
    months = next(n for n, line in enumerate(lines) if line.split()[1:2] == ["warehouse.member_months"])
    assert lines[months].endswith("replaces touched groups of member_id, month")
    assert "silver.transactions (news)" in lines[months + 1]
    assert lines[months + 2].startswith("     for    ")


def planned(capsys, *given):
    assert run(["plan", "--coalition", "brazil", "--conf", str(CONF), *given]) == 0
    lines = capsys.readouterr().out.splitlines()
    return [line.split()[1] for line in lines[1:] if line[:3].strip().isdigit()]


def test_every_table_belongs_to_exactly_one_job(capsys):
    every = planned(capsys)
    by_job = {job: planned(capsys, "--job", job) for job in ("ingest", "segments")}
    others = planned(capsys, "--job", *(job.name for job in jobs.every() if job.name not in by_job))
    assert sorted([*by_job["ingest"], *by_job["segments"], *others]) == sorted(every)
    assert {"silver.transactions", "vault.marketplace_orders", "bronze.marketplace_items"} <= set(by_job["ingest"])


def test_only_and_job_choose_together(capsys):
    assert planned(capsys, "--only", "silver.transactions", "warehouse.dates", "--job", "warehouse") == [
        "warehouse.dates"
    ]
    assert planned(capsys, "--only", "silver.trans*", "--only", "warehouse.dates") == [
        "silver.transactions",
        "warehouse.dates",
    ]


def test_with_a_lakehouse_it_says_why_each_table_would_be_built(ran):
    planned = ran.gcrm("plan", "--only", "silver.transactions", "silver.partners").out.splitlines()
    whys = [line.split(maxsplit=1)[1] for line in planned if line.startswith("     why")]
    assert planned[0] == "2 steps for Corner"
    assert whys == ["never built", "up to date"]


def test_why_is_told_without_java_where_the_lakehouse_lies_here(ran, without_java):
    given = ["--conf", str(ran.corner.conf), "--coalition", "corner", "--lakehouse", str(ran.corner.lakehouse)]
    done = without_java("plan", *given, "--landing", str(ran.corner.landing), "--only", "vault.*")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].split() == ["why", "up", "to", "date"]


def test_files_are_counted_where_a_landing_folder_is_named(ran):
    def reads(*given):
        result = ran.corner.gcrm("plan", "--only", "vault.*", *given)
        return result.out.splitlines()[2].split(maxsplit=1)[1]

    assert reads() == "s*.csv*"
    assert reads("--landing", str(ran.corner.landing)) == "s*.csv* (3 files there)"


def test_a_first_day_is_of_a_schedule_alone(capsys):
    given = ["plan", "--coalition", "brazil", "--conf", str(CONF), "--from", "2026-01-31"]
    assert run(given) == 2
    said = "--from is the first day of a schedule; give --schedule DIR as well."
    assert capsys.readouterr() == ("", f"gcrm: {said}\n")


def test_a_first_day_that_is_none_is_told_before_anything_else(capsys):
    with pytest.raises(SystemExit):
        run(["plan", "--coalition", "brazil", "--from", "2026-02-30"])
    assert "Argument --from: '2026-02-30' is no day; write it as 2018-12-31;" in capsys.readouterr().err
