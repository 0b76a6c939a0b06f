"""What is configured, as frozen dataclasses, strictly: every mistake is found at once, with its file and line."""

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from gcrm.core.errors import MistakesError, UsageError, unknown
from gcrm.core.settings.nodes import Node, assignment, nested, overlay, read_yaml

T = TypeVar("T")


def into(cls: type[T], node: Node, problems: list[str], what: str = "") -> T | None:
    """An instance of the frozen dataclass `cls`; mistakes are added to `problems`, and then None is returned."""
    before = len(problems)
    known = {f.name: f for f in dataclasses.fields(typing.cast(Any, cls))}
    if not isinstance(node.value, dict):
        problems.append(f"{node.where}: {what or cls.__name__} must be a mapping with {', '.join(known)}.")
        return None
    hints = typing.get_type_hints(cls)
    values: dict[str, Any] = {}
    for key, given in node.value.items():
        if key not in known:
            problems.append(f"{given.where}: {unknown('key', key, known)}")
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
        return _value(next(a for a in arguments if a is not type(None)), node, problems, key)
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

    def settings(self, table: str, cls: type[T] | None, problems: list[str]) -> T | None:
        """The frozen settings of one table's build; None where it takes none."""
        node = self.tables.get(table, Node({}, f"tables.{table}", 1))
        if cls is None:
            if node.value:
                problems.append(f"{node.where}: {table} takes no settings; remove them.")
            return None
        return into(cls, node, problems, table)

    def digest(self, table: str) -> str:
        """Hash of what is configured for one table."""
        return digest(self.tables[table].plain() if table in self.tables else None)


def digest(value: Any) -> str:
    """A short, stable hash of plain values.

    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Environment:
    """base.yml, overlaid by env/<env>.yml: what holds for every coalition."""

    spark: dict[str, str]
    as_of: AsOf
    places: AgreedPlaces = field(default_factory=AgreedPlaces)
    workers: int = 1
    tables: dict[str, Any] = field(default_factory=dict)


def load(
    folder: Path,
    coalition: str,
    env: str,
    sets: list[str],
    known_tables: list[str],
    sections: Mapping[str, type[Any]] = types.MappingProxyType({}),
) -> Config:
    """base.yml, overlaid by env/<env>.yml, the coalition's `tables`, and `--set table.key=value`.

    `sections`: the frozen dataclass of each section that belongs to another package.

    Raises MistakesError with every mistake found.
    """
    problems: list[str] = []
    document = _surroundings(folder, env, problems)
    coalition_folder = pick(folder / "coalitions", coalition, "coalition")
    own = _mapping(folder, f"coalitions/{coalition_folder.name}/coalition.yml", problems)
    if "tables" in own.value:
        document = overlay(document, Node({"tables": own.value["tables"]}, own.file, own.line))
    for text in sets:
        if given := assignment(text, "models.segment_choices.k_max=6", problems):
            path, value = given
            document = overlay(document, nested(_keys(path, known_tables), value))
    rest, read = _sections(document, sections, problems)
    base = into(Environment, rest, problems, "configuration")
    named = document.value["tables"].value if "tables" in document.value else None
    tables = named if isinstance(named, dict) else {}
    problems += [f"{tables[t].where}: {unknown('table', t, known_tables)}" for t in tables if t not in known_tables]
    if base is None or problems:
        raise MistakesError(problems)
    return Config(coalition, base.spark, base.as_of, base.places.of(coalition), base.workers, read, tables, document)


def environment(folder: Path, env: str, sections: Iterable[str] = ()) -> Environment:
    """What is configured without a coalition; `sections` of other packages are not looked at.

    Raises MistakesError or UsageError as `load` does.
    """
    problems: list[str] = []
    document = _surroundings(folder, env, problems)
    rest = Node(
        {key: node for key, node in document.value.items() if key not in sections}, document.file, document.line
    )
    base = into(Environment, rest, problems, "configuration")
    if base is None or problems:
        raise MistakesError(problems)
    return base


def _sections(document: Node, sections: Mapping[str, type[Any]], problems: list[str]) -> tuple[Node, dict[str, Any]]:
    """The document without those sections, and each of them that is there as its class."""
    read = {
        name: into(cls, document.value[name], problems, name)
        for name, cls in sections.items()
        if name in document.value and document.value[name].value is not None
    }
    kept = {key: node for key, node in document.value.items() if key not in sections}
    return Node(kept, document.file, document.line), read


def _surroundings(folder: Path, env: str, problems: list[str]) -> Node:
    if not (folder / "base.yml").is_file():
        raise UsageError(f"No base.yml in the configuration folder {folder}; give the right one with --conf.")
    if not (folder / "env" / f"{env}.yml").is_file():
        raise UsageError(unknown("environment", env, (p.stem for p in (folder / "env").glob("*.yml"))))
    return overlay(_mapping(folder, "base.yml", problems), _overlays(folder, env, problems))


def _overlays(folder: Path, env: str, problems: list[str]) -> Node:
    """env/<env>.yml, over the environment that it `extends`."""
    own = _mapping(folder, f"env/{env}.yml", problems)
    given = own.value.get("extends")
    if given is None:
        return own
    rest = Node({key: node for key, node in own.value.items() if key != "extends"}, own.file, own.line)
    others = [path.stem for path in (folder / "env").glob("*.yml") if path.stem != env]
    if given.value not in others:
        problems.append(f"{given.where}: {unknown('environment', str(given.value), others)}")
        return rest
    return overlay(_mapping(folder, f"env/{given.value}.yml", problems), rest)


def pick(folder: Path, name: str, kind: str) -> Path:
    """The sub-folder called `name`; raises UsageError that lists those there are."""
    if not (folder / name).is_dir():
        raise UsageError(unknown(kind, name, (p.name for p in folder.glob("*") if p.is_dir())))
    return folder / name


def _mapping(folder: Path, relative: str, problems: list[str]) -> Node:
    node = read_yaml(folder / relative, f"conf/{relative}")
    if isinstance(node.value, dict):
        return node
    problems.append(f"{node.where}: the file must be a mapping of keys to values.")
    return Node({}, node.file, node.line)


def _keys(path: str, known_tables: list[str]) -> list[str]:
    """Where a setting stands: below the table whose name its path begins with, as names of tables hold points."""
    table = next((t for t in known_tables if path == t or path.startswith(f"{t}.")), None)
    if table is None:
        return path.split(".", 1)
    rest = path[len(table) + 1 :]
    return ["tables", table, *([rest] if rest else [])]
