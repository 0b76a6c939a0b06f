"""Every setting of a coalition: its value, and where it comes from."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gcrm.cli.project import Project, shared_sections
from gcrm.core.contracts.step import Step
from gcrm.core.settings.load import Environment
from gcrm.core.settings.origins import NOWHERE, Setting, of_mapping, settings_of
from gcrm.core.settings.shared import nested_in, section_of
from gcrm.quality import settings as quality
from gcrm.sources import limits

_WIDEST = 60  # characters of a value, beyond which where it comes from is no longer aligned


@dataclass(frozen=True)
class Group:
    """Settings that stand together: of a coalition, an environment, a section or a table; `told`: whose they are."""

    name: str
    told: str
    settings: tuple[Setting, ...]


def groups(project: Project) -> list[Group]:
    """The coalition's own, the environment's, shared sections, then tables in the order of their steps."""
    config = project.config
    at = config.document.value
    spoken = (settings_of(project.coalition, config.own), config.own.file)
    around = settings_of(Environment({}, config.as_of, config.places, config.workers), config.document)
    own = ("spark", "tables")  # the one has a group of its own, the other one for each table
    read = {**config.sections, quality.SECTION: project.quality, limits.SECTION: project.door}
    at = {quality.SECTION: NOWHERE, limits.SECTION: NOWHERE, **at}
    found = [
        Group("coalition", spoken[1], tuple(spoken[0])),
        Group("environment", "", tuple(s for s in around if s.key.partition(".")[0] not in own)),
        Group("spark", "", tuple(of_mapping(config.spark, at.get("spark", NOWHERE)))),
        *(Group(name, "", tuple(settings_of(v, at[name]))) for name, v in read.items() if v),
    ]
    return [*found, *_sections(project), *_tables(project)]


def text(groups: list[Group], changed: bool) -> str:
    """One block per group, one line per setting; `changed`: only those whose value is not the default."""
    blocks = []
    for group in groups:
        shown = [setting for setting in group.settings if setting.changed or not changed]
        key = max((len(setting.key) for setting in shown), default=0)
        value = min(max((len(_value(setting.value)) for setting in shown), default=0), _WIDEST)
        lines = [f"  {s.key:<{key}}  {_value(s.value):<{value}}  {s.origin}" for s in shown]
        if lines:
            blocks.append("\n".join([f"{group.name}  {group.told}".rstrip(), *lines]))
    return "\n\n".join(blocks) or "Every setting has its default."


def as_json(groups: list[Group], changed: bool) -> str:
    """The same as a JSON list of objects with group, key, value, origin and changed."""
    shown = [{"group": g.name, **asdict(s)} for g in groups for s in g.settings if s.changed or not changed]
    return json.dumps(shown, indent=1, default=str, ensure_ascii=False)


def _sections(project: Project) -> Iterator[Group]:
    takers: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    for step in project.steps:
        for cls, value in _shared(step, project.settings):
            takers.setdefault(cls, []).append(step.output.name)
            values[cls] = value
    for name in shared_sections():
        node = project.config.document.value.get(name, NOWHERE)
        yield Group(name, f"for {', '.join(takers[name])}", tuple(settings_of(values[name], node)))


def _shared(step: Any, settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Sections that a step's settings are read from, with their values."""
    cls = step.settings if isinstance(step, Step) else None
    if cls and (name := section_of(cls)):
        yield name, settings[step.output.name]
    for field, one in nested_in(cls).items() if cls else ():
        yield str(section_of(one)), getattr(settings[step.output.name], field)


def _tables(project: Project) -> Iterator[Group]:
    for step in project.steps:
        cls = step.settings if isinstance(step, Step) else None
        if cls is None or section_of(cls):
            continue
        apart = tuple(f"{field}." for field in nested_in(cls))
        node = project.config.given(step.output.name, cls, [])
        told = settings_of(project.settings[step.output.name], node)
        own = (setting for setting in told if not (apart and setting.key.startswith(apart)))
        yield Group(step.output.name, "", tuple(own))


def _value(value: Any) -> str:
    """As it would be written in YAML.

    >>> _value(("a", "b")), _value(None), _value(True), _value(0.5)
    ('[a, b]', 'null', 'true', '0.5')
    """
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value) if value is None or isinstance(value, bool) else str(value)
