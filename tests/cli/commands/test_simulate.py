"""`gcrm simulate` as it is typed, killed, and begun again."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli.parser import parsed
from gcrm.simulate.files import zone
from gcrm.simulate.files.systems import SYSTEMS


def test_what_it_writes_is_of_this_machine_whatever_the_environment_is(monkeypatch):
    monkeypatch.setenv("GCRM_ENV", "yarn")
    assert parsed(["simulate", "--out", "here"]).env == "local"
    assert parsed(["simulate", "--out", "here", "--env", "small"]).env == "small"


def test_sizes_are_not_told_unless_they_are_typed():
    """So that days may be appended to a world of another size."""
    args = parsed(["simulate", "--out", "here"])
    assert (args.members, args.days, args.seed, args.from_day, args.to_day) == (None,) * 5
    assert not args.append


def test_a_folder_must_be_named_unless_streams_are_asked_for(capsys):
    with pytest.raises(SystemExit) as stopped:
        parsed(["simulate", "--members", "300"])
    assert stopped.value.code == 2
    assert "The following arguments are required: --out" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        parsed(["simulate", "--streams"])
    assert ended.value.code in (None, 0)
    told = capsys.readouterr().out
    assert "panel.share" in told
    assert "clicks.browses" in told


ASKED = ("--members", "300", "--days", "14", "--set", "dirt.twice=0.2", "--set", "dirt.truncated=0.2")


def started(out, log):
    code = "from gcrm.cli.main import main; main()"
    given = [sys.executable, "-c", code, "simulate", "--out", str(out), *ASKED]
    with log.open("wb") as sink:
        return subprocess.Popen(given, stdout=sink, stderr=sink, cwd=REPOSITORY, start_new_session=True)


def finished(out, log):
    process = started(out, log)
    assert process.wait(timeout=300) == 0, log.read_text()


def tills_of(out):
    return [p for system in SYSTEMS for p in out.glob(f"{system}/*/*") if not p.name.endswith(".part")]


def sums(out):
    """Every delivered file's content; of the truth only what is not written by Spark, whose files' names are drawn."""
    every = {str(path.relative_to(out)): path for path in out.rglob("*") if path.is_file()}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in every.items()
        if not name.startswith("truth/") or name.count("/") == 1
    }


def is_alive(session):
    """Whether a process of the session runs: Spark's own end only when they see that we are gone."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            return True
    return False


def until(condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


@pytest.mark.processes
def test_what_was_killed_has_whole_files_only_and_the_same_command_finishes_it(tmp_path):
    whole, out = tmp_path / "whole", tmp_path / "out"
    finished(whole, tmp_path / "whole.log")
    process = started(out, tmp_path / "killed.log")
    until(lambda: tills_of(out) or process.poll() is not None, 300)
    assert process.poll() is None, "it was over before it could be killed"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    until(lambda: not is_alive(process.pid), 60)
    assert not zone.read(out).is_finished
    # Wherever it was killed, there may be a file that has not got its name yet.
    (tills_of(out)[0].parent / ".2025-01-07.csv.999.part").write_bytes(b"Receipt,Li")
    right, left = sums(whole), sums(out)
    there = {name: digest for name, digest in left.items() if not name.endswith(".part")}
    note = "truth/simulation.json"
    assert {name: digest for name, digest in there.items() if name != note}.items() <= right.items()
    assert 0 < len(tills_of(out)) < len(tills_of(whole))
    finished(out, tmp_path / "again.log")
    assert sums(out) == right
