"""The bytes of text files, plain or gzip, and whether they are in the encoding that is declared."""

import codecs
import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from gcrm.core.storage import files

BLANK = "".join(map(chr, range(33)))  # a line of these alone is no record
DAMAGED = (EOFError, zlib.error, OSError)  # what reading a gzip file raises that is cut off or spoilt
_CHUNK = 1 << 20
_SINGLE_BYTE = {"iso8859-1", "cp1252", "iso8859-15"}
# A sign of UTF-8 beyond ASCII: text in another encoding holds such a run of bytes by accident alone.
_SIGN = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ASCII = bytes(range(128))
_BY_ACCIDENT = 0.1  # share of such runs up to which a text is taken for one in another encoding
_GUESSES = ("latin-1", "cp1251", "cp1258", "cp874")


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    with files.opened(path) as raw:
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if path.endswith(".gz") else raw


def damaged(error: Exception) -> str:
    return f"the file cannot be decompressed ({error}); it must be delivered again, whole"


def wrong_encoding(path: str, encoding: str) -> str | None:
    """Where the file is not in the encoding, and which may read it; None when all of it is."""
    declared = codecs.lookup(encoding).name
    if declared in _SINGLE_BYTE:
        return _other_than_single_byte(path, encoding)
    odd = _undecodable(path, declared)
    if odd is None:
        return None
    line, byte = odd
    good = _share_of_utf8(path)
    if _undecodable(path, "utf-8") is None:
        return f"line {line} is not {encoding}; 'encoding: utf-8' would read it"
    if good > _BY_ACCIDENT:
        return _mixed(line, encoding)
    if _is_korean(path):
        return f"line {line} is not {encoding}; 'encoding: cp949' would read it"
    # Of single bytes none can tell which are meant: any file is Latin-1.
    works = [name for name in _GUESSES if name != encoding and _undecodable(path, name) is None]
    read = ", ".join(f"{bytes([byte]).decode(name, 'replace')!r} by 'encoding: {name}'" for name in works)
    return f"line {line} is not {encoding}; its byte {byte:#x} would be {read}: declare what the partner writes"


def _other_than_single_byte(path: str, encoding: str) -> str | None:
    """Any bytes are Latin-1, so the only sign of a mistake is text that is too good UTF-8 to be an accident."""
    if _share_of_utf8(path) <= _BY_ACCIDENT:
        return None
    odd = _undecodable(path, "utf-8")
    if odd is None:
        return f"the file is UTF-8, not {encoding}; 'encoding: utf-8' would read it"
    return _mixed(odd[0], "utf-8")


def _mixed(line: int, encoding: str) -> str:
    return (
        f"line {line} is not {encoding}, but other lines with signs beyond ASCII are UTF-8: the file was put together "
        "from two encodings, and any one would spoil the rest; it must be delivered again in one"
    )


def _share_of_utf8(path: str) -> float:
    """The share of bytes beyond ASCII that stand in signs of UTF-8."""
    beyond = within = 0
    for chunk in chunks(path):
        if not chunk.isascii():
            beyond += len(chunk.translate(None, _ASCII))
            within += sum(map(len, _SIGN.findall(chunk)))
    return within / beyond if beyond else 0.0


def _is_korean(path: str) -> bool:
    """Whether the file can be read as Korean, and most of its signs beyond ASCII are then Hangul."""
    decoder, beyond, hangul = codecs.getincrementaldecoder("cp949")(), 0, 0
    try:
        for chunk in chunks(path):
            signs = re.findall(r"[^\x00-\x7f]", decoder.decode(chunk))
            beyond += len(signs)
            hangul += sum("가" <= sign <= "힣" for sign in signs)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return hangul * 2 > beyond


def chunks(path: str) -> Iterator[bytes]:
    """The unpacked bytes, a megabyte at a time."""
    with opened(path) as handle:
        while chunk := handle.read(_CHUNK):
            yield chunk


def _undecodable(path: str, encoding: str) -> tuple[int, int] | None:
    """The first line that cannot be decoded, and the byte there; None when all can."""
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    try:
        for chunk in chunks(path):
            line += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n"), error.object[error.start]
    return None
