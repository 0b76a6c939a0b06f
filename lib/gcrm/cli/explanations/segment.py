"""The segment of a member: which, how sure, how typical, and what would move the member to another."""

from collections.abc import Mapping, Sequence
from math import asinh, expm1, log1p, sinh
from typing import TYPE_CHECKING, Any

from gcrm.cli.explanation import Explanation, quoted

if TYPE_CHECKING:
    from gcrm.cli.looking import AnyLooks

Row = Mapping[str, Any]
_SEGMENTS, _CENTRES, _FEATURES = "models.segment_members", "models.segment_centroids", "features.members"
_PORTRAITS, _DEVIATIONS = "marts.portraits", "marts.deviations"
_MOST = 3


def tell(looks: "AnyLooks", key: str) -> list[str]:
    """The sentences of the newest day on which the member has a segment."""
    own = _rows(looks, f"SELECT * FROM t WHERE member_id = {quoted(key)} ORDER BY as_of DESC LIMIT 1", _SEGMENTS)
    if not own:
        return []
    on = f"as_of = DATE '{own[0]['as_of']}'"
    centres = _rows(looks, f"SELECT * FROM t WHERE {on} ORDER BY segment, position", _CENTRES)
    member = _rows(looks, f"SELECT * FROM t WHERE {on} AND member_id = {quoted(key)}", _FEATURES)
    there = set(looks.names())
    named = f"SELECT DISTINCT segment, segment_name FROM t WHERE {on}"
    names = {r["segment"]: r["segment_name"] for r in _rows(looks, named, _PORTRAITS)} if _PORTRAITS in there else {}
    odd = f"SELECT says, n_alike FROM t WHERE {on} AND member_id = {quoted(key)}"
    found = _rows(looks, odd, _DEVIATIONS) if _DEVIATIONS in there else []
    return said(own[0], names, member[0] if member else {}, centres, found)


def _rows(looks: "AnyLooks", sql: str, table: str) -> Sequence[Row]:
    return looks.query(sql, {"t": table}).rows


def said(own: Row, names: Mapping[int, str], member: Row, centres: Sequence[Row], odd: Sequence[Row]) -> list[str]:
    """`own`: the row of models.segment_members; `names`: of segments; `member`: the features; `centres`: rows of
    models.segment_centroids; `odd`: the row of marts.deviations, where the member deviates."""
    name = f'"{names.get(own["segment"], "segment " + str(own["segment"]))}"'
    sentences = [f"Is in {name} on {own['as_of']}, {own['confidence']:.0%} sure."]
    if own["second_segment"] is not None:
        second = names.get(own["second_segment"], f"segment {own['second_segment']}")
        sentences.append(f'Next likeliest is "{second}".')
        changes = moves(member, _of(centres, own["segment"]), _of(centres, own["second_segment"]))
        if changes:
            sentences.append(f'What would move the member to "{second}": {" or ".join(changes)}.')
    sentences += [f"Fits no segment well: {row['says']} ({row['n_alike']} members deviate so)." for row in odd]
    return sentences


def _of(centres: Sequence[Row], segment: int) -> list[Row]:
    return [row for row in centres if row["segment"] == segment]


def moves(member: Row, own: Sequence[Row], other: Sequence[Row]) -> list[str]:
    """The changes of one feature each that would bring the member as near to the other centre, the smallest first.

    `own`, `other`: rows of models.segment_centroids of two segments, in the same order of features.
    """
    at = [_scaled(member.get(row["feature"]), row) for row in own]
    lead = sum((x - b["centre"]) ** 2 - (x - a["centre"]) ** 2 for x, a, b in zip(at, own, other, strict=True))
    found = []
    for x, a, b in zip(at, own, other, strict=True):
        between = b["centre"] - a["centre"]
        step = max(lead, 0.0) / (2 * between) if between else None
        # Beyond the cut a larger value changes nothing any more.
        if step is not None and abs(x + step) <= a["winsor"]:
            found.append((abs(step), f"{a['feature']} {_told(_back(x, a))} -> {_told(_back(x + step, a))}"))
    return [text for _, text in sorted(found)[:_MOST]]


def _scaled(value: Any, row: Row) -> float:
    if value is None:
        return 0.0
    number = float(value)
    curved = {"log1p": lambda v: log1p(max(v, 0.0)), "asinh": asinh}.get(row["transform"], float)(number)
    return float(max(-row["winsor"], min(row["winsor"], (curved - row["median"]) / row["scale"])))


def _back(x: float, row: Row) -> float:
    value = x * row["scale"] + row["median"]
    return float({"log1p": expm1, "asinh": sinh}.get(row["transform"], float)(value))


def _told(value: float) -> str:
    """
    >>> _told(1234.5), _told(0.456)
    ('1,234', '0.46')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}"


EXPLANATION = Explanation("member", "Segment", 20, (_SEGMENTS, _CENTRES, _FEATURES), tell)
