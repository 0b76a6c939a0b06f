"""What a store that opens or closes would move, from the tables of a run."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gcrm.core.errors import UsageError, unknown
from gcrm.core.storage.looks import Answer

if TYPE_CHECKING:
    from gcrm.cli.looking import AnyLooks

REACH, PARAMETERS = "models.store_reach", "models.huff_parameters"
NEW = "new store"
_COLUMNS = ("store_id", "visits_before", "visits_after", "change", "change_in_amount")


@dataclass(frozen=True)
class Opening:
    """Where a store would open, and its sales floor in m2."""

    longitude: float
    latitude: float
    size: float


def opening(text: str) -> Opening:
    """A place and a size as they are typed.

    >>> opening("106.7,10.8,450")
    Opening(longitude=106.7, latitude=10.8, size=450.0)
    """
    try:
        longitude, latitude, size = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"--open {text}: write it as longitude,latitude,m2, such as 106.7,10.8,450.") from None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90 and size > 0):
        raise UsageError(f"--open {text}: a longitude of -180 to 180, a latitude of -90 to 90 and m2 above 0 work.")
    return Opening(longitude, latitude, size)


def answered(looks: "AnyLooks", store: str | None, opens: Opening | None, partner: str | None) -> Answer:
    """Stores of the partner whose visits would change, the most first."""
    reach = looks.query("SELECT * FROM t WHERE as_of = (SELECT max(as_of) FROM t)", {"t": REACH}).rows
    powers = looks.query("SELECT name, value FROM t WHERE as_of = (SELECT max(as_of) FROM t)", {"t": PARAMETERS}).rows
    if not reach or not powers:
        raise UsageError("No partner has two stores of which it is known where they lie, so nothing can be foretold.")
    return foretold(reach, {row["name"]: row["value"] for row in powers}, store, opens, partner)


def foretold(
    reach: Sequence[dict[str, Any]],
    powers: dict[str, float],
    store: str | None,
    opens: Opening | None,
    partner: str | None,
) -> Answer:
    """The answer from rows of models.store_reach and the two powers.

    Raises UsageError for a store or partner that there is not.
    """
    from gcrm.stats.checks import InvalidInputError
    from gcrm.stats.what_if import moved

    whose = _whose(reach, store, partner)
    mine = [row for row in reach if row["partner_id"] == whose]
    area, at, size, way = ([row[name] for row in mine] for name in ("area_id", "store_id", "size", "way"))
    new = _new(mine, opens) if opens else None
    try:
        found = moved(
            (area, at, size, way),
            [row["n_visits"] for row in mine],
            (powers["attraction"], powers["friction"]),
            closed=store,
            opened=new,
        )
    except InvalidInputError as error:
        raise UsageError(f"{error}") from None
    visits = sum(row["n_visits"] for row in mine)
    each = sum(row["amount"] for row in mine) / visits if visits else 0.0
    rows = []
    for name in sorted({*found.before, *found.after}):
        before, after = found.before.get(name, 0.0), found.after.get(name, 0.0)
        values = (name, round(before, 1), round(after, 1), round(after - before, 1), round((after - before) * each, 2))
        rows.append(dict(zip(_COLUMNS, values, strict=True)))
    return Answer(_COLUMNS, tuple(sorted(rows, key=lambda row: (-abs(row["change"]), row["store_id"]))))


def _whose(reach: Sequence[dict[str, Any]], store: str | None, partner: str | None) -> str:
    partners = sorted({row["partner_id"] for row in reach})
    if store is not None:
        known = {row["store_id"]: row["partner_id"] for row in reach}
        if store not in known:
            raise UsageError(unknown("store", store, sorted(known)))
        return str(known[store])
    if partner is None and len(partners) == 1:
        return str(partners[0])
    if partner not in partners:
        raise UsageError(unknown("partner", str(partner), partners))
    return str(partner)


def _new(mine: Sequence[dict[str, Any]], opens: Opening) -> tuple[str, float, list[str], list[float]]:
    """The new store beside every area: ways as those of the stores there are go with distance."""
    import numpy as np

    from gcrm.models.purchasing_power.store_reach import AT_HOME, DEGREE
    from gcrm.models.purchasing_power.ways import foretold as ways_foretold

    known = np.array([(row["km"], row["way"]) for row in mine], dtype=float)
    homes = {row["area_id"]: (row["longitude"], row["latitude"]) for row in mine}
    flat = math.cos(math.radians(opens.latitude))
    km = [
        max(AT_HOME, DEGREE * math.hypot((lon - opens.longitude) * flat, lat - opens.latitude))
        for lon, lat in homes.values()
    ]
    return NEW, opens.size, list(homes), ways_foretold(known[:, 0], known[:, 1], np.array(km)).tolist()
