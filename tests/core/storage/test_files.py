"""Patterns mean the same on every file system."""

import re

import pytest

from gcrm.core.storage.files import Folder, _regular, look, opened, passed_over, seekable, sha256

NAMES = (
    "a.csv",
    "sales1.csv",
    "x/sales.csv",
    "x/y/sales2.csv",
    "x/sales/b.csv",
    "x/y/b.CSV",
    "x/[1].csv",
    "x/.csv",
    "x/1+1.csv",
)


@pytest.mark.parametrize(
    "pattern",
    [
        "*.csv",
        "**/*.csv",
        "**/sales*.csv",
        "x/*",
        "x/**/*.csv",
        "x/?/*.csv",
        "**/[!s]*.csv",
        "**/[ab].csv",
        "x/1+1.csv",
        "x",
    ],
)
def test_elsewhere_a_pattern_finds_what_it_finds_on_a_disk(tmp_path, pattern):
    for name in NAMES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    folder = Folder(str(tmp_path))
    here = [folder.relative(path) for path in folder.matching(pattern)]
    seen = [name for name in NAMES if passed_over(name) is None]
    assert here == sorted(name for name in seen if re.fullmatch(_regular(pattern), name))
    waiting = {name for name, why in folder.others([pattern]) if why.startswith("waiting: ")}
    assert waiting == {name for name in {*NAMES} - {*seen} if re.fullmatch(_regular(pattern), name)}


def test_a_local_file_is_read_and_measured(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"one\n")
    assert look(str(path))[0] == 4
    assert sha256(str(path)) == "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806"
    with opened(f"file://{path}") as handle:
        assert handle.read() == b"one\n"
    with seekable(str(path)) as handle:
        handle.seek(2)
        assert handle.read() == b"e\n"
