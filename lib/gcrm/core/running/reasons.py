"""Why a step would run, in words: from what it was made of the last time, and what it would be made of now."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Protocol

NEVER = "never built"
UP_TO_DATE = "up to date"
TAKEN_AWAY = "it was taken away"
CODE = "its code changed"
UNKNOWN = "made before it was kept what makes a table"

_KINDS = {"column": "column {name}", "rule": "rule {name}", "settings": "{name}", "option": "{name} of its files"}
Parts = Mapping[str, str]


class Entry(Protocol):
    """The ledger's word on how a table was built: versions of what was read, what made it, as of which day, when."""

    @property
    def table_name(self) -> str: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def inputs(self) -> Mapping[str, int]: ...
    @property
    def output_version(self) -> int: ...
    @property
    def fingerprint(self) -> Parts | None: ...
    @property
    def as_of(self) -> date | None: ...


def changes(before: Parts | None, now: Parts) -> list[str]:
    """What differs between two fingerprints; one sentence for all modules of its code together.

    >>> changes({"settings.k_max": "7", "column:y": "int"}, {"settings.k_max": "9", "column:y": "bigint"})
    ['column y: int -> bigint', 'k_max 7 -> 9']
    """
    if not before:
        return [UNKNOWN]
    keys = sorted(k for k in {*before, *now} if before.get(k) != now.get(k))
    if any(key.startswith(("column:", "rule:")) for key in keys):
        keys = [key for key in keys if key != "fields"]
    modules = [key.removeprefix("code:") for key in keys if key.startswith("code:")]
    said = [_one(key, before.get(key), now.get(key)) for key in keys if not key.startswith("code:")]
    code = [f"{CODE} ({', '.join(modules)})"] if modules else []
    return [*dict.fromkeys(one for one in said if one), *code]


def news(before: Mapping[str, int], now: Mapping[str, int]) -> list[str]:
    """The inputs, by version, that were written since; those that were not read before are said by `changes`."""
    return [f"{name} has news" for name, version in sorted(now.items()) if before.get(name, version) != version]


def why(last: Entry | None, made: Parts, now: Mapping[str, int], as_of: date | None) -> list[str]:
    """Why a step is built: how it was built `last`, what would make it, the versions of what it reads, its day."""
    if last is None:
        return [NEVER]
    day = [f"business date {last.as_of} -> {as_of}"] if last.as_of != as_of else []
    return [*changes(last.fingerprint, made), *news(last.inputs, now), *day]


def only_code(reasons: Iterable[str]) -> bool:
    """Whether nothing but code makes a difference."""
    return all(reason.startswith(CODE) for reason in reasons)


def without(table: str, n: int, only_code_changed: bool) -> str:
    """What becomes of a table that is to be read again where `n` of the files that it was made of are gone.

    >>> without("bronze.till_sales", 1, True)
    '1 file that it was made of cannot be read again, so its rows stay as other code read them'
    """
    files = f"{n} file{'s' if n > 1 else ''} that it was made of cannot be read again"
    if only_code_changed:
        return f"{files}, so its rows stay as other code read them"
    return f"{files}, so a run stops here; put {'them' if n > 1 else 'it'} back, or add --rebuild-from-less {table}"


def short(reasons: Iterable[str], most: int = 60) -> str:
    """The first reason, cut to `most` signs, and how many more there are.

    >>> short(["its code changed (warehouse/money.py)", "k_max 7 -> 9"])
    'its code changed (warehouse/money.py), and 1 more'
    """
    first, *rest = [*reasons] or [""]
    shown = first if len(first) <= most else f"{first[: most - 3]}..."
    return shown + (f", and {len(rest)} more" if rest else "")


def _one(key: str, before: str | None, now: str | None) -> str:
    kind, _, name = key.partition("." if key.startswith("settings.") else ":")
    if kind == "feed":
        return _came(f"feed {name}", before, now) or f"feed {name}'s SELECT changed"
    if kind == "columns":
        # An input that is new, or read no more, is said by its name above.
        return f"columns of {name} changed" if before and now else ""
    if kind == "input":
        return _input(name, before, now)
    if kind == "fields":
        return "what is told of its columns changed"
    if kind not in _KINDS:
        return f"{kind.replace('_', ' ')}: {before or 'none'} -> {now or 'none'}"
    what = _KINDS[kind].format(name=name)
    if kind == "settings" and (told := _by_key(name, before, now)):
        return told
    return _came(what, before, now) or (
        f"{what} changed" if kind == "rule" else f"{what}{':' if kind == 'column' else ''} {before} -> {now}"
    )


def _by_key(name: str, before: str | None, now: str | None) -> str:
    """What differs between two mappings, key by key; nothing where either is none."""
    one, other = _entries(before), _entries(now)
    if one is None or other is None:
        return ""
    keys = sorted(key for key in {*one, *other} if one.get(key) != other.get(key))
    return "; ".join(
        _came(f"{name}.{key}", one.get(key), other.get(key)) or f"{name}.{key} {one[key]} -> {other[key]}"
        for key in keys
    )


def _entries(text: str | None) -> dict[str, str] | None:
    """The entries of a mapping that is written as JSON, those of mappings within it by both keys."""
    try:
        given = json.loads(text or "")
    except ValueError:
        return None
    if not isinstance(given, dict):
        return None
    found: dict[str, str] = {}
    for key, value in given.items():
        written = json.dumps(value, sort_keys=True, ensure_ascii=False)
        within = _entries(written)
        found |= {f"{key}.{inner}": one for inner, one in within.items()} if within else {key: written}
    return found


def _input(name: str, before: str | None, now: str | None) -> str:
    if before and now and before.startswith("raw "):
        return "what its feeds must give changed"
    return _came(f"input {name}", before, now) or f"input {name}: {before} -> {now}"


def _came(what: str, before: str | None, now: str | None) -> str:
    return f"{what} is new" if before is None else f"{what} is gone" if now is None else ""
