"""How one kind of file of a feed is delivered; written in feed.yml, checked before Spark starts."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gcrm.sources import encodings
from gcrm.sources.volume import Volume

_SIGNS = re.compile(r"_+")


@dataclass(frozen=True)
class Options:
    """How text is laid out in the file; Parquet needs none of it, GeoJSON `parts` alone."""

    sep: str = ","
    quote: str = '"'  # 'none' where a quote is a sign like any other
    escape: str = ""  # stands before a quote that is part of a quoted value; empty where such a quote is doubled
    encoding: str = "utf-8"
    multiline: bool = False  # a quoted value may hold line breaks
    header: bool = True  # false: the first line is a record, and columns are in the order in which they are declared
    skip: int = 0  # lines above the header, such as a title
    foot: int = 0  # lines at the end that are no records, such as a total
    comment: str = ""  # lines that begin with it are no records
    extra: Literal["keep", "refuse"] = "keep"  # what becomes of columns that nobody declared
    parts: Literal["refuse", "collect"] = "refuse"  # what becomes of features that share a key

    def __post_init__(self) -> None:
        signs = {"sep": self.sep, "quote": self.quote, "escape": self.escape, "comment": self.comment}
        for name, sign in signs.items():
            may_lack = (name == "quote" and sign == "none") or (name in ("escape", "comment") and not sign)
            if len(sign) != 1 and not may_lack:
                raise ValueError(f"{name} must be one character, not {sign!r}.")
        for name, number in (("skip", self.skip), ("foot", self.foot)):
            if number < 0:
                raise ValueError(f"{name} counts lines, so it must be 0 or more, not {number}.")
        if said := encodings.unread(self.encoding):
            raise ValueError(said)

    @property
    def quotes(self) -> str:
        """The sign that quotes values; empty where none does."""
        return "" if self.quote == "none" else self.quote

    @property
    def in_stream(self) -> bool:
        """Whether a file is read from its first to its last byte as one text: its lines cannot be told in bytes."""
        return self.multiline or str(self.charset).startswith("utf-16")

    @property
    def codec(self) -> str:
        """Python's name of the encoding."""
        return encodings.python(self.encoding) or self.encoding

    @property
    def charset(self) -> str | None:
        """Java's name of the encoding, which may be given in any of Python's; None for one that either lacks.

        >>> Options(encoding="latin-1").charset, Options(encoding="cp949").charset
        ('iso-8859-1', 'x-windows-949')
        """
        return encodings.java(self.encoding)


@dataclass(frozen=True)
class FileSpec:
    """One kind of file. `columns` are the header's names, or our names with the header's (or the column's number, from
    1); `key` tells one record from another, so that a later delivery corrects an earlier one; `personal` columns
    identify people, so the file's rows live in the vault. `optional` columns may be missing in a file: their values are
    null there. `rows`: how many a file has."""

    path: str
    format: Literal["csv", "parquet", "geojson", "jsonl"]
    columns: tuple[str, ...] | Mapping[str, str | int]
    key: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)
    rows: Volume | None = None

    def __post_init__(self) -> None:
        if not self.path or Path(self.path).is_absolute() or ".." in Path(self.path).parts:
            raise ValueError(
                f"path must be a pattern below the landing folder, such as '**/sales*.csv', not '{self.path}'."
            )
        if "\\" in self.path:
            raise ValueError(f"path '{self.path}' holds a backslash; folders are written with /, on Windows too.")
        self._require_names()
        for kind, given in (("key", self.key), ("personal", self.personal), ("optional", self.optional)):
            for name in given:
                if name not in self.fields:
                    raise ValueError(f"{kind} names '{name}', which is not among the columns {', '.join(self.fields)}.")
        if both := set(self.key) & set(self.optional):
            raise ValueError(
                f"key names {', '.join(sorted(both))}, without which no record is one; take it from optional."
            )
        if self.options.parts == "collect" and not (self.format == "geojson" and self.key):
            raise ValueError("parts: collect puts the parts of one area together, so it needs geojson and a key.")

    def _require_names(self) -> None:
        names = self.fields
        if isinstance(self.columns, Mapping):
            for name, shown in self.columns.items():
                if name != folded(name) or not name[0].isalpha():
                    raise ValueError(
                        f"columns name '{name}', which must be lower case letters, digits and underscores; "
                        f"'{folded(name)}: {shown}' would do."
                    )
                if isinstance(shown, str) and not self.options.header:
                    raise ValueError(f"columns give '{name}' a header, but the file has none; give its number, from 1.")
                if isinstance(shown, int) and (shown < 1 or self.format != "csv"):
                    raise ValueError(f"columns give '{name}' the number {shown}; columns of a csv are numbered from 1.")
        for name, header in zip(names, self.headers, strict=True):
            if not name[0].isalpha():
                raise ValueError(
                    f"column '{header}' must begin with a letter to be a column of a table; give it a name, such as "
                    f"'columns: {{n_{name}: \"{header}\"}}'."
                )
        if len(set(names)) != len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            raise ValueError(f"columns hold {', '.join(twice)} twice once case and signs are folded; rename one.")

    @property
    def fields(self) -> list[str]:
        """Names of the bronze columns: as they are given, or the header's, folded."""
        return list(self.columns) if isinstance(self.columns, Mapping) else [folded(name) for name in self.columns]

    @property
    def headers(self) -> tuple[str | int, ...]:
        """The header's name of each of the fields, or the number of its column."""
        return tuple(self.columns.values()) if isinstance(self.columns, Mapping) else self.columns

    @property
    def shown(self) -> str:
        """The header's names, as they are told."""
        return ", ".join(map(str, self.headers))


def folded(name: str) -> str:
    """A header name as a column name: lower case, letters and digits of any script, other signs as underscores, so
    that `Order ID` and `order_id` meet.

    >>> folded("IBGE_0-14_PERC"), folded("전용면적(㎡)"), folded("Đơn giá"), folded("")
    ('ibge_0_14_perc', '전용면적', 'đơn_giá', 'unnamed')
    """
    text = unicodedata.normalize("NFC", plain(name)).lower()
    # Vowels of Thai and Hindi are marks, not letters.
    words = (sign if sign.isalnum() or unicodedata.category(sign)[0] == "M" else "_" for sign in text)
    return _SIGNS.sub("_", "".join(words)).strip("_") or "unnamed"


def plain(name: str) -> str:
    """A header name without blanks and a byte order mark around it."""
    return name.strip().strip("\ufeff").strip()
