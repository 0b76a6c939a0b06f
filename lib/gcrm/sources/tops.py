"""What stands at the top of a delimited file: lines above its header, the header itself, and the separator."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from gcrm.sources.encoded import BLANK, opened
from gcrm.sources.spec import FileSpec, Options

# Excel's own line, which tells with what a file is separated.
_SEP = re.compile(r"\ufeff?\"?sep\s*= ?(.)\"?\1*[\r\n]*", re.IGNORECASE)


@dataclass(frozen=True)
class Top:
    """`names` as the header writes them (without a header those that are declared), `line` of its last line, `told`:
    how many lines down to that one Spark does not pass over, `height`: lines of the header, and `sep`."""

    names: tuple[str, ...]
    line: int
    told: int
    height: int
    sep: str

    @property
    def is_first(self) -> bool:
        """Whether nothing that Spark takes for a record stands above the header."""
        return self.told == self.height

    @property
    def named(self) -> int:
        """Columns up to the last that has a name: those behind it are what a sheet's used range left."""
        return max((position for position, name in enumerate(self.names, 1) if name.strip()), default=0)


def top(path: str, spec: FileSpec) -> Top:
    """The top of a file; raises csv.Error where its header cannot be read."""
    options = spec.options
    with opened(path) as raw, io.TextIOWrapper(raw, options.codec, newline="") as text:
        lines = iter(text.readline, "")
        line, told, sep, first, told_by = 0, 0, options.sep, "", None
        for skipped in islice(lines, options.skip):
            line, told = line + 1, told + (not passed_over(skipped, options))
        for first in lines:
            line += 1
            if told_by is None and (said := _SEP.fullmatch(first)):
                told_by = line
                sep, told = said[1], told + 1
            elif not passed_over(first, options):
                break
        else:
            return Top((), options.skip + 1, told, 0, sep)
        cells, height = _cells(chain([first.removeprefix("\ufeff")], lines), options, sep)
    if options.header:
        return Top(tuple(cells), line + height - 1, told + height, height, sep)
    declared = spec.columns if isinstance(spec.columns, tuple) else ()
    # Cells without content at the end of a line are what a sheet's used range left.
    width = max((n for n, cell in enumerate(cells, 1) if cell.strip()), default=0)
    names = [
        *declared[: len(cells)],
        *(f"column_{n}" if n <= width else "" for n in range(len(declared) + 1, len(cells) + 1)),
    ]
    return Top(tuple(names), line - 1, told, 0, sep)


def passed_over(line: str, options: Options) -> bool:
    """Whether Spark passes over a line: a blank one, or a comment."""
    blank = not line.strip("\r\n") if options.in_stream else not line.strip(BLANK)
    return blank or bool(options.comment and line.startswith(options.comment))


def behind(path: str, options: Options, line: int) -> int:
    """How many signs stand behind a line that are no blanks and no comment, such as NUL bytes of a broken disk."""
    with opened(path) as raw, io.TextIOWrapper(raw, options.codec) as text:
        rest = (given for given in islice(text, line, None) if not options.comment or given[0] != options.comment)
        return sum(len(given.strip(" \t\r\n")) for given in rest)


def _cells(lines: Iterator[str], options: Options, sep: str) -> tuple[list[str], int]:
    reader = csv.reader(
        lines if options.in_stream else islice(lines, 1),
        delimiter=sep,
        quotechar=options.quotes or None,
        quoting=csv.QUOTE_MINIMAL if options.quotes else csv.QUOTE_NONE,
        escapechar=options.escape or None,
    )
    return next(reader, []), max(reader.line_num, 1)
