"""`gcrm check`: no Java is needed, and files are looked at only where they are asked for."""

import pytest
from tests.conftest import REPOSITORY

CONF = REPOSITORY / "conf"


@pytest.mark.parametrize("coalition", sorted(path.name for path in (CONF / "coalitions").iterdir()))
def test_check_needs_no_java(without_java, coalition):
    done = without_java("check", "--coalition", coalition)
    assert (done.returncode, done.stderr) == (0, "")
    assert "configuration is sound." in done.stdout


def test_a_configured_landing_folder_is_not_looked_at_unasked(corner):
    corner.configure("env/local.yml", f"workers: 2\nplaces: {{landing: {corner.landing}/none}}\n")
    result = corner.gcrm("check")
    assert (result.code, result.err) == (0, "")
    assert result.out.endswith("Give --landing to have the delivered files looked at too.\n")


def test_a_landing_folder_that_is_typed_must_be_there(corner):
    result = corner.gcrm("check", "--landing", f"{corner.landing}/none")
    assert (result.code, result.out) == (2, "")
    assert result.complaints == [
        f"gcrm: The landing folder {corner.landing}/none is not there; give the folder that the partners deliver into."
    ]


def test_nothing_is_written(corner):
    corner.put("s1.csv", "receipt,position,customer,sold_at,price\n")
    assert corner.gcrm("check", "--landing", str(corner.landing)).code == 0
    assert not corner.lakehouse.exists()
