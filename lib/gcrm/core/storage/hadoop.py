"""Files of any file system that Hadoop knows, through the client in Spark's JVM, which holds the job's permissions."""

import io
import math
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from py4j.protocol import Py4JJavaError

from gcrm.core.errors import UsageError

# Spark is imported where it is used: who looks at a local folder does not wait for it.
if TYPE_CHECKING:
    from pyspark.errors import IllegalArgumentException

_CHUNK = 4 << 20  # bytes that cross from the JVM at once
_MOST_SECONDS = 2.0  # between two looks at a lock
# HDFS gives a file to another writer when its own has been silent for a minute; then it needs a moment to close it.
# Of two that make it at once, one is told that it is there.
_WAITS_FOR = ("AlreadyBeingCreatedException", "RecoveryInProgressException", "FileAlreadyExistsException")
_SILENT_SECONDS = 60.0  # waited for a lock before it is told


class _Seekable(io.RawIOBase):
    """A file of Hadoop's, opened to read parts of it."""

    def __init__(self, path: str) -> None:
        with told(path):
            self._size = int(filesystem(path).getFileStatus(_path(path)).getLen())
            self._java = filesystem(path).open(_path(path))
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


def seekable(path: str) -> io.BufferedReader:
    """The file's bytes in any order; raises UsageError where it cannot be reached or read."""
    return io.BufferedReader(_Seekable(path), _CHUNK)


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """The file's bytes from the first to the last; raises UsageError where it cannot be reached or read.

    Through a pipe, which is ten times as fast as the calls into the JVM that carry bytes as text.
    """
    with told(path):
        source = filesystem(path).open(_path(path))
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
                raise _translated(failed[0], path) from None


def _copy(source: Any, pipe: Path, writing: int, failed: list[Py4JJavaError]) -> None:
    try:
        jvm().org.apache.hadoop.io.IOUtils.copyBytes(source, jvm().java.io.FileOutputStream(str(pipe)), _CHUNK, True)
    except Py4JJavaError as error:
        failed.append(error)
    finally:
        os.close(writing)


def sha256(path: str) -> str:
    with told(path):
        source = filesystem(path).open(_path(path))
        try:
            return str(jvm().org.apache.commons.codec.digest.DigestUtils.sha256Hex(source))
        finally:
            source.close()


class Appended:
    """A new file, of which others see each piece as soon as it is written."""

    def __init__(self, path: str) -> None:
        with told(path):
            self._java = filesystem(path).create(_path(path), True)

    def write(self, piece: bytes) -> None:
        self._java.write(piece)
        self._java.hflush()

    def close(self) -> None:
        self._java.close()


def tail(path: str, start: int) -> bytes:
    """The file's bytes from `start` on, as far as they are written; none where it is not there yet."""
    with told(path):
        files = filesystem(path)
        if not files.exists(_path(path)):
            return b""
        handle = files.open(_path(path))
        try:
            # Of a file that is still written the length is known once it is opened.
            if handle.available() <= start:
                return b""
            handle.seek(start)
            return bytes(handle.readAllBytes())
        finally:
            handle.close()


def delete(path: str) -> None:
    with told(path):
        filesystem(path).delete(_path(path), False)


def give(path: str, owner: str, group: str, mode: int) -> None:
    """Sets owner, group and permissions; only the file system's superuser may."""
    with told(path):
        filesystem(path).setOwner(_path(path), owner, group)
        filesystem(path).setPermission(_path(path), _permission(mode))


def in_safe_mode(path: str, conf: Any) -> bool:
    """Whether the file system takes no writes for now; only HDFS has such a time."""
    with told(path):
        files = filesystem(path, conf)
        return bool(files.isInSafeMode()) if files.getScheme() == "hdfs" else False


def enum_array(kind: str, *names: str) -> Any:
    """Values of a Java enum, as a Java array."""
    made = jvm().java.lang.Class.forName(kind)
    array = jvm().java.lang.reflect.Array.newInstance(made, len(names))
    for position, name in enumerate(names):
        array[position] = jvm().java.lang.Enum.valueOf(made, name)
    return array


def status(path: str, conf: Any = None) -> tuple[int, int] | None:
    """Size in bytes and time of the last change in seconds; None where nothing is there."""
    with told(path):
        files = filesystem(path, conf)
        if not files.exists(_path(path)):
            return None
        found = files.getFileStatus(_path(path))
        return int(found.getLen()), int(found.getModificationTime()) // 1000


def mode(path: str) -> int:
    """The permissions, as chmod takes them."""
    with told(path):
        return int(filesystem(path).getFileStatus(_path(path)).getPermission().toShort())


def may_enter(path: str) -> bool:
    """Whether this user may look into the folder."""
    try:
        filesystem(path).access(_path(path), jvm().org.apache.hadoop.fs.permission.FsAction.EXECUTE)
    except Py4JJavaError as error:
        if "AccessControlException" in str(error.java_exception):
            return False
        raise _translated(error, path) from None
    return True


def make_folder(path: str, mode: int) -> None:
    """Makes the folder with these permissions where it is not there."""
    with told(path):
        files = filesystem(path)
        if not files.exists(_path(path)):
            jvm().org.apache.hadoop.fs.FileSystem.mkdirs(files, _path(path), _permission(mode))


def listed(root: str) -> list[str]:
    """Every file below the folder, with the whole address, in the order of their names."""
    with told(root):
        files = filesystem(root)
        found, names = files.listFiles(files.makeQualified(_path(root)), True), []
        while found.hasNext():
            names.append(str(found.next().getPath().toString()))
    return sorted(names)


def qualified(path: str) -> str:
    """The whole address: `hdfs:///lake` with the NameNode that is configured."""
    with told(path):
        return str(filesystem(path).makeQualified(_path(path)).toString())


def put(local: str, path: str) -> None:
    """Copies a local file to `path`, which others see when it is whole."""
    half = f"{path}._COPYING_"
    with told(path):
        files = filesystem(path)
        files.copyFromLocalFile(False, True, _path(f"file:{local}"), _path(half))
        files.delete(_path(path), False)
        files.rename(_path(half), _path(path))


@contextmanager
def lock(path: str) -> Iterator[None]:
    """Holds the file for writing, which HDFS allows one client at a time; waits as long as another lives that does.

    The lease is renewed by the client while it lives; of one that died HDFS takes it back after a minute.
    """
    handle = _leased(path)
    try:
        yield
    finally:
        handle.close()


def _leased(path: str) -> Any:
    pause, told_at = 0.1, time.monotonic() + _SILENT_SECONDS
    while True:
        try:
            # To append is to ask for the lease; to create anew would take it from who holds it.
            files = filesystem(path)
            files.createNewFile(_path(path))
            return files.append(_path(path))
        except Py4JJavaError as error:
            if not any(name in str(error.java_exception) for name in _WAITS_FOR):
                raise _translated(error, path) from None
        if time.monotonic() > told_at:
            print(f"Another writer holds {path}; waiting for it.", file=sys.stderr, flush=True)
            told_at = math.inf
        time.sleep(pause)
        pause = min(2 * pause, _MOST_SECONDS)


def _permission(mode: int) -> Any:
    return jvm().org.apache.hadoop.fs.permission.FsPermission(f"{mode:04o}")


def filesystem(path: str, conf: Any = None) -> Any:
    """Hadoop's FileSystem (a Java object) of the path, by the settings of the session, or by `conf`."""
    return _path(path).getFileSystem(conf or _configuration())


def _path(path: str) -> Any:
    return jvm().org.apache.hadoop.fs.Path(path)


def jvm() -> Any:
    """Spark's JVM; started where none runs yet, without a session."""
    from pyspark import SparkContext

    SparkContext._ensure_initialized()
    return SparkContext._jvm


def _configuration() -> Any:
    from pyspark import SparkContext

    running = SparkContext._active_spark_context
    # Without a session, the settings that the JVM was started with.
    return running._jsc.hadoopConfiguration() if running else jvm().org.apache.spark.deploy.SparkHadoopUtil.get().conf()


@contextmanager
def told(path: str) -> Iterator[None]:
    """Java's errors about `path` as one sentence each."""
    try:
        yield
    except Exception as error:
        from pyspark.errors import IllegalArgumentException

        if not isinstance(error, Py4JJavaError | IllegalArgumentException):
            raise
        raise _translated(error, path) from None


def _translated(error: "Py4JJavaError | IllegalArgumentException", path: str) -> UsageError:
    # While a session lives, Spark turns some of Java's errors into its own.
    java = getattr(error, "java_exception", None)
    kind = str(java.getClass().getSimpleName()) if java else type(error).__name__
    said = ((str(java.getMessage()) if java else str(error)) or kind).splitlines()[0]
    sentences = {
        "AccessControlException": f"{path} is not for this user: {said}",
        "FileNotFoundException": f"{path} is not there.",
        "SafeModeException": f"HDFS is in safe mode, so nothing can be written to {path}; wait until it has left it "
        "(`hdfs dfsadmin -safemode get`).",
        "UnknownHostException": f"The host of {path} is not known ({said}); name the NameNode, or set HADOOP_CONF_DIR.",
        "ConnectException": f"The file system of {path} does not answer; is its NameNode running?",
        "ConnectTimeoutException": f"The file system of {path} does not answer in time; is its NameNode running?",
        "UnsupportedFileSystemException": f"{path}: {said}; file:// and hdfs:// are supported.",
    }
    told = sentences.get(kind) or next((text for name, text in sentences.items() if name in said), None)
    return UsageError(told or f"{path} cannot be used: {kind}: {said}")
