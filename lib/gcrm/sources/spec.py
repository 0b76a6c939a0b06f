"""How one kind of file of a feed is delivered; written in feed.yml, checked before Spark starts."""

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gcrm.sources.volume import Volume

_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Options:
    """How text is laid out in the file; Parquet and GeoJSON need none of it."""

    sep: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    multiline: bool = False  # a quoted value may hold line breaks

    def __post_init__(self) -> None:
        for name, sign in (("sep", self.sep), ("quote", self.quote)):
            if len(sign) != 1:
                raise ValueError(f"{name} must be one character, not {sign!r}.")
        if self.charset is None:
            raise ValueError(f"encoding '{self.encoding}' is unknown; utf-8, latin-1 or cp949 are some.")

    @property
    def charset(self) -> str | None:
        """Java's name of the encoding, which may be given in any of Python's; None for one that either lacks.

        >>> Options(encoding="latin-1").charset, Options(encoding="cp949").charset
        ('iso-8859-1', 'x-windows-949')
        """
        try:
            name = codecs.lookup(self.encoding).name
        except LookupError:
            return None
        pages = {"cp949": "x-windows-949", "cp874": "x-windows-874", "cp932": "windows-31j", "euc_kr": "euc-kr"}
        if name in pages:
            return pages[name]
        found = re.fullmatch(r"(?:iso8859[-_](\d+)|cp(125\d))", name)
        if found:
            return f"iso-8859-{found[1]}" if found[1] else f"windows-{found[2]}"
        return name if name in ("utf-8", "utf-16", "ascii", "tis-620", "gb18030", "big5") else None


@dataclass(frozen=True)
class FileSpec:
    """One kind of file. `columns` are the header's names; `key` tells one record from another, so that a later delivery
    corrects an earlier one; `personal` columns identify people, so the file's rows live in the vault. `rows`: how many
    a file has."""

    path: str
    format: Literal["csv", "parquet", "geojson", "jsonl"]
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)
    rows: Volume | None = None

    def __post_init__(self) -> None:
        names = self.fields
        if not self.path or Path(self.path).is_absolute() or ".." in Path(self.path).parts:
            raise ValueError(
                f"path must be a pattern below the landing folder, such as '**/sales*.csv', not '{self.path}'."
            )
        for name, shown in zip(names, self.columns, strict=True):
            if not name[0].isalpha():
                raise ValueError(f"column '{shown}' must begin with a letter to be a column of a table.")
        if len(set(names)) != len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            raise ValueError(f"columns hold {', '.join(twice)} twice once case and signs are folded; rename one.")
        for kind, given in (("key", self.key), ("personal", self.personal)):
            for name in given:
                if name not in names:
                    raise ValueError(f"{kind} names '{name}', which is not among the columns {', '.join(names)}.")

    @property
    def fields(self) -> list[str]:
        """Names of the bronze columns: the header's, folded."""
        return [folded(name) for name in self.columns]


def folded(name: str) -> str:
    """A header name as a column name: lower case, signs to underscores, so that `Order ID` and `order_id` meet.

    >>> folded("IBGE_0-14_PERC"), folded("parking spaces"), folded("")
    ('ibge_0_14_perc', 'parking_spaces', 'unnamed')
    """
    return _WORD.sub("_", name.strip().strip("\ufeff").lower()).strip("_") or "unnamed"
