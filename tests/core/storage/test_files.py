"""Patterns mean the same on every file system."""

import os
import re
import zlib

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


def test_a_name_that_hadoop_does_not_open_waits(tmp_path):
    for name in ("10:00.csv", "a:b/s.csv", "a/_SUCCESS", "a/s.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    folder = Folder(str(tmp_path))
    assert [folder.relative(path) for path in folder.matching("**/*")] == ["a/s.csv"]
    said = "waiting: Hadoop opens no file with a colon in its name or folder; rename it"
    assert folder.others(["**/*"]) == [("10:00.csv", said), ("a:b/s.csv", said)]


@pytest.mark.parametrize(
    ("sums", "fits"),
    [
        (zlib.crc32(b"id\n1\n").to_bytes(4), True), (zlib.crc32(b"id\n2\n").to_bytes(4), False), (b"", False),
        (bytes(8), False),
    ],
)  # fmt: skip
def test_a_checksum_of_other_content_is_told(tmp_path, sums, fits):
    (tmp_path / "s.csv").write_bytes(b"id\n1\n")
    (tmp_path / ".s.csv.crc").write_bytes(b"crc\0" + (512).to_bytes(4) + sums)
    folder = Folder(str(tmp_path))
    assert len(folder.matching("*.csv")) == fits
    said = "waiting: the checksum beside it, .s.csv.crc, is of other content; delete that"
    assert folder.others(["*.csv"]) == ([] if fits else [("s.csv", said)])


@pytest.mark.parametrize("every", [1, 512, (1 << 32) - 1])
def test_a_checksum_without_end_costs_nothing(tmp_path, every):
    (tmp_path / "s.csv").write_bytes(b"id\n1\n")
    (tmp_path / ".s.csv.crc").write_bytes(b"crc\0" + every.to_bytes(4))
    os.truncate(tmp_path / ".s.csv.crc", 1 << 40)
    assert Folder(str(tmp_path)).matching("*.csv") == []


def test_what_is_no_file_is_none(tmp_path):
    """To open a pipe would wait for ever."""
    os.mkfifo(tmp_path / "s.csv")
    os.mkfifo(tmp_path / ".t.csv.crc")
    (tmp_path / "t.csv").write_text("")
    (tmp_path / "z.csv").symlink_to("/dev/zero")
    folder = Folder(str(tmp_path))
    assert folder.matching("*.csv") == [str(tmp_path / "t.csv")]
    assert folder.others(["*.csv"]) == []


def test_a_folder_may_be_a_link_itself(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk/a.csv").write_text("")
    (tmp_path / "landing").symlink_to(tmp_path / "disk")
    folder = Folder(str(tmp_path / "landing"))
    assert [folder.relative(path) for path in folder.matching("*.csv")] == ["a.csv"]
    assert folder.others(["*.csv"]) == []
