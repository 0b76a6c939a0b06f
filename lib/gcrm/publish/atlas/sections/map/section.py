"""The map of purchasing power: areas by what a typical member spends, and by how well that is known."""

from pyspark.sql import DataFrame

from gcrm.publish.area_power import PUBLISHED_AREA_POWER
from gcrm.publish.atlas import areas
from gcrm.publish.atlas.look import Look
from gcrm.publish.atlas.section import Section, Shown
from gcrm.silver.areas import SILVER_AREAS

WORDS = {
    "en": {
        "method": (
            "Spend of a typical active member with the coalition so far: not income, and not all they could spend. "
            "Areas with members of their own combine these with what the model expects of such a place; all others "
            "show the model alone."
        )
    }
}


def show(look: Look) -> Shown | None:
    """A map per level and region; the one of all areas of the finest level is drawn first."""
    rows = look.rows(PUBLISHED_AREA_POWER)
    if not rows:
        return None
    boundaries = {row["area_id"]: row["boundary"] for row in look.rows(SILVER_AREAS, _drawn)}
    named = areas.by_level(rows, look.agreed.area_levels)
    levels = [
        areas.level(name, position, mine, boundaries, look.agreed.currency)
        for position, (name, mine) in enumerate(named)
    ]
    facts = [level.facts for level in levels]
    return Shown(
        headline=facts[0]["finding"],
        page={"levels": facts},
        facts={"levels": facts},
        files={name: value for level in levels for name, value in level.files.items()},
        as_of=max(row["as_of"] for row in rows),
        n_drawn=sum(level["n_drawn"] for level in facts),
    )


def _drawn(places: DataFrame) -> DataFrame:
    return places.filter("boundary IS NOT NULL").select("area_id", "boundary")


def findings(look: Look) -> list[str]:
    """Of the level with most areas: what they spend, and how many speak for themselves."""
    named = areas.by_level(look.rows(PUBLISHED_AREA_POWER), ())
    if not named:
        return []
    name, rows = max(named, key=lambda level: len(level[1]))
    return [say(name, rows, look.agreed.currency) for say in (areas.finding, areas.table_finding)]


SECTION = Section(
    name="map",
    title="Map",
    about="Purchasing power of areas",
    order=10,
    home=__name__,
    tables=(PUBLISHED_AREA_POWER,),
    also=(SILVER_AREAS,),
    show=show,
    findings=findings,
    empty="no feed delivers areas to model, or too few members are known to live in one",
    template="map.html",
    script="map.js",
    libraries=("plotly.js",),
    words=WORDS,
)
