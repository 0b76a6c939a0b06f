"""One writer at a time per table: by a lock of the operating system on a local disk, by the lease of a file on HDFS."""

import fcntl
import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from py4j.protocol import Py4JJavaError

from gcrm.core.storage.folders import local_path
from gcrm.core.storage.gateway import filesystem, path_of, translated

_MOST_SECONDS = 2.0  # between two looks at a lock
# HDFS gives a file to another writer when its own has been silent for a minute; then it needs a moment to close it.
# Of two that make it at once, one is told that it is there.
_WAITS_FOR = ("AlreadyBeingCreatedException", "RecoveryInProgressException", "FileAlreadyExistsException")
_SILENT_SECONDS = 60.0  # waited for a lock before it is told


@contextmanager
def held(path: str) -> Iterator[None]:
    """Holds the file that stands for a table; waits as long as another holds it.

    A failure inside lets go, and so does the end of the process.
    """
    local = local_path(path)
    with _flocked(local) if local else _written(path):
        yield


def is_held(path: str) -> bool:
    """Whether somebody holds the file; asks without waiting, and makes none."""
    local = local_path(path)
    return _is_flocked(local) if local else _is_written(path)


def _is_flocked(path: Path) -> bool:
    if not path.exists():
        return False
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        fcntl.flock(handle, fcntl.LOCK_UN)
    return False


def _is_written(path: str) -> bool:
    try:
        files = filesystem(path)
        if files.exists(path_of(path)):
            files.append(path_of(path)).close()
    except Py4JJavaError as error:
        if any(name in str(error.java_exception) for name in _WAITS_FOR):
            return True
        raise translated(error, path) from None
    return False


@contextmanager
def _flocked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def _written(path: str) -> Iterator[None]:
    """Holds the file for writing, which HDFS allows one client at a time; waits as long as another lives that does.

    The lease is renewed by the client while it lives; of one that died HDFS takes it back after a minute.
    """
    handle = _leased(path)
    try:
        yield
    finally:
        try:
            handle.close()
        except Py4JJavaError as error:
            # Of a file that its holder has taken away there is nothing left to let go of.
            if filesystem(path).exists(path_of(path)):
                raise translated(error, path) from None


def _leased(path: str) -> Any:
    pause, told_at = 0.1, time.monotonic() + _SILENT_SECONDS
    while True:
        try:
            # To append is to ask for the lease; to create anew would take it from who holds it.
            files = filesystem(path)
            files.createNewFile(path_of(path))
            return files.append(path_of(path))
        except Py4JJavaError as error:
            if not any(name in str(error.java_exception) for name in _WAITS_FOR):
                raise translated(error, path) from None
        if time.monotonic() > told_at:
            print(f"Another writer holds {path}; waiting for it.", file=sys.stderr, flush=True)
            told_at = math.inf
        time.sleep(pause)
        pause = min(2 * pause, _MOST_SECONDS)
