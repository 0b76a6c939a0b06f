"""From an area up to the area that holds it."""

from gcrm.core.frames import small
from gcrm.core.testing import plain, same
from gcrm.features.nesting import tops, up_to

COUNTRY = [("S", None), ("m", "S"), ("d", "m"), ("n", "d"), ("b", "n"), ("z", "gone")]


def areas(spark):
    return small(spark, "area_id string, parent_area_id string", COUNTRY)


def test_areas_up_to_two_levels_below_belong_to_the_modelled_one(spark):
    modelled = small(spark, "area_id string", [("m",), ("z",)])
    same(up_to(modelled, areas(spark)), [("d", "m"), ("m", "m"), ("n", "m"), ("z", "z")])


def test_the_top_is_reached_through_as_many_levels_as_are_climbed(spark):
    found = dict(plain(tops(areas(spark))))
    assert found == {"S": "S", "m": "S", "d": "S", "n": "S", "b": "S", "z": "gone"}
    assert dict(plain(tops(areas(spark), levels=2)))["n"] == "d"
