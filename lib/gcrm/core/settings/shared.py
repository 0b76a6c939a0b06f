"""Settings that several tables share, set once: a settings class that names a `section` is read from there.

A table takes such a class as its settings, or nests it as a field of its own. The section stands beside `tables`, in
base.yml, an environment or coalition.yml, and is the same for every table that takes it.
"""

import dataclasses
import typing
from collections.abc import Iterable
from typing import Any

from gcrm.core.errors import unknown
from gcrm.core.settings.nodes import Node


def section_of(cls: type[Any]) -> str | None:
    """The section that a settings class is read from; None for one that stands below its table."""
    found: str | None = getattr(cls, "section", None)
    return found


def sections(classes: Iterable[type[Any] | None]) -> dict[str, type[Any]]:
    """Section to its class, of these settings classes and of what they nest.

    Raises ValueError for a section that two classes are read from.
    """
    found: dict[str, type[Any]] = {}
    for cls in classes:
        for one in [cls, *nested_in(cls).values()] if cls else []:
            name = section_of(one)
            if name and found.setdefault(name, one) is not one:
                raise ValueError(f"The section '{name}' is read by {found[name].__module__} and by {one.__module__}.")
    return found


def nested_in(cls: type[Any]) -> dict[str, type[Any]]:
    """Field to its class, of those fields of a settings class that are read from a section."""
    hints = typing.get_type_hints(cls)
    return {f.name: hints[f.name] for f in dataclasses.fields(cls) if section_of(hints[f.name])}


def with_shared(table: str, cls: type[Any], node: Node, document: Node, problems: list[str]) -> Node:
    """What is written below a table, with its shared sections in their places.

    What stands below the table and belongs into a section is added to `problems`.
    """
    if not isinstance(node.value, dict):
        problems.append(f"{node.where}: {table} must be a mapping of settings.")
        return Node({}, node.file, node.line)
    own = node.value
    if name := section_of(cls):
        known = [f.name for f in dataclasses.fields(cls)]
        for key, given in own.items():
            if key not in known:
                problems.append(f"{given.where}: {unknown('key', key, known)}")
            else:
                problems.append(_moved(table, given, key, name, {key: given.plain()}))
        section: Node = document.value.get(name, Node({}, name, 1))
        return section
    parts = {field: name for field, one in nested_in(cls).items() if (name := section_of(one))}
    problems += [_moved(table, given, key, parts[key], given.plain()) for key, given in own.items() if key in parts]
    shared = {field: document.value[name] for field, name in parts.items() if name in document.value}
    return dataclasses.replace(node, value={**own, **shared}) if shared else node


def _moved(table: str, given: Node, key: str, section: str, wanted: Any) -> str:
    """One sentence for what stands below a table and belongs into a section."""
    values = wanted if isinstance(wanted, dict) else {}
    if given.line:
        inside = ", ".join(f"{name}: {value}" for name, value in values.items())
        write = f"{section}: {{{inside}}} beside 'tables'"
    else:
        write = " ".join(f"--set {section}.{name}={value}" for name, value in values.items())
    return f"{given.where}: '{key}' of {table} is set once for every table that takes it; write {write} instead."
