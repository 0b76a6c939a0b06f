"""The bytes of text files, plain or gzip, and whether they are in the encoding that is declared."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from gcrm.core.storage import files

BLANK = "".join(map(chr, range(33)))  # a line of these alone is no record
DAMAGED = (EOFError, zlib.error, OSError)  # what reading a gzip file raises that is cut off or spoilt
_CHUNK = 1 << 20
_SINGLE_BYTE = {"iso8859-1", "cp1252", "iso8859-15"}


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    with files.opened(path) as raw:
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if path.endswith(".gz") else raw


def damaged(error: Exception) -> str:
    return f"the file cannot be decompressed ({error}); it must be delivered again, whole"


def wrong_encoding(path: str, encoding: str) -> str | None:
    """Where the file is not in the encoding, and which would read it; None when all of it is."""
    declared = codecs.lookup(encoding).name
    if declared in _SINGLE_BYTE:
        # Any bytes are Latin-1, so the only sign of a mistake is text that is too good UTF-8 to be an accident.
        if not all(chunk.isascii() for chunk in _chunks(path)) and _undecodable(path, "utf-8") is None:
            return f"the file is UTF-8, not {encoding}; 'encoding: utf-8' would read it"
        return None
    line = _undecodable(path, declared)
    if line is None:
        return None
    works = [name for name in ("utf-8", "cp949", "latin-1", "cp874") if _undecodable(path, name) is None]
    # Good UTF-8 or Korean is hardly anything else; of single bytes none can tell which are meant.
    told = " or ".join(f"'encoding: {name}'" for name in (works[:1] if works[0] in ("utf-8", "cp949") else works))
    return f"line {line} is not {encoding}; {told} would read it"


def _chunks(path: str) -> Iterator[bytes]:
    with opened(path) as handle:
        while chunk := handle.read(_CHUNK):
            yield chunk


def _undecodable(path: str, encoding: str) -> int | None:
    """The first line that cannot be decoded; None when all can."""
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    try:
        for chunk in _chunks(path):
            line += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n")
    return None
