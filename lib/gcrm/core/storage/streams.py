"""Bytes of a file of any file system that Hadoop knows: read whole, in part, or while others still write them."""

import io
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from py4j.protocol import Py4JJavaError

from gcrm.core.storage.gateway import filesystem, jvm, path_of, told, translated

_CHUNK = 4 << 20  # bytes that cross from the JVM at once


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """The file's bytes from the first to the last; raises UsageError where it cannot be reached or read.

    Through a pipe, which is ten times as fast as the calls into the JVM that carry bytes as text.
    """
    with told(path):
        source = filesystem(path).open(path_of(path))
    with tempfile.TemporaryDirectory() as folder:
        pipe = Path(folder) / "pipe"
        os.mkfifo(pipe, 0o600)
        # Neither end waits for the other: reading ends when both the JVM's end and this one here are closed.
        reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        writing = os.open(pipe, os.O_WRONLY)
        os.set_blocking(reading, True)
        failed: list[Py4JJavaError] = []
        copier = threading.Thread(target=_copy, args=(source, pipe, writing, failed), daemon=True)
        copier.start()
        try:
            with os.fdopen(reading, "rb", _CHUNK) as handle:
                yield handle
        finally:
            copier.join()
            # What cut the file short explains whatever the reader made of it. Who has read enough closes the pipe, and
            # then the rest cannot be written.
            if failed and "Broken pipe" not in str(failed[0].java_exception):
                raise translated(failed[0], path) from None


def seekable(path: str) -> io.BufferedReader:
    """The file's bytes in any order; raises UsageError where it cannot be reached or read."""
    return io.BufferedReader(_Seekable(path), _CHUNK)


class Appended:
    """A new file, of which others see each piece as soon as it is written."""

    def __init__(self, path: str) -> None:
        with told(path):
            self._java = filesystem(path).create(path_of(path), True)

    def write(self, piece: bytes) -> None:
        self._java.write(piece)
        self._java.hflush()

    def close(self) -> None:
        self._java.close()


def tail(path: str, start: int) -> bytes:
    """The file's bytes from `start` on, as far as they are written; none where it is not there yet."""
    with told(path):
        files = filesystem(path)
        if not files.exists(path_of(path)):
            return b""
        handle = files.open(path_of(path))
        try:
            # Of a file that is still written the length is known once it is opened.
            if handle.available() <= start:
                return b""
            handle.seek(start)
            return bytes(handle.readAllBytes())
        finally:
            handle.close()


class _Seekable(io.RawIOBase):
    """A file of Hadoop's, opened to read parts of it."""

    def __init__(self, path: str) -> None:
        with told(path):
            self._size = int(filesystem(path).getFileStatus(path_of(path)).getLen())
            self._java = filesystem(path).open(path_of(path))
        self._name = path

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with told(self._name):
            found = bytes(self._java.readNBytes(len(buffer)))
        buffer[: len(found)] = found
        return len(found)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.tell(), io.SEEK_END: self._size}[whence]
        with told(self._name):
            self._java.seek(start + offset)
        return start + offset

    def tell(self) -> int:
        return int(self._java.getPos())

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._java.close()


def _copy(source: Any, pipe: Path, writing: int, failed: list[Py4JJavaError]) -> None:
    try:
        jvm().org.apache.hadoop.io.IOUtils.copyBytes(source, jvm().java.io.FileOutputStream(str(pipe)), _CHUNK, True)
    except Py4JJavaError as error:
        failed.append(error)
    finally:
        os.close(writing)
