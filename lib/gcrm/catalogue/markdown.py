"""The catalogue in Markdown, in one file: what a README links to."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from gcrm.catalogue.describe import Page, check_doc, layer_doc, load_doc
from gcrm.core.contracts.table import LAYERS, Field, Table

_SPECIAL = re.compile(r"([\\*_\[\]<>|~#])")


FILE = "catalogue.md"
_MARK = "Generated from the tables' contracts by `gcrm docs`; do not edit."


def is_ours(path: Path) -> bool:
    """Whether a file is a catalogue that was written here."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace") as lines:
        return _MARK in (line.rstrip("\n") for line in islice(lines, 5))


def text(title: str, pages: Sequence[Page]) -> str:
    """The whole catalogue: an index by layer, then a section per table. The same contracts give the same text."""
    known = {page.table.name for page in pages}
    blocks = [f"# {plain(title)}", _MARK]
    layers = [layer for layer in LAYERS if any(page.table.layer == layer for page in pages)]
    for layer in layers:
        own = [page for page in pages if page.table.layer == layer]
        rows = [[_link(page.table.name, known), prose(page.summary), code(", ".join(page.table.key))] for page in own]
        blocks += [f"## {layer}", prose(layer_doc(layer)), _grid(["table", "holds", "key"], rows)]
    return "\n\n".join([*(block for block in blocks if block), *(_section(page, known) for page in pages)]) + "\n"


def _section(page: Page, known: set[str]) -> str:
    table = page.table
    facts = [f"- **Origin**: {prose(page.origin)}", f"- **Load**: {prose(load_doc(table.load))}"]
    if table.key:
        facts.append(f"- **Key**: {code(', '.join(table.key))}")
    if table.cluster_by:
        facts.append(f"- **Clustered by**: {code(', '.join(table.cluster_by))}")
    if page.reads:
        facts.append("- **Made from**: " + ", ".join(f"{_link(r.table, known)} ({plain(r.how)})" for r in page.reads))
    if page.read_by:
        facts.append("- **Read by**: " + ", ".join(_link(name, known) for name in page.read_by))
    facts += [f"- **Setting** {code(s.name)} ({code(s.type)}): {code(s.value)}" for s in page.settings]
    facts += [f"- **Check**: {plain(check_doc(check))}" for check in table.checks]
    fields = [_field(field, table) for field in table.fields]
    parts = [
        f'<a id="{anchor(table.name)}"></a>',
        f"### {plain(table.name)}",
        prose(table.doc.strip()),
        "\n".join(facts),
        _grid(["field", "type", "required", "personal", "unit", "meaning"], fields),
    ]
    if table.rules:
        rules = [[code(rule.name), code(rule.sql), prose(rule.doc)] for rule in table.rules]
        parts.append(_grid(["rule", "every row meets", "because"], rules))
    parts += [f"SELECT of feed {plain(s.feed)}, {code(s.file)}:\n\n{_fenced(s.sql)}" for s in page.selects]
    return "\n\n".join(parts)


def _field(field: Field, table: Table) -> list[str]:
    given = "key" if field.name in table.key else "yes" if field.required else ""
    return [code(field.name), code(field.type), given, field.pii or "", plain(field.unit or ""), prose(field.doc)]


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    # A bar ends a cell even inside code.
    closed = [[re.sub(r"(?<!\\)\|", r"\\|", " ".join(cell.split())) for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *closed))


def _link(name: str, known: set[str]) -> str:
    return f"[{plain(name)}](#{anchor(name)})" if name in known else plain(name)


def anchor(name: str) -> str:
    return name.replace(".", "-")


def plain(words: str) -> str:
    """Words that stay words: on one line, with every sign that Markdown or HTML would read escaped.

    >>> print(plain("a|b <i>"))
    a\\|b \\<i\\>
    """
    return _SPECIAL.sub(r"\\\1", " ".join(words.split())).replace("&", "&amp;").replace("`", "\\`")


def prose(words: str) -> str:
    """The same, but what stands between single backticks stays code; paragraphs stay paragraphs.

    >>> print(prose("kept in `_a`, not _b"))
    kept in `_a`, not \\_b
    """
    paragraphs = [re.split(r"`([^`\n]+)`", paragraph) for paragraph in words.split("\n\n")]
    return "\n\n".join(
        "".join(code(part) if odd % 2 else _spaced(part) for odd, part in enumerate(parts)) for parts in paragraphs
    )


def _spaced(words: str) -> str:
    return (" " if words[:1].isspace() else "") + plain(words) + (" " if words[1:] and words[-1:].isspace() else "")


def code(words: str) -> str:
    """Words as code on one line, whatever backticks are in them; empty stays empty.

    >>> print(code("`x` IS NOT NULL"))
    `` `x` IS NOT NULL ``
    """
    flat = " ".join(words.split())
    if not flat:
        return ""
    return f"`` {flat} ``" if "`" in flat else f"`{flat}`"


def _fenced(sql: str) -> str:
    return f"````sql\n{sql.replace('````', '` ` ` `')}\n````"
