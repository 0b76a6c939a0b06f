"""A file that Hadoop's clients find on the file system of this machine."""

import pytest

CONTENT = bytes(range(256)) * 20_000  # more than crosses from the JVM at once


@pytest.fixture
def file(tmp_path):
    (tmp_path / "one.bin").write_bytes(CONTENT)
    return f"file:{tmp_path}/one.bin"
