"""Finds what modules declare: a file in the right folder is enough, and nothing lists it."""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def declared(package: ModuleType, name: str, kind: type[T]) -> list[T]:
    """Every value called `name` of type `kind` in the modules below `package`, by the modules' names.

    Works from folders, wheels and zips alike.
    """
    modules = sorted(module.name for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))
    found = (getattr(importlib.import_module(module), name, None) for module in modules)
    return [value for value in found if isinstance(value, kind)]
