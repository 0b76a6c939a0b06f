"""How one kind of file of a feed is delivered; written in feed.yml, checked before Spark starts."""

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

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
        try:
            codecs.lookup(self.encoding)
        except LookupError:
            raise ValueError(f"encoding '{self.encoding}' is unknown; utf-8, latin-1 or cp949 are some.") from None


@dataclass(frozen=True)
class FileSpec:
    """One kind of file. `columns` are the header's names; `key` tells one record from another, so that a later delivery
    corrects an earlier one; `personal` columns identify people, so the file's rows live in the vault."""

    path: str
    format: Literal["csv", "parquet", "geojson"]
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)

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
