"""Purchasing power by region: with its interval, and what it is known from."""

from collections.abc import Mapping, Sequence
from typing import Any

from gcrm.publish.area_power import PUBLISHED_AREA_POWER
from gcrm.publish.atlas import areas, words
from gcrm.publish.atlas.listing import Listing
from gcrm.publish.atlas.look import Look, Row
from gcrm.publish.atlas.section import Section, Shown

_EVIDENCE = {
    "weight_of_members": ("Members", "Share of the evidence that is the areas' own members, on average over areas"),
    "census_share": ("Census", "Share that is published indicators"),
    "real_estate_share": ("Real estate", "Share that is rents and prices asked"),
    "neighbours_share": ("Neighbours", "Share that is members of other areas"),
}
_COLUMNS = (
    ("Region", "State or province", False),
    ("Areas", "Areas of the modelled level", True),
    ("With members", "Of these, areas that can be shown with members of their own", True),
    ("P10", "Of the middle area: its level is below this with 10% probability", True),
    ("P50", "Of the middle area: what a typical member spends", True),
    ("P90", "Of the middle area: its level is below this with 90% probability", True),
    *((title, doc, True) for title, doc in _EVIDENCE.values()),
    ("Extrapolated", "Areas without members that are unlike every area with some", True),
)


def show(look: Look) -> Shown | None:
    """A row per region of the level with most areas; None where nothing was estimated."""
    rows = [row for row in look.rows(PUBLISHED_AREA_POWER) if row["power_p50"] is not None]
    if not rows:
        return None
    _, mine = max(areas.by_level(rows, look.agreed.area_levels), key=lambda level: len(level[1]))
    return Shown(headline(mine), {"listing": Listing(_COLUMNS, tuple(map(_line, regions(mine))))})


def headline(rows: Sequence[Row]) -> str:
    """What was found of areas in words, without the list of what was left out, which the page tells by the map.

    >>> headline([{"verdict": "Areas differ. Left out: rent (needs 15 areas)."}])
    'Areas differ'
    """
    return areas.verdict(rows).partition(" Left out:")[0].rstrip(".") or "Purchasing power of areas"


def regions(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Each region with its areas, how many have members of their own, the middle interval and the mean evidence."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["region_code"] or "–", []).append(row)
    return [{"region": region, **_summed(mine)} for region, mine in sorted(grouped.items())]


def _summed(rows: Sequence[Row]) -> dict[str, Any]:
    levels = ("power_p10", "power_p50", "power_p90")
    middle = {name: words.quantile([row[name] for row in rows], 0.5) for name in levels}
    shares = {name: sum(row[name] or 0.0 for row in rows) / len(rows) for name in _EVIDENCE}
    counts = {
        "n": len(rows),
        "n_own": sum(not row["withheld"] for row in rows),
        "n_extrapolated": sum(bool(row["is_extrapolation"]) for row in rows),
    }
    return middle | shares | counts


def _line(region: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        region["region"],
        *(f"{region[name]:,}" for name in ("n", "n_own")),
        *(words.number(region[name]) for name in ("power_p10", "power_p50", "power_p90")),
        *(words.percent(region[name]) for name in _EVIDENCE),
        f"{region['n_extrapolated']:,}",
    )


SECTION = Section(
    name="purchasing_power",
    title="Purchasing power",
    about="What it is known from",
    order=25,
    home=__name__,
    tables=(PUBLISHED_AREA_POWER,),
    show=show,
    empty="no feed delivers areas to model, or too few members are known to live in one",
    words={
        "en": {
            "note": (
                "What a typical member could spend with the coalition, by region: of its areas the middle one, with "
                "its 80% interval. The evidence adds up to all: who lives there and buys, what is published of the "
                "place, what homes cost there, and members next door. It is no income, and no forecast."
            )
        }
    },
    own_page=True,
)
