"""Finds the steps and puts them in order; the order is computed from what each step reads, never written down."""

import fnmatch
import importlib
import pkgutil
import re
from collections.abc import Iterable
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from importlib.util import find_spec
from typing import Any

from gcrm.core.contracts.job import Job
from gcrm.core.contracts.step import AnyStep, Step
from gcrm.core.contracts.table import LAYERS, ContractError, Table
from gcrm.core.errors import UsageError, unknown

_STEP = re.compile(r"^STEP\b", re.MULTILINE)


def discover(package: str = "gcrm") -> list[Step]:
    """Every `STEP` of every module below the layers' packages, with its job; works from folders, wheels and zips alike.

    Raises ContractError for a table without a job.
    """
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
    """Every `STEP` below a package with its job, by the names of their modules, without the module `besides`."""
    path = importlib.import_module(package).__path__
    names = [module.name for module in pkgutil.walk_packages(path, f"{package}.") if module.name != besides]
    made = {name: _step(name) for name in names}
    return [
        replace(step, job=step.job or _job(step, name, package))
        for name, step in made.items()
        if isinstance(step, Step)
    ]


def _step(module: str) -> Any:
    """The module's `STEP`. One that names none (a page, a helper) is not imported: it may take a second to."""
    loader: Any = getattr(find_spec(module), "loader", None)
    source = loader.get_source(module) if hasattr(loader, "get_source") else None
    if source is not None and not _STEP.search(source):
        return None
    return getattr(importlib.import_module(module), "STEP", None)


def _job(step: Step, module: str, layer: str) -> Job:
    """The `JOB` of the nearest package above the module, up to the layer's own."""
    package = module.rpartition(".")[0]
    while package.startswith(layer):
        job = getattr(importlib.import_module(package), "JOB", None)
        if isinstance(job, Job):
            return job
        package = package.rpartition(".")[0]
    nearest = module.rpartition(".")[0].replace(".", "/")
    raise ContractError(
        f"{step.output.name} has no job, so nothing would bring it up to date: name one in its Step, as job=JOB of the "
        f'package whose tables it belongs to, or write JOB = Job("name", "what it makes") in {nearest}/__init__.py.'
    )


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
