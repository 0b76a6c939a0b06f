"""`gcrm score`: one sentence for every mistake, before Spark starts."""

from dataclasses import replace
from pathlib import Path

import pytest

from gcrm.cli.main import run
from gcrm.simulate.files import zone
from gcrm.simulate.world import load

CONF = Path(__file__).resolve().parents[2] / "conf"


def told(capsys, tmp_path, *given):
    where = ["--coalition", "demo", "--conf", CONF, "--lakehouse", tmp_path / "lakehouse"]
    assert run(["score", *map(str, (*where, *given))]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err.removeprefix("gcrm: ").strip()


@pytest.fixture
def truth(tmp_path):
    note = zone.note(load(CONF, []), 7, 300, 0, 42)
    zone.write(tmp_path / "landing", replace(note, done_until=42))
    return tmp_path / "landing" / "truth"


def test_a_folder_without_truth_says_what_to_give(tmp_path, capsys):
    folder = tmp_path / "nothing"
    sentence = f"{folder} is no truth of a simulation; give the folder `truth` below what `gcrm simulate` wrote."
    assert told(capsys, tmp_path, "--truth", folder) == sentence


def test_other_parameters_are_named_with_what_to_give(tmp_path, capsys, truth):
    sentence = "The simulation was made with other parameters; give the same --set, and the same world.yml."
    assert told(capsys, tmp_path, "--truth", truth, "--set", "clicks.browses=3") == sentence


@pytest.mark.parametrize("factor", ["0", "1.5", "-1"])
def test_a_factor_that_would_make_bounds_narrower_is_refused(tmp_path, capsys, truth, factor):
    sentence = f"--fail-under must be above 0 and at most 1, such as 0.9; not {factor}."
    assert told(capsys, tmp_path, "--truth", truth, f"--fail-under={factor}") == sentence
