"""Ways between areas take some time, and less than two days."""

from tests.silver.judge import reasons

from gcrm.core.testing import rows, with_source
from gcrm.silver.travel_times import RAW, TRAVEL_TIMES, build


def test_a_way_takes_time(spark):
    told = [("b", 12.5), ("c", 0.0), ("d", 5000.0), ("e", None)]
    raw = rows(spark, RAW, *({"area_id": "a", "to_area_id": to, "minutes": m} for to, m in told))
    found = reasons(build(with_source(raw)), TRAVEL_TIMES, "to_area_id")
    assert {name for name, why in found.items() if why} == {"c", "d", "e"}
    assert found["c"] == ["minutes_are_plausible"]
