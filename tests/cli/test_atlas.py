"""The atlas of a lakehouse in which nothing is."""

from dataclasses import replace
from pathlib import Path

import pytest

from gcrm.cli import atlas
from gcrm.cli.places import Places
from gcrm.cli.project import Project, assemble
from gcrm.core.storage.lakehouse import Lakehouse

CONF = Path(__file__).resolve().parents[2] / "conf"


@pytest.fixture(scope="module")
def brazil() -> Project:
    return assemble(CONF, "brazil", "local", [], None, lambda: b"")


def at(project: Project, root: str) -> Project:
    """The project with its tables in another lakehouse."""
    return replace(project, places=Places(None, root, f"{root}/vault"))


def test_a_lakehouse_without_tables_gives_pages_that_say_so(
    lake: Lakehouse, brazil: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert atlas.write(at(brazil, lake.root), tmp_path / "atlas") == 0
    assert "0 areas drawn, 5 files, 4.8 MB" in capsys.readouterr().out
    page = (tmp_path / "atlas" / "index.html").read_text(encoding="utf-8")
    assert "<h1>Brazil</h1>" in page
    assert "Nothing has arrived yet" in page
