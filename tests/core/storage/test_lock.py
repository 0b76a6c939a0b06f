"""On a local file system one process writes a table at a time."""

import fcntl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gcrm.core.contracts.table import Append, Field, Table
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.lock import held, is_held
from gcrm.core.testing import same

LINES = Table("bronze.lines", "Text.", (Field("text", "string", "Text"),), load=Append())

HOLDER = """
import fcntl, sys, time
with open(sys.argv[1], "w") as handle:
    fcntl.flock(handle, fcntl.LOCK_EX)
    print("held", flush=True)
    time.sleep(1.5)
    print("let go at", time.time(), flush=True)
"""

WRITER = """
import sys
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import start
from gcrm.core.contracts.table import Append, Field, Table

LINES = Table("bronze.lines", "Text.", (Field("text", "string", "Text"),), load=Append())
name, root, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
conf = {"spark.master": "local[1]", "spark.driver.memory": "1g", "spark.ui.enabled": "false",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.sql.shuffle.partitions": "1", "spark.databricks.delta.snapshotPartitions": "1"}
spark = start(name, conf)
lake = Lakehouse(spark, root)
print("ready", flush=True)
sys.stdin.readline()
for number in range(n):
    frame = spark.createDataFrame([(f"{name}-{number}",)], "text string")
    with lake.lock(LINES):
        lake.append(LINES, frame, name, number, {"writer": name})
spark.stop()
"""


def test_a_second_process_waits_for_the_first(tmp_path):
    path = tmp_path / ".locks" / LINES.name
    with held(str(path)):
        pass
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        with path.open("w") as handle, pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with held(f"file:{path}"):
            entered = time.time()
        released = float(holder.stdout.readline().rpartition(" ")[2])
    assert entered >= released


def test_a_lakehouse_holds_one_table_and_no_other(lake):
    other = Table("vault.others", "Text.", LINES.fields, load=Append())
    with lake.lock(LINES), lake.lock(other):
        assert [path.name for path in Path(lake.root, ".locks").iterdir()] == ["bronze.lines"]
        assert [path.name for path in Path(lake.vault, ".locks").iterdir()] == ["vault.others"]
        with Path(lake.root, ".locks", LINES.name).open("w") as handle, pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_failure_lets_go(tmp_path):
    path = tmp_path / "lines"
    with pytest.raises(ZeroDivisionError), held(str(path)):
        1 / 0  # noqa: B018
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.processes
@pytest.mark.core
def test_two_processes_that_write_one_table_lose_nothing(spark, tmp_path):
    """Without the lock, Delta's commits on a local file system overwrite each other."""
    root, n = str(tmp_path / "lakehouse"), 12
    Lakehouse(spark, root).create(LINES)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, name, root, str(n)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for name in ("one", "two")
    ]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [writer.wait(timeout=300) for writer in writers] == [0, 0]
    lake = Lakehouse(spark, root)
    same(lake.read(LINES), [(f"{name}-{number}",) for name in ("one", "two") for number in range(n)], "text")
    assert lake.version(LINES) == 2 * n


def test_a_lock_is_asked_for_without_waiting_and_without_making_a_file(tmp_path):
    path = str(tmp_path / "lock")
    assert not is_held(path)
    assert not (tmp_path / "lock").exists()
    with held(path):
        assert is_held(path)
    assert not is_held(path)
