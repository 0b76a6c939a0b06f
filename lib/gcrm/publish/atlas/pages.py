"""Puts the atlas together: reads published tables, boundaries and the ledger, and writes the folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from gcrm.core.contracts.table import Table
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.publish.area_power import PUBLISHED_AREA_POWER
from gcrm.publish.atlas import areas, arrivals, folder, segments, words
from gcrm.publish.gate import LEAST
from gcrm.publish.portraits import PUBLISHED_PORTRAITS
from gcrm.silver.areas import SILVER_AREAS

Row = Mapping[str, Any]
MODES = {"whole": "everything read", "touched": "only what the news touched", "rows": "only new rows"}
METHOD_NOTE = (
    "Spend of a typical active member with the coalition so far: not income, and not all they could spend. Areas with "
    "members of their own combine these with what the model expects of such a place; all others show the model alone."
)


EMPTY = {
    PUBLISHED_AREA_POWER.name: "no feed delivers areas to model, or too few members are known to live in one",
    PUBLISHED_PORTRAITS.name: "there are too few members to form any",
}


@dataclass(frozen=True)
class Agreed:
    """What the coalition has agreed on: its name and that of its folder, currency, area levels from the coarsest."""

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
    powers, portraits = (rows(lake, table) for table in (PUBLISHED_AREA_POWER, PUBLISHED_PORTRAITS))
    arrived = arrivals.collect(lake, agreed.coalition)
    levels = _levels(powers or [], _boundaries(lake) if powers else {}, agreed)
    files = {f"data/{name}.js": folder.data(name, value) for level in levels for name, value in level.files.items()}
    as_of = str(max((row["as_of"] for row in powers or []), default=None) or (arrived.run or {}).get("as_of") or "")
    made_of = _provenance(arrived)
    said = {"no_map": _why_none(PUBLISHED_AREA_POWER, powers), "no_segments": _why_none(PUBLISHED_PORTRAITS, portraits)}
    facts = [level.facts for level in levels]
    files["index.html"] = _page(agreed, facts, segments.cards(portraits or []), arrived, made_of, as_of=as_of, **said)
    files |= {f"assets/{name}": folder.asset(name) for name in ("atlas.css", "atlas.js")}
    files["assets/plotly.js"] = folder.plotly()
    size = folder.write(out, files, {"coalition": agreed.coalition, "as_of": as_of, **dict(made_of)})
    return Written(len(files) + 1, size, sum(level["n_drawn"] for level in facts))


def rows(lake: Lakehouse, table: Table) -> list[dict[str, Any]] | None:
    """All rows of a table that members cannot make longer (a row an area or segment); None where there is no table."""
    return [row.asDict() for row in lake.read(table).collect()] if lake.exists(table) else None


def _boundaries(lake: Lakehouse) -> dict[str, str]:
    if not lake.exists(SILVER_AREAS):
        return {}
    drawn = lake.read(SILVER_AREAS).select("area_id", "boundary").filter("boundary IS NOT NULL").toPandas()
    return dict(zip(drawn["area_id"], drawn["boundary"], strict=True))


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
    **said: str,
) -> str:
    # Every text of the page comes from data somewhere, so everything is escaped, and a forgotten name is an error.
    strict = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = strict.from_string(folder.asset("page.html"))
    facts = {"currency": agreed.currency, "least": LEAST, "levels": levels, "segments": cards}
    return template.render(
        coalition=agreed.name,
        currency=agreed.currency,
        least=LEAST,
        levels=levels,
        method_note=METHOD_NOTE,
        segments=cards,
        segments_finding=segments.finding(cards),
        arrivals=arrived,
        modes=MODES,
        provenance=provenance,
        facts=Markup(folder.script(facts)),
        number=words.number,
        percent=words.percent,
        label=words.label,
        rows=lambda n: words.FEW if n is None else f"{n:,}",
        **said,
    )


def _why_none(table: Table, rows: list[dict[str, Any]] | None) -> str:
    """Why a section of the page is empty; nothing where it is not."""
    if rows is None:
        return f"{table.name} has not been built yet; `gcrm run` builds it"
    return "" if rows else EMPTY[table.name]


def _provenance(arrived: arrivals.Arrivals) -> list[tuple[str, str]]:
    """What leads a figure back: the last run, and for each published table its version and the run that wrote it."""
    found = []
    if run := arrived.run:
        found += [("Run", run["run_id"]), ("Status", run["status"]), ("As of", str(run["as_of"] or "–"))]
        found += [("Started", arrivals.shown_time(run["started_at"])), ("Ended", arrivals.shown_time(run["ended_at"]))]
        found += [("Configuration hash", run["config_hash"]), ("G-CRM version", run["version"])]
    for name, step in sorted(arrived.written_by.items()):
        found.append((name, f"version {step['output_version']}, written by run {step['run_id']}"))
    return found
