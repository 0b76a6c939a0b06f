"""The catalogue as pages that open from disk: an index with lineage, and a page per table."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from gcrm.catalogue import lineage
from gcrm.catalogue.describe import Page, check_doc, layer_doc, load_doc
from gcrm.catalogue.verdict import Verdict
from gcrm.core.contracts.table import LAYERS

TABLES, CONTRACTS, DATA_DOCS, STYLE = "tables", "contracts", "data-docs", "style.css"


def write(out: Path, title: str, pages: Sequence[Page], verdicts: Mapping[str, Verdict]) -> None:
    """Writes index.html, style.css and tables/<table>.html; pages of tables that are no more are removed."""
    templates = environment()
    (out / TABLES).mkdir(parents=True, exist_ok=True)
    for old in (out / TABLES).glob("*.html"):
        old.unlink()
    write_style(out)
    known = {page.table.name for page in pages}
    layers = [
        (layer, layer_doc(layer), own) for layer in LAYERS if (own := [p for p in pages if p.table.layer == layer])
    ]
    drawing = Markup(lineage.whole(pages, lambda name: f"{TABLES}/{name}.html"))
    shared = {"title": title, "verdicts": verdicts, "known": known}
    index = templates.get_template("index.html").render(root="", layers=layers, drawing=drawing, **shared)
    (out / "index.html").write_text(index, encoding="utf-8")
    template = templates.get_template("table.html")
    for page in pages:
        near = Markup(lineage.around(page, lambda name: f"{name}.html"))
        text = template.render(root="../", page=page, table=page.table, drawing=near, **shared)
        (out / TABLES / f"{page.table.name}.html").write_text(text, encoding="utf-8")


def write_style(out: Path) -> None:
    """The one stylesheet that every page shares."""
    (out / STYLE).write_text(environment().get_template(STYLE).render(), encoding="utf-8")


def environment() -> Environment:
    """Templates with everything escaped, and an error for a name that is not there."""
    made = Environment(
        loader=PackageLoader("gcrm.catalogue"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"prose": prose, "load_doc": load_doc, "check_doc": check_doc}
    return made


def prose(words: str) -> Markup:
    """Words with what stands between backticks as code, paragraphs as paragraphs, all else escaped.

    >>> print(prose("kept in `a<b`, <i>"))
    kept in <code>a&lt;b</code>, &lt;i&gt;
    """
    marked = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", str(escape(words.strip())))
    return Markup(re.sub(r"\n\s*\n", "</p><p>", marked))
