"""What the driver sees of the lines of a delimited file: which are records, and whether quotes close."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from gcrm.sources.encoded import opened
from gcrm.sources.spec import Options

_PIECE = 1 << 20
_LONGEST = 1 << 24  # characters of one record; a quote that is not closed would else take the rest of any file


@dataclass(frozen=True)
class Torn:
    """A line whose quotes do not fit: `open` where one is not closed, else text stands behind a closing one."""

    line: int
    open: bool


@dataclass(frozen=True)
class Lines:
    """`n` lines that Spark does not pass over, `passed`: how many of them stand before each that it passes over."""

    n: int
    passed: list[int]
    torn: Torn | None


def survey(path: str, options: Options, first: int | None = 1) -> Lines:
    """The lines of a file. Quotes are looked at from line `first` on: what stands above a header may be anything. With
    None they are not looked at where they need not be."""
    with opened(path) as raw, io.TextIOWrapper(raw, options.codec) as text:
        seen = _by_record(text, options) if options.in_stream else _by_line(text, options, first)
    passed = [before for before in seen.passed if before < seen.n]
    return Lines(seen.n, passed, seen.torn)


def mended_by(path: str, options: Options, first: int) -> str | None:
    """Which option would read a file whose quotes do not fit; None where none does."""
    escape = {"escape": "\\"}
    for tried in ({"multiline": True}, escape, {"multiline": True, **escape}):
        if survey(path, replace(options, **tried), first).torn is None:
            told = {"multiline": "'multiline: true'", "escape": "'escape: \"\\\\\"'"}
            return " and ".join(told[name] for name in tried)
    return None


def _by_line(text: io.TextIOWrapper, options: Options, first: int | None) -> Lines:
    """Spark reads line by line, and passes over lines of blanks and comments."""
    blank = re.compile(rf"\n(?:[\x00-\x09\x0b-\x20]*+{_or_comment(options)})(?=\n)")
    whole = _grammar(options).whole
    n, line, passed, torn = 0, 1, list[int](), None
    for piece in _pieces(text):
        at, k, mine = 0, 0, 0
        padded = f"\n{piece}"
        for found in blank.finditer(padded):
            k += padded.count("\n", at, found.start())
            at = found.start()
            passed.append(n + k - mine)
            mine += 1
        if first and torn is None and not _is_plain(piece, options, start := _start(piece, first - line)):
            match = whole.match(piece, start)
            end = match.end() if match else 0
            if end < len(piece):
                torn = Torn(line + piece.count("\n", 0, end), _is_open(piece[end : piece.index("\n", end)], options))
        lines = piece.count("\n")
        n, line = n + lines - mine, line + lines
    return Lines(n, passed, torn)


def _start(piece: str, lines: int) -> int:
    """Where the piece goes on behind so many lines."""
    at = 0
    for _ in range(lines):
        at = piece.find("\n", at) + 1 or len(piece)
    return at


def _by_record(text: io.TextIOWrapper, options: Options) -> Lines:
    """Spark reads the file as one text, and passes over empty lines and comments between records alone."""
    record = _grammar(options).record
    n, line, passed, rest = 0, 1, list[int](), ""
    for piece in _pieces(text):
        if not (rest or options.comment or f"\n{piece}".count("\n\n")) and _is_plain(piece, options, 0):
            n, line = n + piece.count("\n"), line + piece.count("\n")
            continue
        rest += piece
        at = 0
        while match := record.match(rest, at):
            broken = match[0].count("\n")
            if broken > 1 and not options.multiline:
                return Lines(n, passed, Torn(line, True))
            if match[0] == "\n" or (options.comment and match[0].startswith(options.comment)):
                passed.append(n)
            else:
                n += broken
            at, line = match.end(), line + broken
        rest = rest[at:]
        if len(rest) > _LONGEST:
            break
    return Lines(n, passed, Torn(line, _is_open(rest, options)) if rest else None)


def _pieces(text: io.TextIOWrapper) -> Iterator[str]:
    """The text in pieces of whole lines."""
    while piece := text.read(_PIECE):
        if not piece.endswith("\n"):
            piece += text.readline()
        yield piece if piece.endswith("\n") else f"{piece}\n"


@dataclass(frozen=True)
class _Grammar:
    plain: re.Pattern[str]  # a quoted value that holds neither a quote nor a line break
    whole: re.Pattern[str]  # as many records as there are
    record: re.Pattern[str]
    open: re.Pattern[str]  # a record whose last value is not closed


@lru_cache(maxsize=64)
def _grammar(options: Options) -> _Grammar:
    sep = re.escape(options.sep)
    bare = rf"[^{sep}\n]*+"
    field, inside, quote = bare, "", re.escape(options.quotes)
    if quote:
        signs = "" if options.multiline or options.in_stream else r"\n"
        escape = re.escape(options.escape)
        inside = (
            rf"(?:[^{quote}{escape}{signs}]++|{escape}.)*+" if escape else rf"(?:[^{quote}{signs}]++|{quote}{quote})*+"
        )
        # Blanks behind a closing quote are passed over.
        field = rf"(?:{quote}{inside}{quote}[ \t]*+|(?!{quote}){bare})"
    comment = f"{re.escape(options.comment)}[^\\n]*+|" if options.comment else ""
    record = rf"(?:{comment}{field}(?:{sep}{field})*+)\n"
    return _Grammar(
        re.compile(rf"{quote}(?<![^{sep}\n]{quote})[^{quote}\n]*+{quote}(?![^{sep}\n])"),
        re.compile(f"(?:{record})*+", re.DOTALL),
        re.compile(record, re.DOTALL),
        re.compile(rf"(?:{field}{sep})*+{quote}{inside}", re.DOTALL),
    )


def _is_plain(piece: str, options: Options, start: int) -> bool:
    """Whether every quote belongs to a value that holds neither a quote nor a line break: mostly so, and soon seen."""
    if not options.quotes:
        return True
    n = piece.count(options.quotes, start)
    escaped = options.escape and options.escape in piece
    return n == 0 or (not escaped and 2 * len(_grammar(options).plain.findall(piece, start)) == n)


def _is_open(text: str, options: Options) -> bool:
    return _grammar(options).open.fullmatch(text.removesuffix("\n") if not options.in_stream else text) is not None


def _or_comment(options: Options) -> str:
    return rf"|{re.escape(options.comment)}[^\n]*+" if options.comment else ""
