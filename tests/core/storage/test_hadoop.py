"""Hadoop's files, on the file system of this machine; tests/cluster has the same on HDFS, and locks."""

import hashlib

import pytest
from tests.core.storage.conftest import CONTENT

from gcrm.core.storage import hadoop

pytestmark = pytest.mark.usefixtures("spark")


def test_it_is_measured_and_hashed(file):
    size, changed = hadoop.status(file)
    assert (size, changed > 1_500_000_000) == (len(CONTENT), True)
    assert hadoop.sha256(file) == hashlib.sha256(CONTENT).hexdigest()
    assert hadoop.status(f"{file}.none") is None
    assert hadoop.qualified(file).startswith("file:/")


def test_files_below_a_folder_are_listed_by_name_and_deleted(tmp_path):
    for name in ("b/2", "a", "b/1"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    root = f"file:{tmp_path}"
    assert [path.removeprefix(root) for path in hadoop.listed(root)] == ["/a", "/b/1", "/b/2"]
    hadoop.delete(f"{root}/a")
    assert hadoop.status(f"{root}/a") is None


def test_a_file_is_put_whole_over_what_was_there(file, tmp_path):
    assert hadoop.status(file)
    (tmp_path / "there").write_text("old")
    hadoop.put(str(tmp_path / "one.bin"), f"file:{tmp_path}/there")
    assert (tmp_path / "there").read_bytes() == CONTENT
    assert not list(tmp_path.glob("*._COPYING_"))
