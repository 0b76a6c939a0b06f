"""One section of the atlas: where it stands, what it reads, what it shows and says; found where it is declared."""

import importlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gcrm.core.contracts.table import ContractError, Table
from gcrm.core.discovery import declared
from gcrm.publish.atlas.folder import LIBRARIES
from gcrm.publish.atlas.look import Look

SECTIONS = "gcrm.publish.atlas.sections"
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


@dataclass(frozen=True)
class Shown:
    """What a section shows. `headline`: its finding, in a sentence without a full stop.

    `page`: names that its template knows; `facts`: what its script finds under the section's name in `gcrm.facts`;
    `files`: data files (name without folder to value) that the script loads with `gcrm.need`; `as_of`: day for which
    its figures hold; `n_drawn`: areas that it draws.
    """

    headline: str
    page: Mapping[str, Any] = field(default_factory=dict)
    facts: Any = None
    files: Mapping[str, Any] = field(default_factory=dict)
    as_of: date | None = None
    n_drawn: int = 0


@dataclass(frozen=True)
class Section:
    """A section. `title` is a noun for the navigation, `about` stands above the headline, `order` is its place.

    `home`: `__name__` of the module that declares it; `template` and `script` are files beside that module. Without
    a template `Shown.page` holds a `listing`, which is drawn as a table. `libraries`: those of LIBRARIES it draws with.
    `tables`: what it cannot do without: where one is not built, the section says so in one line; `also`: what it reads
    where it is there. `show` gives None where the tables hold nothing to show: `empty` says why. `findings`: sentences
    without a full stop that `gcrm demo` tells. `words`: texts that the template uses, by language; a language may also
    have its own `title`, `about` and `empty`. `own_page`: it is more than a screen, so that the start page has its
    headline and a link.

    Raises ContractError for a name, table or library that cannot be.
    """

    name: str
    title: str
    about: str
    order: int
    home: str
    show: Callable[[Look], Shown | None]
    tables: tuple[Table, ...] = ()
    also: tuple[Table, ...] = ()
    findings: Callable[[Look], Sequence[str]] | None = None
    empty: str = "its tables hold no row"
    template: str = ""
    script: str = ""
    libraries: tuple[str, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    own_page: bool = False

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise ContractError(f"Section '{self.name}' must be named in lower case letters, digits and underscores.")
        for table in (*self.tables, *self.also):
            if not _may_be_seen(table):
                noun = table.name.partition(".")[2]
                raise ContractError(
                    f"Section '{self.name}' reads {table.name}, which has not passed the gate: read publish.{noun}, "
                    f"which published(...) derives from it."
                )
        for library in self.libraries:
            if library not in LIBRARIES:
                raise ContractError(f"Section '{self.name}' asks for {library}; there is {', '.join(LIBRARIES)}.")

    @property
    def package(self) -> str:
        """The package in which its files lie."""
        return self.home.rpartition(".")[0]

    def said(self, language: str) -> dict[str, str]:
        """Its words in a language; in English where it lacks them."""
        own = {"title": self.title, "about": self.about, "empty": self.empty}
        return {**own, **self.words.get("en", {}), **self.words.get(language, {})}

    def lacking(self, look: Look) -> Table | None:
        """The first table that has not been built of those it cannot do without."""
        return next((table for table in self.tables if not look.has(table)), None)

    def found(self, look: Look) -> list[str]:
        """Its findings; none where its tables are not built."""
        if self.findings is None or self.lacking(look):
            return []
        return list(self.findings(look.limited((*self.tables, *self.also))))


def _may_be_seen(table: Table) -> bool:
    """Published tables, the ledger, and what is known of places and partners."""
    return table.layer in ("publish", "ops") or (table.layer == "silver" and not any(f.pii for f in table.fields))


def discover(package: str = SECTIONS) -> list[Section]:
    """Every `SECTION` below `package`, in the order of the navigation; from folders, wheels and zips alike.

    Raises ContractError where two have one name.
    """
    found = declared(importlib.import_module(package), "SECTION", Section)
    names = [section.name for section in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ContractError(f"Two sections of the atlas are named '{twice[0]}': give one of them another name.")
    return sorted(found, key=lambda section: (section.order, section.name))
