"""`gcrm segment` asks for a definition."""

from pathlib import Path

from gcrm.cli.parser import parsed


def test_a_definition_is_asked_for():
    args = parsed(["segment", "--definition", "mine.yml", "--coalition", "demo"])
    assert (args.definition, args.out, args.command.name) == (Path("mine.yml"), None, "segment")
