"""The world as it is configured: conf/simulation/world.yml, the parameters of every stream, and `--set`."""

from dataclasses import MISSING, field, fields, is_dataclass, make_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gcrm.core.discovery import declared
from gcrm.core.errors import MistakesError
from gcrm.core.settings.config import into
from gcrm.core.settings.nodes import Node, assignment, nested, overlay, read_yaml
from gcrm.simulate import streams as package
from gcrm.simulate.parameters import World
from gcrm.simulate.stream import Stream

_SHOWN = "conf/simulation/world.yml"


@cache
def streams() -> tuple[Stream[Any], ...]:
    """Every stream, by name.

    Raises ValueError for a name that two streams have, or that the world has a parameter of.
    """
    found = sorted(declared(package, "STREAM", Stream), key=lambda stream: stream.name)
    taken = {one.name for one in fields(World)}
    for stream in found:
        if stream.name in taken:
            raise ValueError(f"'{stream.name}' names a stream, and something else of the world; rename the stream.")
        every = fields(stream.parameters)
        if bare := [one.name for one in every if one.default is MISSING or "doc" not in one.metadata]:
            raise ValueError(f"Declare {', '.join(bare)} of '{stream.name}' with parameter(default, doc).")
        taken.add(stream.name)
    return tuple(found)


def load(conf: Path, sets: list[str]) -> World:
    """The world of conf/simulation/world.yml, overlaid by `--set key.of.it=value`, with each stream's parameters as an
    attribute of the stream's name.

    Raises MistakesError with every mistake found.
    """
    document, problems = read_yaml(conf / "simulation" / "world.yml", _SHOWN), list[str]()
    for text in sets:
        if given := assignment(text, "income.area_sd=0.2", problems):
            path, value = given
            document = overlay(document, nested(path.split("."), value))
    world = into(_whole(), document, problems, "the world")
    if world is not None:
        problems += _misfits(world, document)
    if problems or world is None:
        raise MistakesError(problems)
    return world.shaped


@cache
def _whole() -> type[World]:
    """The world's class with a field for each stream, so that their keys are read, checked and noted as its own."""
    own = [(stream.name, stream.parameters, field(default_factory=stream.parameters)) for stream in streams()]
    return make_dataclass("World", own, bases=(World,), frozen=True)


def _misfits(world: World, document: Node) -> list[str]:
    found = []
    for stream in streams():
        try:
            stream.check(getattr(world, stream.name), world)
        except ValueError as error:
            found.append(f"{document.value.get(stream.name, document).where}: {error}")
    return found


def described() -> str:
    """Every stream in words, with the parameters that `--set` takes, their defaults and what they mean."""
    lines = [line for stream in streams() for line in (f"{stream.name}: {stream.description}", *_told(stream))]
    return "\n".join(lines)


def _told(stream: Stream[Any]) -> list[str]:
    every = fields(stream.parameters)
    told = [(f"  {stream.name}.{one.name}={_shown(one.default)}", one.metadata["doc"]) for one in every]
    return [line for key, doc in told for line in ([f"{key:<42} {doc}"] if len(key) < 42 else [key, f"{'':<42} {doc}"])]


def _shown(value: Any) -> str:
    """A default as `--set` takes it.

    >>> _shown(("mall", "airline")), _shown(0.5)
    ('[mall, airline]', '0.5')
    """
    if is_dataclass(value):
        inner = (f"{one.name}: {_shown(getattr(value, one.name))}" for one in fields(value))
        return f"{{{', '.join(inner)}}}"
    return f"[{', '.join(map(_shown, value))}]" if isinstance(value, tuple) else str(value)
