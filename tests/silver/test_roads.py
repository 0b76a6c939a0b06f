"""Roads take some time, and lead from an area to an area."""

from tests.silver.judge import reasons

from gcrm.core.testing import rows, with_source
from gcrm.silver.roads import RAW, ROADS, build


def test_a_road_takes_time_and_has_two_ends(spark):
    good = {"area_id": "a", "to_area_id": "b", "minutes": 12.5, "km": 9.0}
    odd = {"good": {}, "at once": {"minutes": 0.0}, "to nowhere": {"to_area_id": None}, "no way": {"km": -1.0}}
    raw = rows(spark, RAW, *({"road_id": name, **good, **off} for name, off in odd.items()))
    assert reasons(build(with_source(raw)), ROADS, "road_id") == {
        "good": [],
        "at once": ["minutes_are_plausible"],
        "to nowhere": ["to_area_id_is_given"],
        "no way": ["km_are_positive"],
    }
