"""The command line: exit codes, and one line per mistake."""

import subprocess
import sys
from pathlib import Path

import pytest

from gcrm.cli import main

CONF = Path(__file__).resolve().parents[2] / "conf"


def test_a_run_without_java_says_how_to_get_it(without_java, tmp_path):
    where = ["--landing", str(tmp_path / "landing"), "--lakehouse", str(tmp_path / "lakehouse")]
    (tmp_path / "landing").mkdir()
    (tmp_path / "landing" / "olist_orders_dataset.csv").write_text("")
    done = without_java("run", "--coalition", "brazil", *where)
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
    assert said.startswith("gcrm: ")
    assert said.count("\n") == 1
    assert "usage" not in said


def test_what_may_have_been_meant_is_told(capsys):
    with pytest.raises(SystemExit):
        main.run(["chek"])
    said = capsys.readouterr().err
    assert said.startswith("gcrm: Unknown command 'chek': did you mean 'check'? Known: atlas, ")
    assert said.endswith("; `gcrm --help` shows what works.\n")
    with pytest.raises(SystemExit):
        main.run(["show", "--coalition", "brazil"])
    said = capsys.readouterr().err
    assert said == "gcrm: The following arguments are required: table; `gcrm show --help` shows what works.\n"


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


def test_who_has_seen_enough_is_told_nothing_more():
    command = [sys.executable, "-m", "gcrm.cli.main", "config", "--coalition", "demo", "--conf", str(CONF)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as asked:
        asked.stdout.close()
        assert (asked.stderr.read(), asked.wait()) == (b"", 141)
