"""Outlines of modules, kept from one process to the next: to parse them all takes longer than what `plan` does else."""

import contextlib
import hashlib
import json
import os
import sys
import tempfile
import zlib
from pathlib import Path

from gcrm.core.running.syntax import Import, Outline, Statement, outline

_FORMAT = 1


def of(text: str) -> Outline:
    """The outline of a module's text, as it was kept, or made and kept where that may be done."""
    place = _place(text)
    if place and (kept := _kept(place)):
        return kept
    made = outline(text)
    if place:
        _keep(place, made)
    return made


def _place(text: str) -> Path | None:
    """Where the outline of a text is kept: its name tells the text, and the Python that reads it. None for a user
    without a home, as in a container."""
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    except RuntimeError:
        return None
    made_of = hashlib.sha256(f"{_FORMAT} {sys.version} {text}".encode()).hexdigest()
    return home / "gcrm" / "outlines" / made_of[:2] / made_of


def _kept(place: Path) -> Outline | None:
    try:
        told = json.loads(zlib.decompress(place.read_bytes()))
        statements = tuple(
            Statement(tuple(bound), {n: None if a is None else frozenset(a) for n, a in used.items()}, dumped)
            for bound, used, dumped in told["statements"]
        )
        imports = tuple(Import(start, tuple((name, own) for name, own in names)) for start, names in told["imports"])
    except (OSError, ValueError, KeyError, TypeError, zlib.error):
        return None
    return Outline(statements, imports)


def _keep(place: Path, made: Outline) -> None:
    statements = [
        [s.bound, {name: None if a is None else sorted(a) for name, a in s.used.items()}, s.dumped]
        for s in made.statements
    ]
    imports = [[one.start, one.names] for one in made.imports]
    told = json.dumps({"statements": statements, "imports": imports}).encode()
    # What another process reads is whole; who may not write parses anew.
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as handle:
            handle.write(zlib.compress(told, 1))
        Path(handle.name).replace(place)
