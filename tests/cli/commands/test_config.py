"""`gcrm config`: what it prints where nothing differs, and one sentence for every mistake."""

import shutil

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli.main import run


def test_settings_that_nobody_changed_are_left_out_where_that_is_asked_for(corner):
    def told(*given):
        return [" ".join(line.split()) for line in corner.gcrm("config", *given).out.splitlines()]

    every, changed = told(), told("--changed")
    assert "min_members 10 default of gcrm.publish.gate.Settings" in every
    assert "workers 2 conf/env/local.yml:1" in changed
    assert not any("default of" in line for line in changed)
    assert set(changed) < set(every)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (
            "silver.members.place_level=district",
            "'place_level' of silver.members is set once for every table that takes it; write --set "
            "matching.place_level=district instead.",
        ),
        (
            "publish.portraits.min_members=25",
            "'min_members' of publish.portraits is set once for every table that takes it; write --set "
            "privacy.min_members=25 instead.",
        ),
        ("privacy.min_members=9", "min_members is 9; 10 or more works."),
        (
            "privacy.min_member=25",
            "Unknown key 'min_member': did you mean 'min_members'? Known: dominance, min_members.",
        ),
    ],
)
def test_a_mistake_is_one_sentence(capsys, setting, said):
    given = ["config", "--coalition", "demo", "--conf", str(REPOSITORY / "conf"), "--set", setting]
    assert run(given) == 2
    assert capsys.readouterr().err == f"gcrm: --set {setting}: {said}\n"


def test_an_unknown_key_of_a_coalition_lists_the_sections_too(tmp_path, capsys):
    conf = shutil.copytree(REPOSITORY / "conf", tmp_path / "conf")
    own = conf / "coalitions" / "demo" / "coalition.yml"
    own.write_text(own.read_text().replace("matching:", "maching:"))
    assert run(["config", "--coalition", "demo", "--conf", str(conf)]) == 2
    said = capsys.readouterr().err
    known = "area_levels, currency, door, languages, largest_amount, matching, name, privacy, quality, tables, texts"
    hint = f"Unknown key 'maching': did you mean 'matching'? Known: {known}."
    assert said == f"gcrm: conf/coalitions/demo/coalition.yml:5: {hint}\n"


def test_a_mistake_in_how_much_may_be_wrong_is_one_sentence(capsys):
    where = ["config", "--coalition", "demo", "--conf", str(REPOSITORY / "conf"), "--set"]
    assert run([*where, "quality.tables.silver.payment.refused.stop=80%"]) == 2
    assert "Unknown table 'silver.payment': did you mean 'silver.payments'?" in capsys.readouterr().err
    assert run([*where, "quality.refused.stop=half"]) == 2
    assert "stop must be a share from 0% to 100%, not 'half'; 50% and 0.5 mean one half." in capsys.readouterr().err
