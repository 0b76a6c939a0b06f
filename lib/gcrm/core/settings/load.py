"""Reads a coalition's configuration: base.yml, the environment over it, the coalition over both, and `--set`."""

import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gcrm.core.errors import MistakesError, UsageError, unknown
from gcrm.core.settings.config import AgreedPlaces, AsOf, Config, into
from gcrm.core.settings.nodes import Node, assignment, nested, overlay, read_yaml


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
    shared: Iterable[str] = (),
) -> Config:
    """base.yml, overlaid by env/<env>.yml, the coalition's `tables` and shared sections, and `--set table.key=value`.

    `sections`: the frozen dataclass of each section that belongs to another package; `shared`: names of those that
    settings of tables are read from, and that a coalition may have of its own.

    Raises MistakesError with every mistake found.
    """
    problems: list[str] = []
    document = _surroundings(folder, env, problems)
    coalition_folder = pick(folder / "coalitions", coalition, "coalition")
    own = _mapping(folder, f"coalitions/{coalition_folder.name}/coalition.yml", problems)
    parts = {key: node for key, node in own.value.items() if key in ("tables", *shared)}
    document = overlay(document, Node(parts, own.file, own.line))
    for text in sets:
        if given := assignment(text, "models.segment_choices.k_max=6", problems):
            path, value = given
            document = overlay(document, nested(_keys(path, known_tables, sections), value))
    read = {
        name: into(cls, document.value[name], problems, name)
        for name, cls in sections.items()
        if name in document.value and document.value[name].value is not None
    }
    base = into(Environment, document, problems, "configuration", (*sections, *shared))
    named = document.value["tables"].value if "tables" in document.value else None
    tables = named if isinstance(named, dict) else {}
    problems += [f"{tables[t].where}: {unknown('table', t, known_tables)}" for t in tables if t not in known_tables]
    if base is None or problems:
        raise MistakesError(problems)
    return Config(
        coalition, base.spark, base.as_of, base.places.of(coalition), base.workers, read, tables, document, own
    )


def environment(folder: Path, env: str, sections: Iterable[str] = ()) -> Environment:
    """What is configured without a coalition; `sections` that others read are not looked at.

    Raises MistakesError or UsageError as `load` does.
    """
    problems: list[str] = []
    base = into(Environment, _surroundings(folder, env, problems), problems, "configuration", sections)
    if base is None or problems:
        raise MistakesError(problems)
    return base


def agreed_places(folder: Path, coalition: str, env: str) -> AgreedPlaces:
    """Where the coalition's files and tables lie as configured; nothing else is looked at.

    Raises MistakesError or UsageError as `load` does.
    """
    pick(folder / "coalitions", coalition, "coalition")
    problems: list[str] = []
    document = _surroundings(folder, env, problems)
    given = document.value.get("places")
    found = into(AgreedPlaces, given, problems, "places") if given else AgreedPlaces()
    if found is None or problems:
        raise MistakesError(problems)
    return found.of(coalition)


def _surroundings(folder: Path, env: str, problems: list[str]) -> Node:
    if not (folder / "base.yml").is_file():
        raise UsageError(f"No base.yml in the configuration folder {folder}; give the right one with --conf.")
    # By the names that there are: `../x` would lead out of the folder.
    if env not in (known := [path.stem for path in (folder / "env").glob("*.yml")]):
        raise UsageError(unknown("environment", env, known))
    return overlay(_mapping(folder, "base.yml", problems), _overlays(folder, env, problems))


def _overlays(folder: Path, env: str, problems: list[str], above: tuple[str, ...] = ()) -> Node:
    """env/<env>.yml, over the environment that it `extends`, and so on; `above`: those that extend it."""
    own = _mapping(folder, f"env/{env}.yml", problems)
    given = own.value.get("extends")
    if given is None:
        return own
    rest = Node({key: node for key, node in own.value.items() if key != "extends"}, own.file, own.line)
    others = [path.stem for path in (folder / "env").glob("*.yml") if path.stem not in (*above, env)]
    if given.value not in others:
        problems.append(f"{given.where}: {unknown('environment', str(given.value), others)}")
        return rest
    return overlay(_overlays(folder, given.value, problems, (*above, env)), rest)


def pick(folder: Path, name: str, kind: str) -> Path:
    """The sub-folder called `name`; raises UsageError that lists those there are, also for a path that leads to one."""
    if name not in (known := [path.name for path in folder.glob("*") if path.is_dir()]):
        raise UsageError(unknown(kind, name, known))
    return folder / name


def _mapping(folder: Path, relative: str, problems: list[str]) -> Node:
    node = read_yaml(folder / relative, f"conf/{relative}")
    if isinstance(node.value, dict):
        return node
    problems.append(f"{node.where}: the file must be a mapping of keys to values.")
    return Node({}, node.file, node.line)


def _keys(path: str, known_tables: list[str], sections: Iterable[str]) -> list[str]:
    """Where a setting stands: below the table whose name its path begins with, as names of tables hold points, or in a
    section, key by key."""
    table = next((t for t in known_tables if path == t or path.startswith(f"{t}.")), None)
    if table is not None:
        rest = path[len(table) + 1 :]
        return ["tables", table, *([rest] if rest else [])]
    section, *keys = path.split(".")
    if section not in sections:
        return path.split(".", 1)
    if keys[:1] == ["tables"]:
        keys = ["tables", ".".join(keys[1:3]), *keys[3:]]
    return [section, *keys]
