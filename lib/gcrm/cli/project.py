"""Puts a coalition together: configuration, feeds and every step in order; no Spark."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gcrm.bronze import select
from gcrm.bronze.feed import Feed, load_feeds
from gcrm.bronze.landing import landings
from gcrm.cli import currencies
from gcrm.cli.places import Places, resolved
from gcrm.cluster.settings import SECTIONS
from gcrm.core.contracts.graph import discover, ordered
from gcrm.core.contracts.step import AnyStep, Step
from gcrm.core.contracts.table import Raw, Table
from gcrm.core.errors import MistakesError, UsageError
from gcrm.core.settings.config import Config, into
from gcrm.core.settings.load import Environment, environment, load, pick
from gcrm.core.settings.nodes import read_yaml
from gcrm.core.settings.shared import sections
from gcrm.core.storage.folders import local_path
from gcrm.ops.erasures import ERASURES
from gcrm.ops.ledger import OPS
from gcrm.quality import settings as quality
from gcrm.sources import limits
from gcrm.vault.derived import Keys
from gcrm.vault.door import bind
from gcrm.vault.entrance import guarded
from gcrm.vault.forgotten import FORGOTTEN, Forgotten
from gcrm.vault.keys import list_secret
from gcrm.vault.keys import secret as read_secret
from gcrm.vault.limits import largest_amount
from gcrm.vault.own_words import register

# Tables that no step makes.
KEPT = (FORGOTTEN, *OPS, ERASURES)
# Sections that a coalition may have of its own, beside those that settings of tables are read from.
_OWN = {quality.SECTION: quality.Settings, limits.SECTION: limits.Limits}
_SECTIONS = {**SECTIONS, **_OWN}


@dataclass(frozen=True)
class Coalition:
    """coalition.yml: what the coalition as a whole has agreed on, beside its own settings of tables."""

    name: str
    currency: str
    languages: tuple[str, ...]
    area_levels: tuple[str, ...] = ()
    largest_amount: int | None = None  # from which on an amount is a slip; by the currency where it is not said

    def __post_init__(self) -> None:
        if wrong := currencies.mistake(self.currency):
            raise ValueError(wrong)


def _door(config: Config) -> limits.Limits:
    found: limits.Limits = config.sections.get(limits.SECTION) or limits.USUAL
    return found


@dataclass(frozen=True)
class Project:
    """One coalition, ready to run: checked configuration, its steps in order, and where its files and tables lie."""

    coalition: Coalition
    config: Config
    feeds: tuple[Feed, ...]
    steps: tuple[AnyStep, ...]
    settings: dict[str, Any]
    places: Places
    keys: Keys

    @property
    def quality(self) -> quality.Settings:
        """How much may be wrong with a table before a run warns or stops."""
        found: quality.Settings = self.config.sections.get(quality.SECTION) or quality.Settings()
        return found

    @property
    def door(self) -> limits.Limits:
        """How much one delivered file may be of anything."""
        return _door(self.config)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table there can be, in the order of the steps; those of the ledger last."""
        return (*(step.output for step in self.steps), *KEPT)

    @property
    def raws(self) -> dict[str, Raw]:
        return {raw.name: raw for step in self.steps if isinstance(step, Step) and (raw := step.raw)}


def key(places: Places) -> bytes:
    """The secret that pseudonyms are made with; made where a local lakehouse has none yet. Raises UsageError."""
    return read_secret(places.vault, local_path(places.lakehouse) is not None)


def assemble(
    conf: Path,
    coalition: str,
    env: str,
    sets: list[str],
    landing: str | Path | None,
    secret: Callable[[], bytes],
    lakehouse: str | None = None,
    vault: str | None = None,
) -> Project:
    """The coalition's project; raises MistakesError that names every mistake in its configuration at once.

    `landing`, `lakehouse` and `vault` are those that were typed; `secret` is asked when a step makes pseudonyms.
    """
    problems: list[str] = []
    found = discover()
    folder = pick(conf / "coalitions", coalition, "coalition")
    feeds = _collect(problems, lambda: load_feeds(folder)) or []
    known = [feed.table(file).name for feed in feeds for file in feed.spec.files] + [step.output.name for step in found]
    shared = [*shared_sections(), *_OWN]
    config = _collect(problems, lambda: load(conf, coalition, env, sets, known, _SECTIONS, shared))
    days = dict.fromkeys(known, "") | {step.output.name: step.output.day for step in found}
    problems += quality.mistakes(config.document, days) if config else []
    own = _collect(problems, lambda: read_yaml(folder / "coalition.yml", f"conf/coalitions/{coalition}/coalition.yml"))
    agreed = into(Coalition, own, problems, beside=("tables", *shared)) if own else None
    settings = (
        {step.output.name: config.settings(step.output.name, step.settings, problems) for step in found}
        if config
        else {}
    )
    raws = {step.raw.name: step.raw for step in found if step.raw}
    problems += [
        problem
        for feed in feeds
        for name in feed.sql
        for problem in select.mistakes(name, feed, raws.get(name), sorted(raws))
    ]
    if problems or config is None or agreed is None:
        raise MistakesError(dict.fromkeys(problems))
    places = resolved(config.places, str(landing) if landing else None, lakehouse, vault)
    limit = largest_amount(agreed.currency, agreed.largest_amount)
    taken = landings(feeds, places.landing, _door(config))
    keys = Keys(coalition, secret, lambda: list_secret(places.vault))
    forgotten, of = Forgotten(places.vault, keys), {feed.name: feed for feed in feeds}
    named = register(feeds, raws.values())
    landed = [guarded(one, of[one.feed], raws.values(), forgotten) for one in taken]
    steps = ordered([*landed, *(bind(step, feeds, keys, limit, forgotten, named) for step in found)])
    return Project(agreed, config, tuple(feeds), tuple(steps), settings, places, keys)


def shared_sections() -> dict[str, type[Any]]:
    """Sections of configuration that several tables take their settings from, each with its class."""
    return sections(step.settings for step in discover())


def surroundings(conf: Path, env: str) -> Environment:
    """What is configured without a coalition; raises MistakesError with every mistake."""
    return environment(conf, env, (*_SECTIONS, *shared_sections()))


def _collect(problems: list[str], attempt: Callable[[], Any]) -> Any:
    try:
        return attempt()
    except UsageError as error:
        problems.extend(error.problems if isinstance(error, MistakesError) else [str(error)])
        return None
