"""What is configured, as frozen dataclasses, strictly: every mistake is found at once, with its file and line."""

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field
from datetime import date
from typing import Any, TypeVar

from gcrm.core.errors import unknown
from gcrm.core.settings.nodes import Node
from gcrm.core.settings.shared import section_of, with_shared

T = TypeVar("T")


def into(cls: type[T], node: Node, problems: list[str], what: str = "", beside: Iterable[str] = ()) -> T | None:
    """An instance of the frozen dataclass `cls`; mistakes are added to `problems`, and then None is returned.

    `beside`: keys that may stand there too, and are read elsewhere.
    """
    before = len(problems)
    known = {f.name: f for f in dataclasses.fields(typing.cast(Any, cls))}
    if not isinstance(node.value, dict):
        problems.append(f"{node.where}: {what or cls.__name__} must be a mapping with {', '.join(known)}.")
        return None
    hints = typing.get_type_hints(cls)
    values: dict[str, Any] = {}
    others = set(beside)
    for key, given in node.value.items():
        if key in others:
            continue
        if key not in known:
            problems.append(f"{given.where}: {unknown('key', key, {*known, *others})}")
            continue
        values[key] = _value(hints[key], given, problems, key)
    for name, declared in known.items():
        if name not in node.value and declared.default is MISSING and declared.default_factory is MISSING:
            problems.append(f"{node.where}: key '{name}' is missing.")
    if len(problems) > before:
        return None
    try:
        return cls(**values)
    except ValueError as error:
        problems.append(f"{node.where}: {error}")
        return None


def _value(hint: Any, node: Node, problems: list[str], key: str) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        if node.value is None and type(None) in arguments:
            return None
        kinds = [a for a in arguments if a is not type(None)]
        return _value(next((a for a in kinds if _may_be(a, node.value)), kinds[0]), node, problems, key)
    if origin is tuple and isinstance(node.value, list):
        return tuple(_value(arguments[0], item, problems, key) for item in node.value)
    if origin in (dict, Mapping) or hint is dict:
        if isinstance(node.value, dict):
            inner = arguments[1] if arguments else Any
            return {name: _value(inner, item, problems, f"{key}.{name}") for name, item in node.value.items()}
    elif origin is typing.Literal:
        if node.value in arguments:
            return node.value
        problems.append(f"{node.where}: {unknown(f'value of {key}', str(node.value), map(str, arguments))}")
        return None
    elif dataclasses.is_dataclass(hint):
        return into(typing.cast(Any, hint), node, problems, key)
    elif hint is Any or _is_a(hint, node.value):
        return float(node.value) if hint is float else node.plain()
    problems.append(f"{node.where}: '{key}' must be {_shown(hint)}, not {node.plain()!r}.")
    return None


def _may_be(hint: Any, value: Any) -> bool:
    """Whether a value has the shape of one of several types that it may be of."""
    origin = typing.get_origin(hint)
    if origin is tuple:
        return isinstance(value, list)
    if origin in (dict, Mapping) or dataclasses.is_dataclass(hint):
        return isinstance(value, dict)
    return _is_a(hint, value)


def _is_a(hint: Any, value: Any) -> bool:
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(hint, type) and isinstance(value, hint)


def _shown(hint: Any) -> str:
    names = {str: "text", int: "a whole number", float: "a number", bool: "true or false", date: "a date"}
    if typing.get_origin(hint) is tuple:
        return f"a list of {_shown(typing.get_args(hint)[0])}"
    return names.get(hint, "a mapping")


@dataclass(frozen=True)
class AsOf:
    """Where the default business date is read: the latest value of a table's column."""

    table: str
    field: str


@dataclass(frozen=True)
class AgreedPlaces:
    """Where a coalition's files and tables lie where the command does not say; None where nothing is agreed on."""

    landing: str | None = None
    lakehouse: str | None = None
    vault: str | None = None

    def of(self, coalition: str) -> "AgreedPlaces":
        """With the coalition's name for `{coalition}`."""
        given = dataclasses.asdict(self)
        return AgreedPlaces(**{name: path and path.replace("{coalition}", coalition) for name, path in given.items()})


@dataclass(frozen=True)
class Config:
    """Everything that is configured for one coalition, checked before Spark starts."""

    coalition: str
    spark: dict[str, str]
    as_of: AsOf
    places: AgreedPlaces
    workers: int = 1
    sections: Mapping[str, Any] = field(default_factory=dict)  # those that other packages read, by name
    tables: dict[str, Node] = field(default_factory=dict)
    document: Node = field(default_factory=lambda: Node({}, "", 0))
    own: Node = field(default_factory=lambda: Node({}, "", 0))  # coalition.yml

    def settings(self, table: str, cls: type[T] | None, problems: list[str]) -> T | None:
        """The frozen settings of one table's build, what it shares with others included; None where it takes none."""
        if cls is None:
            if table in self.tables and self.tables[table].value:
                problems.append(f"{self.tables[table].where}: {table} takes no settings; remove them.")
            return None
        return into(cls, self.given(table, cls, problems), problems, section_of(cls) or table)

    def given(self, table: str, cls: type[Any], problems: list[str]) -> Node:
        """What is written down of one table's settings, with the sections that it shares in their places."""
        return with_shared(table, cls, self.tables.get(table, Node({}, f"tables.{table}", 1)), self.document, problems)


def digest(value: Any) -> str:
    """A short, stable hash of plain values.

    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
