"""The privacy gate against one who computes: what of the published areas leads back to withheld counts, and what the
gate costs in information."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score, ratio, share
from gcrm.features.category_groups import ALL
from gcrm.marts.area_power import AREA_POWER
from gcrm.publish.area_power import PUBLISHED_AREA_POWER
from gcrm.publish.bounds import UNKNOWN, worked_out
from gcrm.publish.classes import bounds, edges
from gcrm.publish.suppression import HIDDEN

_TOTAL = ""  # in place of an area: all of a level


@dataclass(frozen=True)
class Area:
    """`n` members by the mart, `low` the least of the class that is published, None where withheld; log medians."""

    area_id: str
    level: str
    parent: str | None
    n: int
    low: int | None
    ours: float | None = None
    published: float | None = None


def measure(given: Given) -> list[Measure]:
    """How much is withheld, what an attack finds of it, and how far published figures are from those of the mart."""
    names = ("area_id", "level", "parent_area_id", "n_members", "power_p50")
    power = given.read(AREA_POWER).filter(F.col("category_group") == ALL)
    inside = {row["area_id"]: row for row in power.select(*names).collect()}
    rows = given.read(PUBLISHED_AREA_POWER).select(*names).collect()
    if not inside or not rows:
        return [Measure.untold("published areas", f"{PUBLISHED_AREA_POWER.name} has no rows")]
    areas = []
    for row in rows:
        own = inside.get(row["area_id"])
        logs = (math.log(one["power_p50"]) if one and one["power_p50"] else None for one in (own, row))
        n = own["n_members"] if own else 0
        areas.append(Area(row["area_id"], row["level"], row["parent_area_id"], n, row["n_members"], *logs))
    return told(areas)


def told(areas: Sequence[Area]) -> list[Measure]:
    """The figures with their bounds: nothing may be found."""
    lived = [area for area in areas if area.n]
    hidden = [area for area in lived if area.low is None]
    found = _found(areas)
    members = sum(area.n for area in lived)
    unseen = sum(area.n for area in hidden)
    shares = share(len(hidden), len(lived)), share(unseen, members)
    withheld = f"{shares[0]} of {len(lived):,} areas with members, in which {shares[1]} live"
    attacked = f"{found:,} of {len(hidden):,} counts are known to within ten by all that is published"
    pairs = [(a.published, a.ours) for a in areas if a.low and a.published is not None and a.ours is not None]
    off = math.sqrt(float(np.mean([(one - other) ** 2 for one, other in pairs]))) if pairs else None
    cost = f"{off:.3f} (root mean square)" if off is not None else "no area is shown"
    return [
        Measure("areas withheld", withheld, ratio(len(hidden), len(lived)), "share", n=len(lived)),
        Measure("withheld counts found", attacked, float(found), "areas", 0.0, at_most=0.0, n=len(hidden)),
        Measure("published against inside", cost, off, "log currency", 0.0, n=len(pairs)),
    ]


def _found(areas: Sequence[Area]) -> int:
    """Withheld counts that sums and differences of classes bound to within ten; the class of each level's sum is known
    to the attacker, too."""
    here = {area.area_id for area in areas}
    known = {area.area_id: UNKNOWN if area.low is None else bounds(area.low) for area in areas}
    parents: dict[str, str | None] = {}
    for area in areas:
        inside = area.parent in here
        parents[area.area_id] = area.parent if inside else f"{_TOTAL}{area.level}"
    sums: dict[str, int] = {}
    for area in areas:
        if area.parent not in here:
            top = f"{_TOTAL}{area.level}"
            sums[top] = sums.get(top, 0) + area.n
    for top, n in sums.items():
        low = max((edge for edge in edges() if edge <= n), default=None)
        known[top] = bounds(low) if low else UNKNOWN
        parents[top] = None
    reached: Mapping[str, tuple[float, float]] = worked_out(known, parents)
    hidden = [area for area in areas if area.low is None and area.n]
    return sum(reached[area.area_id][1] - reached[area.area_id][0] <= HIDDEN for area in hidden)


SCORE = Score("gate", "what is published against one who computes", (AREA_POWER, PUBLISHED_AREA_POWER), measure)
