"""`gcrm atlas`: where it writes, and what stops it before it writes."""

from pathlib import Path

from gcrm.cli.parser import parsed


def test_out_is_a_folder_named_atlas_unless_told() -> None:
    where = ["atlas", "--coalition", "brazil"]
    assert parsed(where).out == Path("atlas")
    assert parsed([*where, "--out", "here"]).out == Path("here")


def test_a_lakehouse_that_is_not_there_leaves_no_pages(corner, tmp_path):
    result = corner.gcrm("atlas", "--lakehouse", str(corner.lakehouse), "--out", str(tmp_path / "atlas"))
    assert (result.code, result.out) == (2, "")
    assert result.err == f"gcrm: There is no lakehouse at {corner.lakehouse}; `gcrm run` makes one.\n"
    assert not (tmp_path / "atlas").exists()
