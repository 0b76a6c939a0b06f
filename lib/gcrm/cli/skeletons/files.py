"""Beginnings as files of a checkout: drawn from templates, and written only where nothing stands yet."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from gcrm.cli.skeletons.reading import Read, in_source
from gcrm.core.errors import UsageError

Files = dict[str, str]  # path below the checkout to text
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


def drawn(reads: Read, words: Mapping[str, Any], templates: Mapping[str, str]) -> Files:
    """The templates, by the path that each is for, filled with `words` and what is read."""
    loader = PackageLoader("gcrm.cli.skeletons", ".")
    made = Environment(  # it draws Python, in which nothing is escaped
        loader=loader, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True, autoescape=False
    )
    made.globals |= {"imports": _imports, "field": lambda name: in_source(reads.table.field(name)), "listed": listed}
    given = {"reads": reads, **words}
    return {path: made.get_template(f"{template}.py.jinja").render(given) for path, template in templates.items()}


def listed(names: list[str]) -> str:
    """The names as the inside of a tuple.

    >>> listed(["a"]), listed(["a", "b"])
    ('"a",', '"a", "b"')
    """
    return ", ".join(f'"{name}"' for name in names) + ("," if len(names) == 1 else "")


def require_name(kind: str, name: str) -> None:
    """Raises UsageError for what cannot be the name of a module."""
    if not _NAME.match(name):
        raise UsageError(f"'{name}' cannot name a {kind}: write lower case letters, digits and underscores.")


def write(root: Path, files: Files) -> list[Path]:
    """Writes the files below a checkout; gives their paths.

    Raises UsageError where one is there already, or where `root` is no checkout; then nothing is written.
    """
    if not ((root / "lib" / "gcrm").is_dir() and (root / "tests").is_dir()):
        raise UsageError(f"{root} is no checkout of G-CRM: it lacks lib/gcrm or tests; name one with --root.")
    for path in files:
        if (root / path).exists():
            raise UsageError(f"{path} is there already; choose another name, or edit it.")
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return [root / path for path in files]


def _imports(*lines: str) -> str:
    """The lines that are not empty, each once, in the order that the linter asks for."""
    return "\n".join(sorted({line for line in lines if line}, key=lambda line: line.split()[1]))
