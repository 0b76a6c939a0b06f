"""The code that makes a step's rows, as hashes by module: moved by what it does, not by comments, docstrings or lines.

What counts, from the module of `build` on and transitively:

* a helper module of ours (one that declares no table) whole, for all who use a name of it;
* of a module that declares a table only the names that are taken from it, and what these need there: a function or a
  class by its syntax tree, a plain constant by its value. A table that the step reads does not count, for its changes
  come as news, nor its own, which is its contract; any other counts by its columns;
* of gcrm.core only the helpers of formulas at its top, such as `exact.py`: the rooms below it run the steps.

Sources come from the modules' loaders, so that folders, wheels and zips are alike.
"""

import hashlib
import importlib
import inspect
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import resolve_name
from types import ModuleType
from typing import Any

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import ContractError, Field, Raw, Rule, Table
from gcrm.core.running import outlines, syntax

_ROOMS = ("contracts", "settings", "storage", "running", "errors", "testing")
_RUNS_STEPS = tuple(f"gcrm.core.{room}" for room in _ROOMS)
_PLAIN = (str, bytes, bool, int, float, complex, type(None))


def code_of(roots: Iterable[str], inputs: Collection[str]) -> dict[str, str]:
    """Path of each module below our package to the hash of what of it counts. `roots`: modules, or `module:name` for
    one name of a module; `inputs`: names of the tables that do not count.

    Raises ContractError for a module whose source is not there.
    """
    walk = _Walk(set(inputs))
    for root in roots:
        module, _, name = root.partition(":")
        walk.packages.add(_package(module))
        if name:
            walk.name(module, name)
        else:
            walk.module(module)
    return {_path(module): walk.hash(module) for module in sorted({*walk.whole, *walk.names})}


@dataclass(frozen=True)
class _Source:
    """A module without what does not count. `imported`: local name to module and name in it, None for a module."""

    statements: tuple[syntax.Statement, ...]
    imported: Mapping[str, tuple[str, str | None]]
    defined: Mapping[str, tuple[syntax.Statement, ...]]
    declares: bool  # a table


class _Walk:
    """From name to name: what was found to count, of which module."""

    def __init__(self, inputs: set[str]) -> None:
        self.inputs = inputs
        self.packages = {"gcrm"}
        self.whole: set[str] = set()
        self.names: dict[str, dict[str, str]] = {}

    def hash(self, module: str) -> str:
        return _whole(module) if module in self.whole else _hash(repr(sorted(self.names[module].items())))

    def module(self, name: str) -> None:
        if name not in self.whole:
            self.whole.add(name)
            self._follow(name, _used(name), {})

    def name(self, module: str, name: str) -> None:
        source = _source(module)
        if name in source.imported:
            self._imported(*source.imported[name], None)
            return
        if name in self.names.get(module, {}):
            return
        if name not in source.defined:
            self.module(module)
            return
        value = getattr(importlib.import_module(module), name, None)
        if isinstance(value, Table):
            if value.name not in self.inputs:
                self._note(module, name, str(_plain(value.fields)))
            return
        told = _plain(value)
        self._note(module, name, told or _dumped(module, name))
        if told is None:
            self._follow(module, _used(module, name), source.defined)

    def _note(self, module: str, name: str, told: str) -> None:
        self.names.setdefault(module, {})[name] = told

    def _follow(self, module: str, used: syntax.Used, beside: Mapping[str, Any]) -> None:
        """Goes on to what is used: names imported, and those `beside` them in a module not counted whole."""
        source = _source(module)
        for name, attributes in used.items():
            if name in source.imported:
                self._imported(*source.imported[name], attributes)
            elif name in beside:
                self.name(module, name)

    def _imported(self, module: str, name: str | None, attributes: frozenset[str] | None) -> None:
        """`attributes`: those used of a module; None where the module itself is handed on."""
        if _package(module) not in self.packages or module.startswith(_RUNS_STEPS):
            return
        if not _source(module).declares:
            self.module(module)
        elif name is not None:
            self.name(module, name)
        elif attributes is None:
            self.module(module)
        else:
            for attribute in sorted(attributes):
                self.name(module, attribute)


@cache
def _source(name: str) -> _Source:
    module = importlib.import_module(name)
    outline = outlines.of(_text(module))
    names = vars(module)
    defined: dict[str, list[syntax.Statement]] = {}
    for statement in outline.statements:
        for one in statement.bound:
            defined.setdefault(one, []).append(statement)
    told = {one for one in defined if _is_told(names.get(one), names)}
    kept = tuple(s for s in outline.statements if not (s.bound and {*s.bound} <= told))
    declares = any(isinstance(names.get(one), Table | Step) for one in defined)
    return _Source(kept, _imports(module, outline), {k: tuple(v) for k, v in defined.items()}, declares)


def _is_told(value: Any, names: Mapping[str, Any]) -> bool:
    """Whether a value is told part by part in a fingerprint: a contract, or a step whose builder stands beside it."""
    if isinstance(value, Step):
        build = value.build
        return names.get(getattr(build, "__name__", "")) is build
    return isinstance(value, Table | Raw)


def _text(module: ModuleType) -> str:
    loader = module.__spec__.loader if module.__spec__ else None
    read = getattr(loader, "get_source", None)
    try:
        text = read(module.__name__) if read else inspect.getsource(module)
    except (OSError, ImportError):
        text = None
    if text is None:
        raise ContractError(
            f"The source of {module.__name__} is not there, so nobody can tell whether it changed; install it with its "
            ".py files."
        )
    return str(text)


def _imports(module: ModuleType, outline: syntax.Outline) -> dict[str, tuple[str, str | None]]:
    found: dict[str, tuple[str, str | None]] = {}
    ours = {"gcrm", _package(module.__name__)}
    for given in outline.imports:
        if given.start is None:
            found |= {own or name.partition(".")[0]: (name, None) for name, own in given.names}
            continue
        start = resolve_name(given.start, _parent(module)) if given.start.startswith(".") else given.start
        if _package(start) in ours:
            found |= {own or name: _target(start, name) for name, own in given.names}
    return found


def _target(module: str, name: str) -> tuple[str, str | None]:
    """What `from module import name` gives: a name of a module, or a module of a package."""
    package = importlib.import_module(module)
    value = getattr(package, name) if hasattr(package, name) else importlib.import_module(f"{module}.{name}")
    return (value.__name__, None) if isinstance(value, ModuleType) else (module, name)


def _parent(module: ModuleType) -> str:
    return module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]


def _plain(value: Any) -> str | None:
    """A constant in words; None for what is more than plain values."""
    if isinstance(value, _PLAIN):
        return repr(value)
    if isinstance(value, Field | Rule):
        return repr(replace(value, doc=""))
    if isinstance(value, tuple | list):
        parts = [_plain(one) for one in value]
        return None if None in parts else f"[{', '.join(map(str, parts))}]"
    if isinstance(value, set | frozenset):
        parts = [_plain(one) for one in value]
        return None if None in parts else f"{{{', '.join(sorted(map(str, parts)))}}}"
    if isinstance(value, dict):
        return _plain(list(value.items()))
    return None


@cache
def _used(module: str, name: str | None = None) -> syntax.Used:
    """What a name of a module uses, or the module as a whole: asked for every step that needs it."""
    source = _source(module)
    return syntax.used(source.statements if name is None else source.defined[name])


def _dumped(module: str, name: str) -> str:
    return syntax.dumped(_source(module).defined[name])


@cache
def _whole(name: str) -> str:
    return _hash(syntax.dumped(_source(name).statements))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _package(module: str) -> str:
    return module.partition(".")[0]


def _path(module: str) -> str:
    """
    >>> _path("gcrm.core.exact")
    'core/exact.py'
    """
    is_package = hasattr(importlib.import_module(module), "__path__")
    below = module.partition(".")[2] or module
    return below.replace(".", "/") + ("/__init__.py" if is_package else ".py")
