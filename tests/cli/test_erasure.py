"""What is wrong with who is asked for, where or by whom is one sentence, and nothing is done."""

import shutil

import pytest

from gcrm.cli import erasure
from gcrm.core.storage.presence import at_work


def forget(ran, *more):
    return ran.gcrm("forget", "--landing", str(ran.corner.landing), *more)


def files(ran):
    return sorted(str(path) for path in ran.corner.lakehouse.rglob("*") if "_delta_log" in str(path))


def test_keys_of_nobody_and_a_header_are_named_by_their_lines_and_nothing_is_done(ran, tmp_path):
    before = files(ran)
    assert forget(ran, "--member", "karte-9").complaints == ["gcrm: No member of corner has this key."]
    (tmp_path / "list.csv").write_text("customer\nkarte-1\n")
    said = "gcrm: Line 1 of list.csv is no member of corner; if it is a header, take it out."
    result = forget(ran, "--list", str(tmp_path / "list.csv"))
    assert (result.code, result.complaints) == (2, [said])
    assert files(ran) == before


def test_a_lakehouse_in_use_is_left_alone_and_the_run_is_named(ran):
    with at_work(str(ran.corner.lakehouse), "r-7"):
        result = forget(ran, "--member", "karte-1")
    said = f"gcrm: The lakehouse {ran.corner.lakehouse} is in use by the run r-7; try again when it has ended."
    assert (result.code, result.complaints) == (2, [said])


def test_a_lakehouse_of_another_coalition_is_refused(ran, tmp_path):
    conf = tmp_path / "conf"
    shutil.copytree(ran.corner.conf, conf)
    (conf / "coalitions" / "corner").rename(conf / "coalitions" / "kiosk")
    where = ["--lakehouse", str(ran.corner.lakehouse), "--landing", str(ran.corner.landing), "--member", "karte-1"]
    result = ran.corner.gcrm("forget", *where, "--conf", str(conf), coalition="kiosk")
    assert result.complaints == [f"gcrm: {ran.corner.lakehouse} holds members of corner, not of kiosk."]


def test_the_vault_is_for_who_may_enter_it(ran, monkeypatch):
    monkeypatch.setattr(erasure, "may_enter", lambda folder: not folder.endswith("/vault"))
    result = forget(ran, "--member", "karte-1")
    vault = ran.corner.lakehouse / "vault"
    said = f"gcrm: The vault {vault} is closed to this user; `gcrm forget` is for who may enter it."
    assert (result.code, result.complaints) == (2, [said])


@pytest.mark.parametrize("landing", [None, "none"])
def test_the_delivered_files_must_be_there_to_be_rewritten(ran, tmp_path, landing):
    where = [] if landing is None else ["--landing", str(tmp_path / landing)]
    result = ran.gcrm("forget", *where, "--member", "karte-1")
    assert result.code == 2
    assert ("--landing DIR" if landing is None else "is not there, or not writable") in result.err
