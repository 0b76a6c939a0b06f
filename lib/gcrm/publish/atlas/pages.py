"""Puts the atlas together: every section on the start page or on its own, with the data and scripts that it needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.publish.atlas import folder, provenance
from gcrm.publish.atlas.look import Agreed, Look, Stored
from gcrm.publish.atlas.page import ATLAS, START, Part, page
from gcrm.publish.atlas.section import Section, Shown, discover

__all__ = ["Agreed", "Made", "Written", "render", "write"]


@dataclass(frozen=True)
class Made:
    """`files`: path within the atlas to text; `about`: what they are made of; `n_areas`: areas drawn."""

    files: dict[str, str]
    about: dict[str, Any]
    n_areas: int


@dataclass(frozen=True)
class Written:
    """What was written: files, their bytes, and areas drawn."""

    n_files: int
    size: int
    n_areas: int


def write(lake: Lakehouse, agreed: Agreed, out: Path) -> Written:
    """Writes the atlas to the folder `out`; raises UsageError where that holds something else."""
    made = render(Look(agreed, Stored(lake)), discover())
    size = folder.write(out, made.files, made.about)
    return Written(len(made.files) + 1, size, made.n_areas)


def render(look: Look, sections: Iterable[Section]) -> Made:
    """The pages of these sections, in their order, with their data and scripts."""
    parts = [_part(look, section) for section in sections]
    shown = [part.shown for part in parts if part.shown]
    as_of, origin = _as_of(look, shown), provenance.lines(look)
    files = {f"data/{name}.js": folder.data(name, value) for one in shown for name, value in one.files.items()}
    for path in dict.fromkeys((START, *(part.path for part in parts))):
        files[path] = page(look.agreed, path, parts, as_of, origin)
    files |= {f"assets/{name}": folder.text(ATLAS, f"assets/{name}") for name in ("atlas.css", "atlas.js")}
    for part in parts:
        files |= {f"assets/{library}": folder.LIBRARIES[library]() for library in part.section.libraries}
        if part.shown and part.section.script:
            files[f"assets/{part.section.name}.js"] = folder.text(part.section.package, part.section.script)
    about = {"coalition": look.agreed.coalition, "as_of": as_of, **dict(origin)}
    return Made(files, about, sum(one.n_drawn for one in shown))


def _part(look: Look, section: Section) -> Part:
    said = section.said(look.agreed.language)
    if lacking := section.lacking(look):
        return Part(section, said, None, f"{lacking.name} has not been built yet; `gcrm run` builds it")
    shown = section.show(look.limited((*section.tables, *section.also)))
    return Part(section, said, shown, "" if shown else said["empty"])


def _as_of(look: Look, shown: Iterable[Shown]) -> str:
    """The latest day for which a section has figures; else that of the last run, if there was one."""
    days = [one.as_of for one in shown if one.as_of]
    return str(max(days, default=None) or (provenance.last_run(look) or {}).get("as_of") or "")
