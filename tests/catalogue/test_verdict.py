"""A verdict is kept beside its page, and read from there."""

from gcrm.catalogue.verdict import Verdict, load, save


def verdict(table="silver.areas", version=3, n_met=9):
    return Verdict(table, version, "2026-01-01 10:00 UTC", 9, n_met, 1.5)


def test_what_is_saved_is_loaded_by_table_and_the_last_wins(tmp_path):
    for one in (verdict(n_met=1), verdict("silver.members"), verdict()):
        save(tmp_path, one)
    assert load(tmp_path) == {"silver.areas": verdict(), "silver.members": verdict("silver.members")}
    assert load(tmp_path / "elsewhere") == {}


def test_a_contract_is_met_when_the_table_is_built_and_every_expectation_is():
    for one, met, text in (
        (verdict(), True, "9 of 9 met"),
        (verdict(n_met=8), False, "8 of 9 met"),
        (verdict(version=-1, n_met=0), False, "not built yet"),
        (verdict(version=-1), False, "not built yet"),
    ):
        assert (one.met, one.text) == (met, text)
