"""What a command prints reaches whoever waits for it, also where it runs in a container of a cluster."""

import io
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import TextIO

from py4j.protocol import Py4JError

from gcrm.core.errors import UsageError
from gcrm.core.storage import streams

VARIABLE = "GCRM_PROGRESS"  # path of the file that the submitter reads


class _Shared:
    """A file of Hadoop's that several threads write whole lines to. It only tells of the run: where it breaks, the run
    goes on without."""

    def __init__(self, path: str) -> None:
        self._lock, self._file = threading.Lock(), streams.Appended(path)
        self._broken = False

    def write(self, lines: str) -> None:
        with self._lock:
            if self._broken:
                return
            try:
                self._file.write(lines.encode())
            except Py4JError:
                self._broken = True

    def close(self) -> None:
        with suppress(Py4JError):
            self._file.close()


class _Mirror(io.TextIOBase):
    """Writes to a stream, and what has become a whole line also to a file that others read."""

    def __init__(self, stream: TextIO, file: _Shared) -> None:
        self._stream, self._file = stream, file
        self._begun = threading.local()  # a line of each thread

    def write(self, text: str) -> int:
        self._stream.write(text)
        self._stream.flush()
        lines, end, rest = (getattr(self._begun, "line", "") + text).rpartition("\n")
        self._begun.line = rest
        if end:
            self._file.write(lines + end)
        return len(text)

    def flush(self) -> None:
        self._stream.flush()


@contextmanager
def mirrored() -> Iterator[None]:
    """Inside, output goes also to the file that GCRM_PROGRESS names; nothing changes where it names none."""
    path = os.environ.get(VARIABLE)
    if path is None:
        yield
        return
    try:
        file = _Shared(path)
    except UsageError as error:
        print(f"gcrm: nobody can follow this run: {error}", file=sys.stderr)
        yield
        return
    try:
        with redirect_stdout(_Mirror(sys.stdout, file)), redirect_stderr(_Mirror(sys.stderr, file)):
            yield
    finally:
        file.close()
