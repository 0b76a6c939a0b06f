"""What is simulated: one sentence for every mistake, before Spark starts."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gcrm.cli.main import run
from gcrm.simulate.files import zone
from gcrm.simulate.world import load

CONF = Path(__file__).resolve().parents[2] / "conf"


def told(capsys, *given):
    """What the command says of a mistake: one sentence."""
    assert run(["simulate", "--conf", str(CONF), *map(str, given)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("gcrm: ")
    assert len(err.splitlines()) == 1
    return err.removeprefix("gcrm: ").strip()


def noted(out, done_until, **given):
    """A folder as a simulation of days 0 to 41 leaves it, as far as `done_until`."""
    wanted = zone.note(load(CONF, given.get("sets", [])), given.get("seed", 7), given.get("members", 300), 0, 42)
    zone.write(out, replace(wanted, done_until=done_until))
    return out


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["--members", 0], "--members must be 100 or more, for a coalition to have stores and segments; not 0."),
        (["--members", -5], "--members must be 100 or more, for a coalition to have stores and segments; not -5."),
        (["--days", -3], "--days must be 1 or more, not -3."),
        (["--days", 0], "--days must be 1 or more, not 0."),
        (["--from-day", -1, "--to-day", 3], "--from-day must be 0 or more, not -1."),
        (["--from-day", 9, "--to-day", 7], "--to-day must be above --from-day, which is 9; not 7."),
        (["--from-day", 7, "--to-day", 7], "--to-day must be above --from-day, which is 7; not 7."),
        (["--days", 7, "--to-day", 7], "--days and --to-day say the same thing twice; give one of them."),
        (
            ["--env", "lokal"],
            "Unknown environment 'lokal': did you mean 'local'? Known: contained, local, small, yarn.",
        ),
    ],
)
def test_numbers_that_make_no_simulation_are_refused(tmp_path, capsys, given, sentence):
    assert told(capsys, "--out", tmp_path / "out", *given) == sentence
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    sentence = f"{tmp_path} is not empty; name a new folder, or add the next days to a simulation with --append."
    assert told(capsys, "--out", tmp_path, "--members", 300) == sentence
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_is_no_folder(tmp_path, capsys):
    (tmp_path / "out").write_text("mine")
    sentence = f"{tmp_path / 'out'} is a file; --out must name a folder, which may be new."
    assert told(capsys, "--out", tmp_path / "out") == sentence
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("name", ["new", "."])
def test_there_must_be_a_simulation_to_append_to(tmp_path, capsys, name):
    sentence = f"There is no simulation in {tmp_path / name} to append to; leave --append out to begin one."
    assert told(capsys, "--out", tmp_path / name, "--append") == sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", [["--seed", 8], ["--members", 400], ["--set", "income.area_sd=0.2"]])
def test_days_of_another_world_are_not_appended(tmp_path, capsys, given):
    out = noted(tmp_path, 42)
    sentence = f"{out} holds another world: 300 members, seed 7; give the same, and the same --set."
    assert told(capsys, "--out", out, "--append", *given) == sentence
    assert zone.read(out).done_until == 42


def test_days_are_appended_where_the_last_ones_ended(tmp_path, capsys):
    out = noted(tmp_path, 42)
    sentence = f"{out} ends before day 42, so --from-day must be 42, not 43."
    assert told(capsys, "--out", out, "--append", "--from-day", 43) == sentence


def test_a_finished_simulation_is_not_made_again(tmp_path, capsys):
    out = noted(tmp_path, 42)
    sentence = f"{out} already holds days up to 42; add the next ones with --append, or name a new folder."
    assert told(capsys, "--out", out, "--members", 300, "--days", 42) == sentence


@pytest.mark.parametrize(
    "given",
    [
        ["--members", 300, "--days", 70],
        ["--members", 300, "--days", 42, "--seed", 8],
        ["--append", "--from-day", 42, "--days", 7],
    ],
)
def test_an_unfinished_simulation_says_what_goes_on_with_it(tmp_path, capsys, given):
    out = noted(tmp_path, None)
    sentence = f"The simulation of days 0 to 42 in {out} is not finished; the command that began it goes on with it."
    assert told(capsys, "--out", out, *given) == sentence
    assert zone.read(out).done_until is None


def test_an_unknown_parameter_names_those_there_are(tmp_path, capsys):
    sentence = told(capsys, "--out", tmp_path / "out", "--set", "incom.x=1")
    assert sentence.startswith("--set incom.x=1: Unknown key 'incom': did you mean 'income'? Known: archetypes, areas,")
    assert not (tmp_path / "out").exists()
    sentence = told(capsys, "--out", tmp_path / "out", "--set", "income.x=1")
    known = "area_sd, mean_log, published, range_km, rounded_to, within_sd"
    assert sentence == f"--set income.x=1: Unknown key 'x': Known: {known}."


def test_a_parameter_without_a_value_is_shown_how(tmp_path, capsys):
    sentence = "--set income.area_sd: write it as key=value, such as --set income.area_sd=0.2."
    assert told(capsys, "--out", tmp_path / "out", "--set", "income.area_sd") == sentence


def test_a_mistake_in_the_world_is_named_with_its_line(tmp_path, capsys):
    shutil.copytree(CONF, tmp_path / "conf")
    world = tmp_path / "conf" / "simulation" / "world.yml"
    lines = world.read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("  width_km:"))
    lines[at] = lines[at].replace("width_km", "widht_km")
    world.write_text("\n".join(lines) + "\n")
    assert run(["simulate", "--conf", str(tmp_path / "conf"), "--out", str(tmp_path / "out")]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(
        f"gcrm: conf/simulation/world.yml:{at + 1}: Unknown key 'widht_km': did you mean 'width_km'?"
    )
    assert second.endswith("key 'width_km' is missing.")
    assert not (tmp_path / "out").exists()


def test_a_key_that_the_world_has_not_is_one_sentence(tmp_path, capsys):
    shutil.copytree(CONF, tmp_path / "conf")
    world = tmp_path / "conf" / "simulation" / "world.yml"
    text = world.read_text()
    world.write_text(text + "wether: sunny\n")
    assert run(["simulate", "--conf", str(tmp_path / "conf"), "--out", str(tmp_path / "out")]) == 2
    err = capsys.readouterr().err
    at = len(text.splitlines()) + 1
    assert err.startswith(f"gcrm: conf/simulation/world.yml:{at}: Unknown key 'wether': ")
    assert len(err.splitlines()) == 1


def test_a_folder_of_the_version_before_is_not_gone_on_with(tmp_path, capsys):
    """Its note knew nothing of streams' parameters, so nobody can tell whether they are the same."""
    out = noted(tmp_path, 42)
    path = out / "truth" / "simulation.json"
    old = json.loads(path.read_text())
    path.write_text(json.dumps({key: old[key] for key in old if key not in ("streams", "version")}))
    again = "simulate it again, into a new folder."
    sentence = f"{out} was simulated by another version of G-CRM, with other parameters; {again}"
    assert told(capsys, "--out", out, "--append") == sentence


def test_a_folder_of_other_streams_names_them(tmp_path, capsys):
    out = noted(tmp_path, 42)
    path = out / "truth" / "simulation.json"
    old = json.loads(path.read_text())
    names = [name for name in old["streams"] if name != "clicks"]
    path.write_text(json.dumps({**old, "streams": [*names, "letters"]}))
    again = "simulate it again, into a new folder."
    sentence = f"{out} was simulated with other streams (without clicks, with letters); {again}"
    assert told(capsys, "--out", out, "--append") == sentence


def test_a_parameter_of_a_stream_is_named_with_its_neighbours(tmp_path, capsys):
    sentence = told(capsys, "--out", tmp_path / "out", "--set", "panel.sharee=1")
    known = "response, response_by_spend, share, waves"
    assert sentence == f"--set panel.sharee=1: Unknown key 'sharee': did you mean 'share'? Known: {known}."


def test_parameters_of_a_stream_that_do_not_fit_the_world_are_one_sentence(tmp_path, capsys):
    given = "identities.partners=[school]"
    sentence = told(capsys, "--out", tmp_path / "out", "--set", given)
    assert sentence.startswith(f"--set {given}: Unknown line of business in identities.partners 'school':")
