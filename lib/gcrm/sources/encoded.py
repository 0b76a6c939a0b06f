"""The bytes of text files, plain or gzip, and whether they are in the encoding that is declared."""

import codecs
import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, cast

from gcrm.core.storage import files
from gcrm.sources import encodings, guesses

BLANK = "".join(map(chr, range(33)))  # a line of these alone is no record
DAMAGED = (EOFError, zlib.error, OSError)  # what reading a gzip file raises that is cut off or spoilt
_CHUNK = 1 << 20
_HEAD = 1 << 16  # bytes of the names in a gzip file's head
_ASCII = bytes(range(128))
_MIXED = 0.1  # share of lines in UTF-8 from which on a text is one of several encodings
_STRONG = 6  # bytes of UTF-8 in a line that no other encoding has by accident, as it may have a sign or two
_WITHIN = re.compile(rb"[A-Za-z][\xc3-\xc6\xe1][\x80-\xbf]|[\xc3-\xc6][\x80-\xbf][A-Za-z]")  # as in São
_GUESSES = ("latin-1", "cp1251", "cp1258", "cp874")
# Letters of Western Europe: where a byte is one on a DOS machine alone, the file may come from there.
_EUROPEAN = set("áàâãäåçéèêëíìîïñóòôõöúùûüßÁÀÂÃÄÅÇÉÈÊÍÓÔÕÖÚÜÑ")
# Signs in which two bytes stand for one: a letter of UTF-8 may be one of these.
_WIDE = {"cp949", "euc_kr", "gb18030", "gbk", "gb2312", "big5", "big5hkscs", "shift_jis", "cp932", "euc_jp"}
_MAY_BE = {*_WIDE, "cp874", "iso8859-11", "tis-620"}


class _Heads:
    """A gzip file whose heads end. They hold a name, which is read byte by byte until it does."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw, self._single = raw, 0

    def read(self, size: int = -1) -> bytes:
        self._single = self._single + 1 if size == 1 else 0
        if self._single > _HEAD:
            raise OSError("a name in it does not end")
        return self._raw.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    with files.opened(path) as raw:
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=cast("IO[bytes]", _Heads(raw)))) if path.endswith(".gz") else raw


def damaged(error: Exception) -> str:
    return f"the file cannot be decompressed ({error}); it must be delivered again, whole"


def wrong_encoding(path: str, encoding: str) -> str | None:
    """Where the file is not in the encoding, and which may read it; None when all of it is."""
    declared = encodings.python(encoding) or encoding
    if declared.startswith("utf-16"):
        odd = _undecodable(path, declared)
        return odd and f"line {odd[0]} is not {encoding}; it must be delivered again, whole"
    odd = _undecodable(path, declared)
    if declared in ("utf-8", "utf-8-sig") and odd is None:
        return None
    found = _utf8(path)
    if found.whole:
        if odd is None and (not found.lines or (declared in _MAY_BE and not found.is_sure)):
            return None
        where = f"line {odd[0]} is not" if odd else "the file is UTF-8, not"
        return f"{where} {encoding}; 'encoding: utf-8' would read it"
    if odd is None:
        # Where all bytes are signs, the only mark of a mistake is text that is too good UTF-8 to be an accident.
        return None if not found.is_mixed or declared in _WIDE else _mixed(found.first, "utf-8")
    line, byte = odd
    likely = guesses.likely(lambda: chunks(path), declared)
    if found.is_mixed and not likely:
        return _mixed(line, encoding)
    if len(likely) == 1:
        return f"line {line} is not {encoding}; 'encoding: {next(iter(likely))}' would read it"
    if likely:
        read = ", ".join(f"'{signs}' by 'encoding: {name}'" for name, signs in likely.items())
        return f"line {line} is not {encoding}; its first signs would be {read}: declare what the partner writes"
    # Of single bytes none can tell which are meant: any file is Latin-1.
    works = [name for name in _GUESSES if name != encoding and _undecodable(path, name) is None]
    if {bytes([byte]).decode(name) in _EUROPEAN for name in ("latin-1", "cp850")} == {False, True}:
        works = ["cp850", *works] if bytes([byte]).decode("cp850") in _EUROPEAN else works
    if not works:
        return f"line {line} is not {encoding}; it must be delivered again in utf-8"
    read = ", ".join(f"{bytes([byte]).decode(name, 'replace')!r} by 'encoding: {name}'" for name in works)
    return f"line {line} is not {encoding}; its byte {byte:#x} would be {read}: declare what the partner writes"


def _mixed(line: int, encoding: str) -> str:
    return (
        f"line {line} is not {encoding}, but other lines with signs beyond ASCII are UTF-8: the file was put together "
        "from two encodings, and any one would spoil the rest; it must be delivered again in one"
    )


@dataclass(frozen=True)
class _Utf8:
    """How many lines hold signs beyond ASCII, how many of them are UTF-8 beyond doubt, and the `first` that is none."""

    lines: int
    sure: int
    first: int

    @property
    def whole(self) -> bool:
        return not self.first

    @property
    def is_sure(self) -> bool:
        return self.sure > 0

    @property
    def is_mixed(self) -> bool:
        return self.sure > self.lines * _MIXED


def _utf8(path: str) -> _Utf8:
    """Which lines of a file are UTF-8."""
    lines = sure = first = 0
    for number, line in enumerate(_lines(path), 1):
        if line.isascii():
            continue
        lines += 1
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            first = first or number
        else:
            sure += len(line.translate(None, _ASCII)) >= _STRONG or _WITHIN.search(line) is not None
    return _Utf8(lines, sure, first)


def _lines(path: str) -> Iterator[bytes]:
    with opened(path) as handle:
        yield from iter(handle.readline, b"")


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
