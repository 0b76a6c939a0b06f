"""One page: the boxes of its sections, the way to the others, and where every figure comes from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gcrm.publish import classes
from gcrm.publish.atlas import folder, words
from gcrm.publish.atlas.look import Agreed
from gcrm.publish.atlas.section import Section, Shown

ATLAS = "gcrm.publish.atlas"
START = "index.html"


@dataclass(frozen=True)
class Part:
    """A section, its words, and what it shows: None where that is nothing, and `why` says so."""

    section: Section
    words: dict[str, str]
    shown: Shown | None
    why: str = ""

    @property
    def path(self) -> str:
        """The page on which it is drawn."""
        return f"sections/{self.section.name}.html" if self.section.own_page and self.shown else START


def page(agreed: Agreed, path: str, parts: Sequence[Part], as_of: str, provenance: list[tuple[str, str]]) -> str:
    """The page `path` of an atlas of `parts`: whole where they are drawn here, a headline and a link where not."""
    here = [part for part in parts if part.path == path]
    drawn = [part for part in here if part.shown]
    root = "../" * path.count("/")
    facts = {part.section.name: part.shown.facts for part in drawn if part.shown and part.shown.facts is not None}
    return (
        _templates(ATLAS)
        .get_template("page.html")
        .render(
            agreed=agreed,
            least=agreed.least,
            as_of=as_of,
            root=root,
            parts=parts,
            boxes=parts if path == START else here,
            path=path,
            start=START,
            bodies={part.section.name: _body(part, agreed) for part in drawn},
            provenance=provenance,
            facts=Markup(folder.script({"currency": agreed.currency, "least": agreed.least, **facts})),
            scripts=[*_libraries(here), *(part.section.name + ".js" for part in drawn if part.section.script)],
        )
    )


def _body(part: Part, agreed: Agreed) -> Markup:
    """What the section's template makes of what it shows."""
    template = _templates(part.section.package).get_template(part.section.template or "listing.html")
    given: dict[str, Any] = dict(part.shown.page) if part.shown else {}
    text = template.render(
        agreed=agreed,
        least=agreed.least,
        words=part.words,
        number=words.number,
        percent=words.percent,
        label=words.label,
        told=classes.told,
        **given,
    )
    return Markup(text)


@cache
def _templates(package: str) -> Environment:
    """A section's own templates, and the atlas's for all of them."""
    # Every text of the page comes from data somewhere, so everything is escaped, and a forgotten name is an error.
    loader = ChoiceLoader([PackageLoader(package, "."), PackageLoader(ATLAS, "assets")])
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def _libraries(parts: Iterable[Part]) -> list[str]:
    return list(dict.fromkeys(library for part in parts for library in part.section.libraries))
