"""The command line: exit codes, one line per mistake, and no Spark where none is needed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gcrm.cli import jobs, main
from gcrm.cli.project import assemble

CONF = Path(__file__).resolve().parents[2] / "conf"


def command(*given, env=None):
    """The command as a user starts it, in a process of its own."""
    code = "from gcrm.cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *given], capture_output=True, text=True, check=False, env=env, cwd=CONF.parent
    )


def without_java(tmp_path):
    """An environment in which no Java can be found."""
    kept = {key: value for key, value in os.environ.items() if key not in ("JAVA_HOME", "SPARK_HOME")}
    return {**kept, "PATH": str(tmp_path)}


@pytest.mark.parametrize("coalition", sorted(path.name for path in (CONF / "coalitions").iterdir()))
def test_check_needs_no_java(tmp_path, coalition):
    done = command("check", "--coalition", coalition, env=without_java(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "configuration is sound." in done.stdout


def test_plan_needs_no_java_and_prints_the_order(tmp_path):
    done = command("plan", "--coalition", "brazil", env=without_java(tmp_path))
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


def test_a_run_without_java_says_how_to_get_it(tmp_path):
    where = ["--landing", str(tmp_path / "landing"), "--lakehouse", str(tmp_path / "lakehouse")]
    (tmp_path / "landing").mkdir()
    (tmp_path / "landing" / "olist_orders_dataset.csv").write_text("")
    done = command("run", "--coalition", "brazil", *where, env=without_java(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("gcrm: Java is missing: Spark needs a JDK 17 (Debian and Ubuntu: `apt-get install")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "given",
    [
        [], ["chck"], ["check"], ["run", "--coalition", "brazil", "--date", "2018-13-45"],
        ["run", "--coalition", "brazil", "--job", "everything"], ["show", "--coalition", "brazil"],
    ],
)  # fmt: skip
def test_a_command_line_that_is_none_is_explained(given, capsys):
    with pytest.raises(SystemExit) as stopped:
        main.run(given)
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("usage: gcrm")
    assert "Traceback" not in said


def test_a_mistake_is_one_line_and_exit_code_two(capsys):
    assert main.run(["check", "--coalition", "brasil", "--conf", str(CONF)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("gcrm: Unknown coalition 'brasil': did you mean 'brazil'? Known: brazil")
    assert said.err.count("\n") == 1


def test_every_mistake_has_its_line(capsys):
    given = ["run", "--coalition", "brazil", "--conf", str(CONF)]
    assert main.run([*given, "--set", "wrokers=1", "--set", "y"]) == 2
    lines = sorted(capsys.readouterr().err.splitlines())
    assert len(lines) == 2
    assert lines[0].startswith("--set wrokers=1: Unknown key 'wrokers': did you mean 'workers'?")
    assert lines[1].startswith("gcrm: --set y: write it as key=value")
    assert main.run([*given, "--set", "silver.transactions.x=1", "--set", "warehouse.dates.x=1"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all("takes no settings; remove them." in line for line in lines)


def test_main_exits_with_the_code_and_takes_words_of_a_job_first(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["jobs/ingest.py", "--coalition", "brasil", "--conf", str(CONF)])
    with pytest.raises(SystemExit) as stopped:
        main.main("run", "--job", "ingest")
    assert stopped.value.code == 2
    assert "brasil" in capsys.readouterr().err


def planned(capsys, *given):
    assert main.run(["plan", "--coalition", "brazil", "--conf", str(CONF), *given]) == 0
    lines = capsys.readouterr().out.splitlines()
    return [line.split()[1] for line in lines[1:] if line[:3].strip().isdigit()]


def test_every_table_belongs_to_exactly_one_job(capsys):
    every = planned(capsys)
    by_job = {job: planned(capsys, "--job", job) for job in [job.name for job in jobs.every()]}
    assert sorted(name for names in by_job.values() for name in names) == sorted(every)
    assert {"silver.transactions", "vault.marketplace_orders", "bronze.marketplace_items"} <= set(by_job["ingest"])


def test_only_and_job_choose_together(capsys):
    assert planned(capsys, "--only", "silver.transactions", "warehouse.dates", "--job", "warehouse") == [
        "warehouse.dates"
    ]
    assert planned(capsys, "--only", "silver.tr*", "--only", "warehouse.dates") == [
        "silver.transactions",
        "warehouse.dates",
    ]


def test_jobs_wait_for_those_whose_tables_they_read():
    project = assemble(CONF, "demo", "local", [], None, lambda: b"")
    waits = jobs.waits_for(project.steps, project.config.as_of.table)
    assert list(waits)[:2] == ["ingest", "warehouse"]
    assert list(waits)[-1] == "publish"
    assert waits["ingest"] == []
    assert waits["segments"] == ["ingest", "features"]
    assert {"sales", "segments", "purchasing_power"} <= set(waits["publish"])
