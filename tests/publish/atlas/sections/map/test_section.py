"""Maps per level, the finest first, and the findings of the level with most areas."""

from datetime import date

from gcrm.publish.atlas.look import Look
from gcrm.publish.atlas.sections.map import section

from ..given import AGREED, GIVEN


def test_the_finest_level_comes_first_and_areas_without_boundary_are_not_drawn() -> None:
    shown = section.show(Look(AGREED, GIVEN))
    assert shown is not None
    assert [(level["name"], level["n"], level["n_drawn"]) for level in shown.facts["levels"]] == [
        ("town", 1, 1),
        ("state", 2, 0),
    ]
    assert shown.headline == "In 1 town with members enough a typical member spends EUR 30 to 30"
    assert (shown.n_drawn, shown.as_of) == (1, date(2018, 1, 31))
    assert set(shown.files) == {"areas-0", "areas-1", "shapes-0-0"}


def test_findings_are_of_the_level_with_most_areas() -> None:
    assert section.SECTION.found(Look(AGREED, GIVEN)) == [
        "In 2 states with members enough a typical member spends EUR 10 to 20",
        "2 of 2 states can be shown with members of their own; among these s2 is highest, with EUR 20",
    ]
