"""Where areas lie."""

from gcrm.core.testing import rows, same
from gcrm.features.places import centres
from gcrm.silver.areas import SILVER_AREAS


def test_a_published_point_counts_before_the_boundary_and_neither_is_no_place(spark):
    shape = '{"type": "MultiPolygon", "coordinates": [[[[-1.5, 2e0], [0.5, 4]]], [[[1, 0], [4, 2]]]]}'
    areas = [
        {"area_id": "a", "longitude": 7.0, "latitude": 8.0, "boundary": shape},
        {"area_id": "b", "boundary": shape},
        {"area_id": "c"},
    ]
    same(centres(rows(spark, SILVER_AREAS, *areas)), [("a", 7.0, 8.0), ("b", 1.0, 2.0), ("c", None, None)])
