"""What makes a step's rows, in parts that a person can name: its contract, its settings and its code.

Two steps with the same fingerprint make the same rows of the same inputs. Descriptions do not count, nor do checks,
which are asked of the table as it stands.
"""

import dataclasses
import inspect
import json
from collections.abc import Iterable
from typing import Any

from gcrm.core.contracts.step import AnyStep, Input, Landing, Part, Step
from gcrm.core.contracts.table import Raw, Table
from gcrm.core.running.code import code_of
from gcrm.core.settings.config import digest

# Of a contract: what has parts of its own, and what makes no row.
_APART = ("name", "doc", "fields", "rules", "checks")
# What decides which of the rows that a step builds are kept.
_JUDGING = ("gcrm.core.running.quality", "gcrm.core.contracts.causes")


def fingerprint(step: AnyStep, settings: Any = None) -> dict[str, str]:
    """Part to what it was: `column:amount`, `rule:amount_is_not_zero`, `settings.k_max`, `input:lines`, `feed:kiosk`,
    `code:warehouse/money.py`, ... Types and settings stand there as they are, all else as a short hash.

    `settings`: the frozen settings of the step's build. Raises ContractError where the source of a module is not there.
    """
    if isinstance(step, Landing):
        read = {f"option:{key}": _told(value) for key, value in step.options.items()}
        return _contract(step.output) | read | _code(step.code, step)
    parts = _contract(step.output) | _settings(settings) | _inputs(step)
    parts |= {f"feed:{part.name}": _feed(part) for part in step.parts}
    own = [f"{step.settings.__module__}:{step.settings.__name__}"] if step.settings else []
    own += _JUDGING
    return parts | _code([_module(step.build), *own, *sorted({_module(part.build) for part in step.parts})], step)


def _contract(table: Table) -> dict[str, str]:
    parts = {f"column:{field.name}": field.type for field in table.fields} | {"fields": _told_of(table)}
    parts |= {f"rule:{rule.name}": digest(rule.sql) for rule in table.all_rules}
    rest = {f.name: getattr(table, f.name) for f in dataclasses.fields(table) if f.name not in _APART}
    return parts | {name: ", ".join(value) if isinstance(value, tuple) else str(value) for name, value in rest.items()}


def _told_of(table: Table) -> str:
    """A hash of all that is told of the columns but their descriptions; some builders go by units."""
    return digest([repr(dataclasses.replace(field, doc="")) for field in table.fields])


def _settings(settings: Any) -> dict[str, str]:
    if settings is None:
        return {}
    # With the defaults, so that a changed default counts wherever nobody has written the value down.
    return {f"settings.{f.name}": _told(getattr(settings, f.name)) for f in dataclasses.fields(settings)}


def _inputs(step: Step) -> dict[str, str]:
    parts = {f"input:{name}": _input(given) for name, given in step.inputs.items()}
    # Changes of rows cannot be read across a change of columns.
    return parts | {f"columns:{name}": _told_of(table) for name, table in step.tables.items()}


def _feed(part: Part) -> str:
    return digest([part.signature, part.by, {name: _input(given) for name, given in part.inputs.items()}])


def _input(given: Input) -> str:
    """The table, and how it is read."""
    if isinstance(given, Raw):
        return f"raw {digest([(f.name, f.type, f.pii) for f in given.fields])}"
    if isinstance(given, Table):
        return given.name
    how = {f.name: getattr(given, f.name) for f in dataclasses.fields(given) if f.name != "table"}
    told = [f"{name}={value}" for name, value in how.items() if value]
    return " ".join([type(given).__name__.lower(), given.table.name, *told])


def _code(roots: Iterable[str], step: AnyStep) -> dict[str, str]:
    found = code_of(roots, {step.output.name, *step.tables})
    return {f"code:{path}": value for path, value in found.items()}


def _module(build: Any) -> str:
    return str(inspect.unwrap(build).__module__)


def _told(value: Any) -> str:
    plain = dataclasses.asdict(value) if dataclasses.is_dataclass(value) and not isinstance(value, type) else value
    return json.dumps(plain, sort_keys=True, default=str, ensure_ascii=False)
