"""Puts the atlas together: reads published tables, boundaries and the ledger, and writes the folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from gcrm.core.lakehouse import Lakehouse
from gcrm.core.table import Table
from gcrm.publish.area_power import PUBLISHED_AREA_POWER
from gcrm.publish.atlas import areas, arrivals, folder, segments, words
from gcrm.publish.gate import LEAST
from gcrm.publish.portraits import PUBLISHED_PORTRAITS
from gcrm.silver.areas import AREAS

Row = Mapping[str, Any]
MODES = {"whole": "everything read", "touched": "only what the news touched", "rows": "only new rows"}
METHOD_NOTE = (
    "An area with members of its own combines what they spend with what the model expects of such a place; every other "
    "area shows the model alone. Where the interval is wide, little is known: switch the colours to see where."
)


@dataclass(frozen=True)
class Agreed:
    """What the coalition has agreed on that the pages need: name, its folder's name, currency, area levels, coarsest first."""

    name: str
    coalition: str
    currency: str
    area_levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """What was written: files, their bytes, and areas drawn."""

    n_files: int
    size: int
    n_areas: int


def write(lake: Lakehouse, agreed: Agreed, out: Path) -> Written:
    """Writes the atlas to the folder `out`; raises UsageError where that holds something else."""
    powers, boundaries = _area_rows(lake)
    levels = _levels(powers, boundaries, agreed)
    cards = segments.cards(_rows(lake, PUBLISHED_PORTRAITS))
    arrived = arrivals.collect(lake, agreed.coalition)
    files = {f"data/{name}.js": folder.data(name, value) for level in levels for name, value in level.files.items()}
    facts = [level.facts for level in levels]
    provenance = _provenance(lake, arrived)
    as_of = str(max((row["as_of"] for row in powers if row["as_of"]), default="") or (arrived.run or {}).get("as_of") or "")
    files["index.html"] = _page(agreed, facts, cards, arrived, provenance, as_of, _no_map(lake, agreed), _no_segments(lake))
    files |= {f"assets/{name}": folder.asset(name) for name in ("atlas.css", "atlas.js")}
    files["assets/plotly.js"] = folder.plotly()
    size = folder.write(out, files, {"coalition": agreed.coalition, "as_of": as_of, **dict(provenance)})
    return Written(len(files) + 1, size, sum(level["n_drawn"] for level in facts))


def _rows(lake: Lakehouse, table: Table) -> list[dict[str, Any]]:
    """All rows: for tables of one row per area or segment only, which members cannot make longer."""
    return [row.asDict() for row in lake.read(table).collect()] if lake.exists(table) else []


def _area_rows(lake: Lakehouse) -> tuple[list[dict[str, Any]], dict[str, str | None]]:
    powers = _rows(lake, PUBLISHED_AREA_POWER)
    if not powers or not lake.exists(AREAS):
        return powers, {}
    drawn = lake.read(AREAS).select("area_id", "boundary").filter("boundary IS NOT NULL").toPandas()
    return powers, dict(zip(drawn["area_id"], drawn["boundary"], strict=True))


def _levels(powers: Sequence[Row], boundaries: Mapping[str, str | None], agreed: Agreed) -> list[areas.Level]:
    """One entry per level, the finest first: that is the one people look for."""
    order = {name: position for position, name in enumerate(reversed(agreed.area_levels))}
    names = sorted({row["level"] for row in powers}, key=lambda name: (order.get(name, len(order)), name))
    return [
        areas.level(name, position, [row for row in powers if row["level"] == name], boundaries, agreed.currency)
        for position, name in enumerate(names)
    ]


def _page(
    agreed: Agreed,
    levels: list[dict[str, Any]],
    cards: list[dict[str, Any]],
    arrived: arrivals.Arrivals,
    provenance: list[tuple[str, str]],
    as_of: str,
    no_map: str,
    no_segments: str,
) -> str:
    # Every text of the page comes from data somewhere, so everything is escaped, and a forgotten name is an error.
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(folder.asset("index.html.j2"))
    facts = {"currency": agreed.currency, "least": LEAST, "levels": levels, "segments": cards}
    return template.render(
        coalition=agreed.name,
        currency=agreed.currency,
        least=LEAST,
        as_of=as_of,
        levels=levels,
        method_note=METHOD_NOTE,
        no_map=no_map,
        segments=cards,
        segments_finding=segments.finding(cards),
        no_segments=no_segments,
        arrivals=arrived,
        modes=MODES,
        provenance=provenance,
        facts=Markup(folder.script(facts)),
        number=words.number,
        percent=words.percent,
        label=words.label,
        rows=lambda n: words.FEW if n is None else f"{n:,}",
    )


def _no_map(lake: Lakehouse, agreed: Agreed) -> str:
    if not lake.exists(PUBLISHED_AREA_POWER):
        return f"{PUBLISHED_AREA_POWER.name} has not been built yet; `gcrm run` builds it"
    if not lake.exists(AREAS) or lake.read(AREAS).isEmpty():
        return f"no feed of {agreed.name} delivers areas, so there is nothing to draw"
    return f"{PUBLISHED_AREA_POWER.name} is empty: no area has an estimate"


def _no_segments(lake: Lakehouse) -> str:
    if not lake.exists(PUBLISHED_PORTRAITS):
        return f"{PUBLISHED_PORTRAITS.name} has not been built yet; `gcrm run` builds it"
    return f"{PUBLISHED_PORTRAITS.name} is empty: there were too few members to form segments"


def _provenance(lake: Lakehouse, arrived: arrivals.Arrivals) -> list[tuple[str, str]]:
    """What leads a figure back: the last run, and for each published table its version and the run that wrote it."""
    found = []
    if run := arrived.run:
        found += [("Run", run["run_id"]), ("Status", run["status"]), ("As of", str(run["as_of"] or "–"))]
        found += [("Started", arrivals.shown_time(run["started_at"])), ("Ended", arrivals.shown_time(run["ended_at"]))]
        found += [("Configuration hash", run["config_hash"]), ("G-CRM version", run["version"])]
    for table in (PUBLISHED_AREA_POWER, PUBLISHED_PORTRAITS):
        if lake.exists(table):
            by = next((said.get("run") for said in lake.said(table, 1)), None)
            found.append((table.name, f"version {lake.version(table)}" + (f", written by run {by}" if by else "")))
    return found
