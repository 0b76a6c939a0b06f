"""What a coalition says of the texts that it is given: which languages, and what else its names are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

Aliases = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class TextSettings:
    """Section `texts`.

    `languages`: ISO 639-1 codes that posts are expected in; Thai and Korean are told by their letters in any case.
    `partner_aliases`, `category_aliases`, `area_aliases`: more names, by id: {B001: [Marlo, มาร์โลวิค]}.
    `ignored`: names that are never looked for, because they are words of everyday. `fuzzy_from`: letters from which on
    a name is also found with one edit. `max_chars`: signs of a post that are read.
    """

    section: ClassVar[str] = "texts"
    languages: tuple[str, ...] = ("en", "vi", "th", "ko", "pt")
    partner_aliases: Aliases = field(default_factory=dict)
    category_aliases: Aliases = field(default_factory=dict)
    area_aliases: Aliases = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    fuzzy_from: int = 6
    max_chars: int = 10_000

    def __post_init__(self) -> None:
        if wrong := [one for one in self.languages if len(one) != 2 or not (one.isalpha() and one.islower())]:
            raise ValueError(f"'{wrong[0]}' is no language code of ISO 639-1; two small letters such as vi work.")
        if not self.languages:
            raise ValueError("languages must name one at least, such as [en].")
        if self.fuzzy_from < 4 or self.max_chars < 1:
            raise ValueError("fuzzy_from must be 4 or more, and max_chars 1 or more.")
