"""Which column of a file is which of those that are declared, by the names in its header."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gcrm.sources.spec import FileSpec, folded, plain


@dataclass(frozen=True)
class Places:
    """Positions (from 0) in the file's header: of the declared columns by field, and of the others by name."""

    declared: dict[str, int]
    extra: dict[str, int]


def places(names: Sequence[str], spec: FileSpec) -> Places:
    """Where each declared column stands, in a header that `wrong` finds nothing wrong with."""
    declared = {field: found[0] for field, found in candidates(names, spec).items() if found}
    extra: dict[str, int] = {}
    seen: Counter[str] = Counter()
    for position, name in enumerate(names):
        if position not in declared.values():
            seen[folded(name)] += 1
            nth = seen[folded(name)]
            extra[folded(name) + (f"_{nth}" if nth > 1 else "")] = position
    return Places(declared, extra)


def candidates(names: Sequence[str], spec: FileSpec) -> dict[str, list[int]]:
    """For each field the positions at which it may stand: one where all is well."""
    as_written = isinstance(spec.columns, Mapping)
    return {field: _found(names, header, as_written) for field, header in zip(spec.fields, spec.headers, strict=True)}


def wrong(names: Sequence[str], spec: FileSpec) -> str | None:
    """What is wrong with a header, to be put behind its place; None where every declared column stands in it once, or,
    if it is optional, not at all."""
    found = candidates(names, spec)
    for field, positions in found.items():
        if len(positions) > 1:
            if spec.format != "csv":
                shown = " and ".join(names[p] for p in positions)
                return f"names the column {field} twice once case and signs are folded ({shown}); rename one"
            which = " and ".join(str(p + 1) for p in positions)
            last = f"'columns: {{{field}: {positions[-1] + 1}}}' would take the last"
            return f"names the column {field} twice, as columns {which}; {last}"
    named = zip(spec.headers, found.items(), strict=True)
    absent = [str(header) for header, (field, where) in named if not where and field not in spec.optional]
    if absent:
        return f"lacks the column {', '.join(absent)}; it has {_told(names, found)}"
    extra = [name for name in places(names, spec).extra if not name.startswith("unnamed")]
    if extra and spec.options.extra == "refuse":
        return f"has columns that are not declared ({len(extra)}), which 'extra: refuse' does not allow"
    return None


def _found(names: Sequence[str], header: str | int, as_written: bool) -> list[int]:
    if isinstance(header, int):
        return [header - 1] if header <= len(names) else []
    exact = [p for p, name in enumerate(names) if _composed(name) == _composed(header)]
    name = folded(header)
    if exact and (as_written or name == "unnamed"):
        return exact
    return [p for p, given in enumerate(names) if folded(given) == name] if name != "unnamed" else []


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", plain(name))


def _told(names: Sequence[str], found: Mapping[str, Sequence[int]]) -> str:
    # Where the header is missing, what stands in its place may be a person; and people are keys of some objects.
    known = {position for positions in found.values() for position in positions}
    told = [folded(name) for position, name in enumerate(names) if position in known]
    if others := len(names) - len(told):
        told.append(f"{others} that {'is' if others == 1 else 'are'} not declared")
    return ", ".join(told) or "none"
