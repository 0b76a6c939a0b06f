"""`gcrm demo`: a folder that holds anything else is left alone, and sizes have defaults."""

from pathlib import Path

from tests.conftest import REPOSITORY

from gcrm.cli.main import run
from gcrm.cli.parser import parsed


def test_a_folder_with_anything_else_in_it_is_left_as_it_is(tmp_path, capsys):
    (tmp_path / "atlas").mkdir()
    (tmp_path / "atlas" / "index.html").write_text("of an earlier demo")
    (tmp_path / "thesis.txt").write_text("mine")
    assert run(["demo", "--out", str(tmp_path), "--conf", str(REPOSITORY / "conf")]) == 2
    said = f"{tmp_path} holds thesis.txt, which is no part of a demo; name a new folder with --out."
    assert capsys.readouterr() == ("", f"gcrm: {said}\n")
    assert (tmp_path / "atlas" / "index.html").read_text() == "of an earlier demo"


def test_sizes_that_make_no_simulation_stop_it_at_the_first_command(tmp_path, capsys):
    given = ["demo", "--out", str(tmp_path / "demo"), "--conf", str(REPOSITORY / "conf"), "--members", "5"]
    assert run(given) == 2
    out, err = capsys.readouterr()
    assert out.strip().startswith(f"$ gcrm simulate --out {tmp_path / 'demo' / 'landing'} ")
    assert out.strip().endswith("--members=5 --days=365 --seed=7")
    assert out.count("$ gcrm") == 1
    assert err.startswith("gcrm: --members must be 100 or more")


def test_a_demo_is_a_year_of_five_thousand_members_beside_where_it_is_typed():
    args = parsed(["demo"])
    assert (args.out, args.members, args.days, args.seed) == (Path("demo"), 5000, 365, 7)
