"""Segments of members: one index chart per segment, and what sets the largest apart."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gcrm.marts.words import once
from gcrm.publish.atlas import words
from gcrm.publish.atlas.look import Look, Row
from gcrm.publish.atlas.section import Section, Shown
from gcrm.publish.portraits import PUBLISHED_PORTRAITS

_TOLD = 2  # traits in the finding


def show(look: Look) -> Shown | None:
    """A card per segment."""
    built = cards(look.rows(PUBLISHED_PORTRAITS))
    return Shown(finding(built), page={"segments": built}, facts=built) if built else None


def findings(look: Look) -> list[str]:
    """The largest segment."""
    built = cards(look.rows(PUBLISHED_PORTRAITS))
    return [finding(built)] if built else []


def cards(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """One entry per segment, largest first, withheld ones last; its features by distance of the index from 100."""
    grouped: dict[int, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["segment"], []).append(row)
    built = [_card(segment, portraits) for segment, portraits in grouped.items()]
    return sorted(built, key=lambda card: (-(card["n_members"] or 0), card["segment"]))


def _card(segment: int, rows: Sequence[Row]) -> dict[str, Any]:
    first = rows[0]
    ranked = sorted(rows, key=lambda row: (-_distance(row), row["feature"]))
    features = [
        {"name": words.label(row["feature"]), **{name: row[name] for name in ("value", "base", "index")}}
        for row in ranked
    ]
    return {
        "segment": segment,
        "name": first["segment_name"] or f"Segment {segment}",
        "n_members": first["n_members"],
        "share": first["share"],
        "withheld": first["withheld"],
        "features": [] if first["withheld"] else features,
        "says": [] if first["withheld"] else once(ranked, lambda row: row["says"]),
    }


def _distance(row: Row) -> float:
    index = row["index"]
    if index is None or index <= 0:
        return 0.0 if index is None else float("inf")
    return float(max(index, 1.0) / 100 if index > 100 else 100 / index)


def finding(cards: Sequence[Mapping[str, Any]]) -> str:
    """The largest segment and what sets it apart, in a sentence with figures."""
    shown = [card for card in cards if not card["withheld"]]
    if not shown:
        return f"{words.counted(len(cards), 'segment').capitalize()}, all withheld"
    largest = shown[0]
    size = f"holds about {words.percent(largest['share'])} of members"
    head = f"{words.counted(len(cards), 'segment')}; the largest, {largest['name']}, {size}"
    return f"{head}: {' and '.join(largest['says'][:_TOLD])}" if largest["says"] else head


SECTION = Section(
    name="segments",
    title="Segments",
    about="Segments of members",
    order=20,
    home=__name__,
    tables=(PUBLISHED_PORTRAITS,),
    show=show,
    findings=findings,
    empty="there are too few members to form any",
    template="segments.html",
    script="segments.js",
    libraries=("plotly.js",),
)
