"""Finds the steps and puts them in order; the order is computed from what each step reads, never written down."""

import fnmatch
import importlib
import pkgutil
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from gcrm.core.contracts.step import AnyStep, Step
from gcrm.core.contracts.table import LAYERS, ContractError, Table
from gcrm.core.errors import UsageError, unknown


def discover(package: str = "gcrm") -> list[Step]:
    """Every `STEP` of every module below the layers' packages; works from folders, wheels and zips alike."""
    found: list[Step] = []
    for layer in LAYERS:
        try:
            root = importlib.import_module(f"{package}.{layer}")
        except ModuleNotFoundError as error:
            if error.name not in (package, f"{package}.{layer}"):
                raise
            continue
        found += steps_below(root.__name__)
    return found


def steps_below(package: str, besides: str = "") -> list[Step]:
    """Every `STEP` of the modules below a package, in the order of their names, without the module `besides`."""
    path = importlib.import_module(package).__path__
    names = [module.name for module in pkgutil.walk_packages(path, f"{package}.") if module.name != besides]
    made = [getattr(importlib.import_module(name), "STEP", None) for name in names]
    return [step for step in made if isinstance(step, Step)]


def ordered(steps: Iterable[AnyStep]) -> list[AnyStep]:
    """Steps so that each comes after those whose tables it reads; ties by layer, then by name.

    Raises ContractError for a table that two steps make, or for a circle.
    """
    by_name: dict[str, AnyStep] = {}
    for step in steps:
        if step.output.name in by_name:
            raise ContractError(f"Two steps make {step.output.name}.")
        by_name[step.output.name] = step
    sorter = TopologicalSorter({name: [t for t in step.tables if t in by_name] for name, step in by_name.items()})
    try:
        sorter.prepare()
    except CycleError as error:
        raise ContractError(f"Tables read each other in a circle: {' -> '.join(error.args[1])}.") from None
    result: list[AnyStep] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=lambda name: (LAYERS.index(name.partition(".")[0]), name))
        result.append(by_name[ready[0]])
        sorter.done(ready.pop(0))
    return result


def chosen(names: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """Those names that match a pattern (`marts.*`), in their order; all where there is none.

    Raises UsageError for a pattern that matches nothing.
    """
    known, wanted = list(names), list(patterns)
    for pattern in wanted:
        if not fnmatch.filter(known, pattern):
            raise UsageError(f"No table matches '{pattern}'; there are {', '.join(known)}.")
    return [name for name in known if not wanted or any(fnmatch.fnmatchcase(name, p) for p in wanted)]


def read_by(steps: Iterable[AnyStep]) -> dict[str, list[str]]:
    """Table name to the names of the tables made from it."""
    found: dict[str, list[str]] = {}
    for step in steps:
        for name in step.tables:
            found.setdefault(name, []).append(step.output.name)
    return found


def find(tables: Iterable[Table], name: str) -> Table:
    """The table called `name`; raises UsageError that lists those there are."""
    by_name = {table.name: table for table in tables}
    if name not in by_name:
        raise UsageError(unknown("table", name, by_name))
    return by_name[name]
