"""Bytes of Hadoop's files, on the file system of this machine; tests/cluster has the same on HDFS."""

import gzip
import io
import random

import pytest
from tests.core.storage.conftest import CONTENT

from gcrm.core.errors import UsageError
from gcrm.core.storage import streams

pytestmark = pytest.mark.usefixtures("spark")


def test_a_file_is_read_from_its_start_and_in_any_order(file):
    with streams.opened(file) as handle:
        assert handle.read() == CONTENT
    with streams.opened(file) as handle:
        assert handle.read(10) == CONTENT[:10], "who has read enough need not read the rest"
    with streams.seekable(file) as handle:
        handle.seek(-3, io.SEEK_END)
        assert handle.read() == CONTENT[-3:]
        handle.seek(1000)
        assert (handle.read(4), handle.tell()) == (CONTENT[1000:1004], 1004)


def test_what_is_appended_is_read_from_where_one_was(tmp_path):
    path = f"file:{tmp_path}/told"
    assert streams.tail(path, 0) == b""
    appended = streams.Appended(path)
    appended.write(b"first\nsecond\n")
    appended.close()
    assert (streams.tail(path, 6), streams.tail(path, 13)) == (b"second\n", b"")


def test_a_disk_that_fails_while_a_file_is_read_is_not_the_files_fault(tmp_path):
    content = gzip.compress(random.Random(0).randbytes(1 << 20))
    path = f"file:{tmp_path}/delivered.gz"
    file = streams.Appended(path)  # Hadoop's own files have checksums beside them
    file.write(content)
    file.close()
    with streams.opened(path) as handle, gzip.open(handle) as unpacked:
        assert len(unpacked.read()) == 1 << 20
    damaged = bytearray(content)
    damaged[len(damaged) // 2] ^= 1
    (tmp_path / "delivered.gz").write_bytes(damaged)
    with pytest.raises(UsageError, match="Checksum"), streams.opened(path) as handle, gzip.open(handle) as unpacked:
        unpacked.read()


def test_who_has_read_enough_may_go(tmp_path):
    (tmp_path / "long").write_bytes(bytes(50 << 20))
    with streams.opened(f"file:{tmp_path}/long") as handle:
        assert handle.read(10) == bytes(10)
