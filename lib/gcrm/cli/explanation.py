"""A part of `gcrm explain`: what a model says of a thing; declared as `EXPLANATION` below `explanations`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gcrm.cli import explanations as package
from gcrm.core.discovery import declared
from gcrm.core.errors import UsageError, unknown

if TYPE_CHECKING:
    from gcrm.cli.looking import AnyLooks


@dataclass(frozen=True)
class Explanation:
    """`thing`: a kind of thing, such as member; `title` stands above the sentences, `order` is its place.

    `tables`: names of those it cannot do without. `tell(looks, key)` gives the sentences; none where nothing is known.
    """

    thing: str
    title: str
    order: int
    tables: tuple[str, ...]
    tell: Callable[["AnyLooks", str], Sequence[str]]


def things() -> dict[str, list[Explanation]]:
    """Every part by the kind of thing that it explains, in their order."""
    found: dict[str, list[Explanation]] = {}
    for part in sorted(declared(package, "EXPLANATION", Explanation), key=lambda part: (part.order, part.title)):
        found.setdefault(part.thing, []).append(part)
    return dict(sorted(found.items()))


def explained(looks: "AnyLooks", thing: str, key: str) -> str:
    """Everything that is said of a thing. Raises UsageError for a kind that nothing explains, and a thing of which
    nothing is known."""
    every = things()
    if thing not in every:
        raise UsageError(unknown("kind of thing", thing, every))
    names, said, known = set(looks.names()), list[str](), False
    for part in every[thing]:
        absent = [name for name in part.tables if name not in names]
        told = [f"{', '.join(absent)} has not been built."] if absent else list(part.tell(looks, key))
        known = known or (bool(told) and not absent)
        said += [part.title, *(f"  {sentence}" for sentence in told)] if told else []
    if not known:
        raise UsageError(f"Nothing is known of {thing} {key}; gcrm show features.{thing}s prints keys that are known.")
    return "\n".join(said)


def quoted(text: str) -> str:
    """An SQL literal.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
