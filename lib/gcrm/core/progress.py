"""What a command prints reaches whoever waits for it, also where it runs in a container of a cluster."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import TextIO

from gcrm.core import hadoop

VARIABLE = "GCRM_PROGRESS"  # path of the file that the submitter reads


class _Mirror(io.TextIOBase):
    """Writes to a stream and to a file of Hadoop's, that others can read after every line."""

    def __init__(self, stream: TextIO, file: hadoop.Appended) -> None:
        self._stream, self._file = stream, file

    def write(self, text: str) -> int:
        self._stream.write(text)
        self._stream.flush()
        self._file.write(text.encode())
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
    file = hadoop.Appended(path)
    try:
        with redirect_stdout(_Mirror(sys.stdout, file)), redirect_stderr(_Mirror(sys.stderr, file)):
            yield
    finally:
        file.close()
