"""Published areas per level, for whoever draws or lists them: columns, shapes, colour scales, findings in words."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gcrm.publish import classes
from gcrm.publish.atlas import shapes, words

Row = Mapping[str, Any]
_FIGURES = ("power_p10", "power_p50", "power_p90", "index")
# The tails are drawn in the end colours, so that a few extremes do not wash out the rest.
_TAIL = 0.02


@dataclass(frozen=True)
class Level:
    """One level of areas: `facts` for the page, `files` (name without folder to value) that it loads when needed."""

    facts: dict[str, Any]
    files: dict[str, Any]


def by_level(rows: Sequence[Row], area_levels: Sequence[str]) -> list[tuple[str, list[Row]]]:
    """Names of levels and their areas, the finest first: that is the one people look for.

    >>> by_level([{"level": "state"}, {"level": "town"}, {"level": "planet"}], ("state", "town"))
    [('town', [{'level': 'town'}]), ('state', [{'level': 'state'}]), ('planet', [{'level': 'planet'}])]
    """
    order = {name: position for position, name in enumerate(reversed(area_levels))}
    names = sorted({row["level"] for row in rows}, key=lambda name: (order.get(name, len(order)), name))
    return [(name, [row for row in rows if row["level"] == name]) for name in names]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Areas by region, then by name."""
    return sorted(rows, key=lambda row: (row["region_code"] or "", row["name"], row["area_id"]))


def level(name: str, position: int, rows: Sequence[Row], boundaries: Mapping[str, str | None], currency: str) -> Level:
    """The areas of one level, `position` among the levels; `boundaries` maps area ids to GeoJSON geometries."""
    ordered = in_order(rows)
    geometries = shapes.parse({row["area_id"]: boundaries.get(row["area_id"]) for row in ordered})
    maps, files = _maps(position, ordered, geometries)
    facts = {
        "name": name,
        "plural": words.plural(name),
        "file": f"areas-{position}",
        "n": len(ordered),
        "n_drawn": len(geometries),
        "maps": maps,
        "scales": dict.fromkeys(("estimate", "width")) if alike(ordered) else _scales(ordered),
        "finding": finding(name, ordered, currency),
        "verdict": verdict(ordered),
    }
    return Level(facts, {f"areas-{position}": columns(ordered), **files})


def _maps(
    position: int, rows: Sequence[Row], geometries: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """One map of all areas and one per region, each simplified for its own scale; regions of one area need none."""
    regions: dict[str | None, list[str]] = {}
    for row in rows:
        if row["region_code"] and row["area_id"] in geometries:
            regions.setdefault(row["region_code"], []).append(row["area_id"])
    several = {code: ids for code, ids in regions.items() if len(ids) > 1 and len(regions) > 1}
    wanted = {None: list(geometries), **several}
    maps, files = [], {}
    for number, (region, ids) in enumerate(wanted.items()):
        drawn = shapes.simplified({area_id: geometries[area_id] for area_id in ids})
        if drawn is not None:
            file = f"shapes-{position}-{number}"
            maps.append({"region": region, "file": file, "n": len(ids), "box": [round(edge, 4) for edge in drawn.box]})
            files[file] = drawn.features
    return maps, files


def columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """The file of a level's areas, a list per column; the scripts make areas of it with `gcrm.areasOf`."""
    plain = ("area_id", "name", "region_code", "n_members", "method")
    return {
        **{name: [row[name] for row in rows] for name in plain},
        "members": [classes.told(row["n_members"]) for row in rows],
        **{name: [_short(row[name]) for row in rows] for name in (*_FIGURES, "weight_of_members")},
        "withheld": [int(row["withheld"]) for row in rows],
    }


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def _scales(rows: Iterable[Row]) -> dict[str, Any]:
    known = [row for row in rows if row["power_p50"]]
    return {
        "estimate": _scale([row["power_p50"] for row in known], logarithmic=True),
        "width": _scale([width for row in known if (width := relative_width(row)) is not None], logarithmic=False),
    }


def _scale(values: Sequence[float], logarithmic: bool) -> dict[str, Any] | None:
    usable = [value for value in values if value > 0 or not logarithmic]
    if not usable:
        return None
    low, high = words.quantile(usable, _TAIL), words.quantile(usable, 1 - _TAIL)
    at = [low + (high - low) * step / 4 for step in range(5)]
    if logarithmic:
        at = [math.exp(math.log(low) + (math.log(high) - math.log(low)) * step / 4) for step in range(5)]
    return {"low": low, "high": high, "ticks": [_short(tick) for tick in at]}


def relative_width(row: Row) -> float | None:
    """Width of the 80% interval as a share of its median; None where there is no estimate.

    >>> relative_width({"power_p10": 80.0, "power_p50": 100.0, "power_p90": 130.0})
    0.5
    """
    low, middle, high = (row[name] for name in ("power_p10", "power_p50", "power_p90"))
    return (high - low) / middle if middle and low is not None and high is not None else None


def finding(name: str, rows: Sequence[Row], currency: str) -> str:
    """What the map shows, in a sentence with figures: of areas with members of their own, or of all as one."""
    if not any(row["power_p50"] is not None for row in rows):
        return f"No estimate could be published for {words.counted(len(rows), name)}"
    if alike(rows):
        one = next(row for row in rows if row["power_p50"] is not None)
        between = f"{currency} {words.number(one['power_p10'])} to {words.number(one['power_p90'])}"
        return f"One figure for all {words.counted(len(rows), name)}: a typical member spends {between}"
    middle = [row["power_p50"] for row in rows if row["power_p50"] is not None and not row["withheld"]]
    if not middle:
        return f"None of {words.counted(len(rows), name)} has members enough; all show what the model expects"
    low, high = (words.quantile(middle, at) for at in ((0.25, 0.75) if len(middle) >= 4 else (0, 1)))
    where = "half of " if len(middle) >= 4 else ""
    said = f"{currency} {words.number(low)} to {words.number(high)}"
    return f"In {where}{words.counted(len(middle), name)} with members enough a typical member spends {said}"


def alike(rows: Iterable[Row]) -> bool:
    """Whether areas cannot be told apart, so that nothing may rank or colour them.

    >>> alike([{"areas_differ": False}]), alike([{"areas_differ": True}]), alike([])
    (True, False, False)
    """
    return any(row.get("areas_differ") is False for row in rows)


def verdict(rows: Iterable[Row]) -> str:
    """What tells areas apart, or why they are not; empty where it is not told."""
    return next((str(row["verdict"]) for row in rows if row.get("verdict")), "")


def table_finding(name: str, rows: Sequence[Row], currency: str) -> str:
    """What the table shows: how many areas speak for themselves, and which of them is highest."""
    own = [row for row in rows if not row["withheld"] and row["power_p50"] is not None]
    head = f"{len(own):,} of {words.counted(len(rows), name)} can be shown with members of their own"
    if not own:
        return f"None of {words.counted(len(rows), name)} can be shown with members of its own"
    if alike(rows):
        return f"{head}; none ranks above another, for they cannot be told apart"
    top = max(own, key=lambda row: (row["power_p50"], row["area_id"]))
    return f"{head}; among these {top['name']} is highest, with {currency} {words.number(top['power_p50'])}"
