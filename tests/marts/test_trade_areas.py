"""Trade areas: power by the chance of a visit, what is won of it, and which stores share it."""

import pytest

from gcrm.core.testing import rows
from gcrm.marts import trade_areas
from gcrm.marts.area_power import AREA_POWER
from gcrm.models.purchasing_power.huff_parameters import HUFF_PARAMETERS
from gcrm.models.purchasing_power.store_reach import STORE_REACH


def build(spark):
    # Chances of a visit: from a 0.8 to s1 and 0.2 to s2, from b the other way round.
    ways = {("a", "s1"): 1.0, ("a", "s2"): 2.0, ("b", "s1"): 2.0, ("b", "s2"): 1.0}
    seen = {("a", "s1"): (60, 600.0), ("a", "s2"): (40, 400.0), ("b", "s1"): (0, 0.0), ("b", "s2"): (100, 900.0)}
    kiosk = {"partner_id": "kiosk", "size": 5.0}
    reach = [
        {**kiosk, "area_id": area, "store_id": store, "way": way, "n_visits": n, "amount": amount}
        for (area, store), way in ways.items()
        for n, amount in (seen[area, store],)
    ]
    power = [
        {"area_id": area, "category_group": group, "total": total * share}
        for area, total in (("a", 1000.0), ("b", 3000.0))
        for group, share in (("all", 1.0), ("food", 0.25), ("fun", 0.75))
    ]
    powers = [{"name": "attraction", "value": 1.0}, {"name": "friction", "value": 2.0}]
    frames = (rows(spark, STORE_REACH, *reach), rows(spark, HUFF_PARAMETERS, *powers), rows(spark, AREA_POWER, *power))
    return {row.store_id: row for row in trade_areas.build(*frames).collect()}


def test_power_is_that_of_areas_by_the_chance_that_they_come_here(spark):
    made = build(spark)
    s1, s2 = made["s1"], made["s2"]
    assert s1.power == pytest.approx(0.8 * 1000 + 0.2 * 3000)
    assert s1.power + s2.power == pytest.approx(4000)
    assert s1.groups == {"food": pytest.approx(s1.power / 4), "fun": pytest.approx(s1.power * 3 / 4)}
    assert s1.won_share == pytest.approx(600 / 1400)
    assert s1.open_amount == pytest.approx(800)
    assert (s1.n_visits, s1.expected_visits) == (60, pytest.approx(0.8 * 100 + 0.2 * 100))
    assert s1.mean_way == pytest.approx((800 * 1 + 600 * 2) / 1400)


def test_overlap_is_what_goes_to_other_stores_and_the_rival_takes_most_of_it(spark):
    s1 = build(spark)["s1"]
    assert s1.overlap_share == pytest.approx((800 * 0.2 + 600 * 0.8) / 1400)
    assert (s1.rival_store_id, s1.rival_share) == ("s2", pytest.approx(1.0))
    assert s1.n_areas == 2
