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


def test_a_link_out_of_the_folder_is_refused_and_never_read(tmp_path):
    root, vault = tmp_path / "landing", tmp_path / "vault"
    for path in (root / "in/a.csv", vault / "keys.csv"):
        path.parent.mkdir(parents=True)
        path.write_text("")
    (root / "b.csv").symlink_to(root / "in/a.csv")
    (root / "c.csv").symlink_to(vault / "keys.csv")
    (root / "d.csv").symlink_to("../vault/keys.csv")
    (root / "e.csv").symlink_to(root / "c.csv")
    (root / "f").symlink_to(vault, target_is_directory=True)
    (root / "g.csv").symlink_to(tmp_path / "nowhere.csv")
    folder = Folder(str(root))
    patterns = ["*.csv", "f/*.csv", "in/*.csv"]
    taken = [folder.relative(path) for pattern in patterns for path in folder.matching(pattern)]
    assert taken == ["b.csv", "in/a.csv"]
    said = "refused: it is a link out of the landing folder; deliver the file itself"
    assert folder.others(patterns) == [(name, said) for name in ("c.csv", "d.csv", "e.csv", "f/keys.csv")]


def test_a_folder_may_be_a_link_itself(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk/a.csv").write_text("")
    (tmp_path / "landing").symlink_to(tmp_path / "disk")
    folder = Folder(str(tmp_path / "landing"))
    assert [folder.relative(path) for path in folder.matching("*.csv")] == ["a.csv"]
    assert folder.others(["*.csv"]) == []
