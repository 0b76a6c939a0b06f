"""The table of areas: the same levels and files as the map."""

from gcrm.publish.atlas.look import Given, Look
from gcrm.publish.atlas.sections.areas import section
from gcrm.publish.atlas.sections.map import section as map_section

from ..given import AGREED, GIVEN


def test_the_table_of_areas_reads_the_files_of_the_map() -> None:
    drawn, listed = (one.show(Look(AGREED, GIVEN)) for one in (map_section, section))
    assert drawn is not None
    assert listed is not None
    assert listed.files == {name: drawn.files[name] for name in ("areas-0", "areas-1")}
    assert [level["file"] for level in listed.facts["levels"]] == [level["file"] for level in drawn.facts["levels"]]


def test_without_areas_there_is_no_table() -> None:
    assert section.show(Look(AGREED, Given({"publish.area_power": []}))) is None
