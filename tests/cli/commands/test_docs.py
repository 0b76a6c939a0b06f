"""`gcrm docs`: the catalogue alone, unless a lakehouse is typed."""

from pathlib import Path

from gcrm.cli.parser import parsed


def test_a_configured_lakehouse_is_not_validated_unasked(corner, tmp_path):
    corner.configure("env/local.yml", f"workers: 2\nplaces: {{lakehouse: {corner.lakehouse}}}\n")
    result = corner.gcrm("docs", "--out", str(tmp_path / "docs"))
    assert (result.code, result.err) == (0, "")
    assert "validated" not in result.out
    assert (tmp_path / "docs" / "tables" / "vault.till_sales.html").is_file()
    assert not (tmp_path / "docs" / "data-docs").exists()
    assert not corner.lakehouse.exists()


def test_out_is_a_folder_named_docs_out_unless_told():
    assert parsed(["docs", "--coalition", "brazil"]).out == Path("docs-out")
