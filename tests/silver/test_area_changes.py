"""Crosswalks: a reform loses nobody."""

from tests.silver.judge import reasons

from gcrm.core.testing import rows, with_source
from gcrm.silver.area_changes import AREA_CHANGES, RAW, build


def test_shares_of_an_area_that_do_not_add_up_are_refused_together(spark):
    told = [("a", "x", 0.4), ("a", "y", 0.6), ("b", "z", 0.5), ("b", "w", 0.4), ("c", "v", 1.5)]
    raw = rows(spark, RAW, *({"old_area_id": o, "area_id": n, "population_share": s} for o, n, s in told))
    assert reasons(build(with_source(raw)), AREA_CHANGES, "area_id") == {
        "x": [],
        "y": [],
        "z": ["shares_add_up_to_one"],
        "w": ["shares_add_up_to_one"],
        "v": ["population_share_is_a_share", "shares_add_up_to_one"],
    }
