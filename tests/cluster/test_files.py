"""Files on HDFS are what they are on a disk; a file that is held is nobody else's."""

import gzip
import subprocess
import sys
import time

import pytest
from tests.cluster.commands import STEWARD, environment, hdfs

from gcrm.core.errors import UsageError
from gcrm.core.storage import files, hadoop, lock, presence, streams
from gcrm.sources.encoded import opened

CONTENT = bytes(range(256)) * 40_000
HOLDER = """
import sys, time
from gcrm.core.storage import lock
with lock.held(sys.argv[1]):
    print("held", flush=True)
    time.sleep(3)
    print("let go at", time.time(), flush=True)
"""


@pytest.fixture(scope="module")
def there(cluster, reader, tmp_path_factory):
    """A folder on HDFS with a file that is larger than what crosses from the JVM at once, and the same packed."""
    assert reader
    local = tmp_path_factory.mktemp("files")
    (local / "one.bin").write_bytes(CONTENT)
    (local / "one.csv.gz").write_bytes(gzip.compress(CONTENT))
    hdfs(cluster, "-mkdir", "-p", "hdfs:///files/a b")
    hdfs(cluster, "-put", str(local / "one.bin"), str(local / "one.csv.gz"), "hdfs:///files/a b/")
    return local, files.Folder("hdfs:///files")


def test_they_are_found_by_pattern_and_measured(there):
    local, folder = there
    [path] = folder.matching("**/*.bin")
    assert folder.relative(path) == "a b/one.bin"
    assert folder.matching("*.bin") == []
    assert files.look(path)[0] == len(CONTENT)
    assert files.sha256(path) == files.sha256(str(local / "one.bin"))


def test_they_are_read_whole_in_part_and_unpacked(there):
    _, folder = there
    [path], [packed] = folder.matching("**/*.bin"), folder.matching("**/*.gz")
    with files.opened(path) as handle:
        assert handle.read() == CONTENT
    with files.opened(path) as handle:
        assert handle.read(10) == CONTENT[:10]
    with files.seekable(path) as handle:
        handle.seek(-7, 2)
        assert handle.read() == CONTENT[-7:]
    with opened(packed) as handle:
        assert handle.read() == CONTENT


def test_what_is_written_line_by_line_is_read_while_it_is_written(there):
    assert there
    path = "hdfs:///files/told"
    assert streams.tail(path, 0) == b""
    file = streams.Appended(path)
    file.write(b"first\n")
    assert streams.tail(path, 0) == b"first\n"
    file.write(b"second\n")
    assert streams.tail(path, 6) == b"second\n"
    assert streams.tail(path, 13) == b""
    file.close()
    assert streams.tail(path, 6) == b"second\n"


def test_a_second_process_waits_for_the_first(cluster, there):
    assert there
    path = "hdfs:///files/lock"
    command = [sys.executable, "-c", HOLDER, path]
    env = environment(cluster, "hadoop")
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        with lock.held(path):
            entered = time.time()
        released = float(holder.stdout.readline().rpartition(" ")[2])
    assert entered >= released - 0.1


def test_a_run_takes_the_file_away_by_which_it_says_that_it_is_at_work(there):
    assert there
    with presence.at_work("hdfs:///files", "r1"):
        [left] = hadoop.listed("hdfs:///files/.locks")
        assert lock.is_held(left)
    assert hadoop.listed("hdfs:///files/.locks") == []


def test_what_cannot_be_read_is_one_sentence(cluster, there):
    assert there
    for path, said in (
        ("hdfs:///files/none", "is not there"),
        ("hdfs://127.0.0.1:9/files", "does not answer; is its NameNode running?"),
        ("hdfs://nobody.invalid/files", "The host of"),
        ("ftps://somewhere/files", "file:// and hdfs:// are supported"),
    ):
        with pytest.raises(UsageError, match=said):
            files.seekable(path)
    assert "only for" not in hdfs(cluster, "-ls", "hdfs:///files", user=STEWARD)
