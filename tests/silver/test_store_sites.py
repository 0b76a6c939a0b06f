"""Sites of stores: on earth, with a floor, and not closed before they open."""

from tests.silver.judge import reasons

from gcrm.core.testing import rows, with_source
from gcrm.silver.store_sites import RAW, STORE_SITES, build


def test_what_no_site_can_be_is_refused(spark):
    told = {
        "fine": {"latitude": 10.8, "longitude": 106.7, "size": 90},
        "unknown": {},
        "north": {"latitude": 91.0},
        "empty": {"size": 0},
        "reversed": {"opened_on": "2025-03-01", "closed_on": "2025-02-01"},
    }
    raw = rows(spark, RAW, *({"store_id": name, **given} for name, given in told.items()))
    assert reasons(build(with_source(raw)), STORE_SITES, "store_id") == {
        "fine": [],
        "unknown": [],
        "north": ["latitude_is_on_earth"],
        "empty": ["size_is_positive"],
        "reversed": ["closes_after_it_opens"],
    }
