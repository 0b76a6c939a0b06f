"""Every setting of a frozen dataclass, its value, and the file and line that it comes from, or whose default it is."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gcrm.core.settings.nodes import Node

NOWHERE = Node({}, "", 0)


@dataclass(frozen=True)
class Setting:
    """`origin` is `conf/base.yml:7`, `--set k=v` or `default of <class>`; `changed`: the value is not the default."""

    key: str
    value: Any
    origin: str
    changed: bool


def settings_of(instance: Any, node: Node, within: str = "") -> Iterator[Setting]:
    """The settings of `instance`, read from `node`; mappings and nested dataclasses key by key, after `within`."""
    given = node.value if isinstance(node.value, dict) else {}
    for field in dataclasses.fields(instance):
        value, key = getattr(instance, field.name), f"{within}{field.name}"
        default = field.default_factory() if callable(field.default_factory) else field.default
        cls = type(instance)
        yield from _told(key, value, given.get(field.name), default, f"default of {cls.__module__}.{cls.__qualname__}")


def of_mapping(values: Mapping[str, Any], node: Node, within: str = "") -> Iterator[Setting]:
    """The entries of a mapping that has no defaults, such as Spark's settings."""
    given = node.value if isinstance(node.value, dict) else {}
    for name, value in values.items():
        yield from _told(f"{within}{name}", value, given.get(name), dataclasses.MISSING, node.where)


def _told(key: str, value: Any, node: Node | None, default: Any, otherwise: str) -> Iterator[Setting]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from settings_of(value, node or NOWHERE, f"{key}.")
    elif isinstance(value, Mapping) and value:
        known = default if isinstance(default, Mapping) else {}
        inner = node.value if node and isinstance(node.value, dict) else {}
        for name, item in value.items():
            if dataclasses.is_dataclass(item) and not isinstance(item, type):
                yield from settings_of(item, inner.get(name, NOWHERE), f"{key}.{name}.")
                continue
            origin = inner[name].where if name in inner else node.where if node else otherwise
            yield Setting(f"{key}.{name}", item, origin, known.get(name, dataclasses.MISSING) != item)
    else:
        yield Setting(key, value, node.where if node else otherwise, value != default)
