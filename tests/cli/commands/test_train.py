"""`gcrm train` takes what it needs."""

from pathlib import Path

from gcrm.cli.parser import parsed


def test_files_and_their_language_are_taken():
    typed = ["train", "sentiment", "--coalition", "demo", "--labelled", "a.csv", "b.tsv", "--language", "th"]
    args = parsed(typed)
    assert (args.what, args.labelled, args.language) == ("sentiment", [Path("a.csv"), Path("b.tsv")], "th")
    assert parsed(typed[:4]).labelled == []
    assert parsed(["train", "topics", "--coalition", "demo"]).what == "topics"
