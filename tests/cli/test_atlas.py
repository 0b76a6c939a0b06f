"""`gcrm atlas`: where it writes, and what it says when there is nothing to show."""

import argparse
from pathlib import Path

import pytest

from gcrm.cli import atlas
from gcrm.cli.project import Project, assemble
from gcrm.core.errors import UsageError
from gcrm.core.storage.lakehouse import Lakehouse

CONF = Path(__file__).resolve().parents[2] / "conf"


@pytest.fixture(scope="module")
def brazil() -> Project:
    return assemble(CONF, "brazil", "local", [], None, lambda: b"")


def test_a_lakehouse_without_tables_gives_pages_that_say_so(
    lake: Lakehouse, brazil: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = argparse.Namespace(name="atlas", coalition="brazil", lakehouse=lake.root, vault=None, out=tmp_path / "atlas")
    assert atlas.write(args, brazil) == 0
    assert "0 areas drawn, 5 files, 4.8 MB" in capsys.readouterr().out
    page = (tmp_path / "atlas" / "index.html").read_text(encoding="utf-8")
    assert "<h1>Brazil</h1>" in page
    assert "Nothing has arrived yet" in page


def test_a_lakehouse_that_is_not_there_is_said_before_any_work(brazil: Project, tmp_path: Path) -> None:
    args = argparse.Namespace(
        name="atlas", coalition="brazil", lakehouse=str(tmp_path / "none"), out=tmp_path / "atlas"
    )
    with pytest.raises(UsageError, match=r"There is no lakehouse at .*none; `gcrm run` makes one\."):
        atlas.write(args, brazil)


def test_out_is_a_folder_named_atlas_unless_told() -> None:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()

    def add(name: str, help_text: str, _: object, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help_text, parents=list(parents))

    atlas.add_command(add, lambda _: 0, argparse.ArgumentParser(add_help=False))
    assert parser.parse_args(["atlas"]).out == Path("atlas")
    assert parser.parse_args(["atlas", "--out", "here"]).out == Path("here")
