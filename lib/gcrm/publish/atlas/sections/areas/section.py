"""The table of areas, to search, filter and sort; it shows the level that is chosen on the map."""

from gcrm.publish.area_power import PUBLISHED_AREA_POWER
from gcrm.publish.atlas import areas
from gcrm.publish.atlas.look import Look
from gcrm.publish.atlas.section import Section, Shown


def show(look: Look) -> Shown | None:
    """A file and a finding per level, in the order of the map."""
    named = areas.by_level(look.rows(PUBLISHED_AREA_POWER), look.agreed.area_levels)
    if not named:
        return None
    levels = [
        {"file": f"areas-{position}", "finding": areas.table_finding(name, rows, look.agreed.currency)}
        for position, (name, rows) in enumerate(named)
    ]
    files = {f"areas-{position}": areas.columns(areas.in_order(rows)) for position, (_, rows) in enumerate(named)}
    return Shown(levels[0]["finding"], facts={"levels": levels}, files=files)


SECTION = Section(
    name="areas",
    title="Areas",
    about="Table of areas",
    order=30,
    home=__name__,
    tables=(PUBLISHED_AREA_POWER,),
    show=show,
    empty="no feed delivers areas to model, or too few members are known to live in one",
    template="areas.html",
    script="areas.js",
)
